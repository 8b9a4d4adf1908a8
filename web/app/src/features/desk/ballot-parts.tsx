import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { store } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextArea } from '../../ui/field';
import { Pill } from '../../ui/parts';
import { numberOf } from '../agenda/items';
import { citationWords, ruleWords } from '../vote/rule';
import { useDraft } from './draft';
import { d } from './words';

/** A ballot as a card: which item it belongs to, its state, and the question word for word. */
export function BallotCard(props: {
  ballot: BallotValue;
  state: string;
  kind: 'neutral' | 'ok' | 'warn' | 'danger' | 'gold' | 'primary';
  current?: boolean;
  extra?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { ballot, state, kind, current = false, extra, children } = props;
  const heading = useId();
  const item = numberOf(ballot.item);
  return (
    <article class={`desk-card desk-ballot ${current ? 'current' : ''}`} aria-labelledby={heading}>
      <div class="desk-ballot-above">
        <Pill kind={kind}>{state}</Pill>
        {item > 0 && <span class="faint">{t('item', item)}</span>}
        {ballot.round > 1 && <span class="faint">{t('ballotRound', ballot.round)}</span>}
        {extra}
      </div>
      <h3 id={heading} class="desk-question">
        {ballot.question.text}
      </h3>
      {children}
    </article>
  );
}

/** The rule in words, where it stands, and the paper that the question is about. */
export function RuleLines({ ballot }: { ballot: BallotValue }) {
  const citation = citationWords(ballot.question.rule);
  const document = ballot.document ? store.value(`document/${ballot.document}`).value : undefined;
  return (
    <div class="desk-rule">
      <p>{ruleWords(ballot.question.rule)}</p>
      {citation && <p class="faint">{citation}</p>}
      {document && <p class="faint">{d('about', document.title)}</p>}
    </div>
  );
}

/** Annulling a ballot, with a reason that goes into the record. */
export function VoidButton({ ballot }: { ballot: BallotValue }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button kind="ghost" why={offlineReason()} onClick={() => setAsking(true)}>
        {d('voidBallot')}
      </Button>
      {asking && <VoidDialog ballot={ballot} onClose={() => setAsking(false)} />}
    </>
  );
}

function VoidDialog({ ballot, onClose }: { ballot: BallotValue; onClose: () => void }) {
  const draft = useDraft(`void|${ballot.id}`, '');
  const [busy, run] = useAct('ballot.void');
  const go = async (): Promise<void> => {
    const answer = await run({ ballot: ballot.id, reason: draft.value });
    if (!answer.ok) return;
    draft.drop();
    onClose();
  };
  return (
    <Dialog
      title={d('voidTitle')}
      size="small"
      firm
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            kind="danger"
            busy={busy}
            why={draft.value.trim() ? offlineReason() : d('reasonNeeded')}
            onClick={() => void go()}
          >
            {busy ? t('sending') : d('voidBallot')}
          </Button>
        </>
      }
    >
      <p class="desk-question">{ballot.question.text}</p>
      <p class="soft">{d('voidText')}</p>
      <TextArea label={d('reason')} rows={3} maxLength={300} value={draft.value} onInput={draft.edit} />
    </Dialog>
  );
}
