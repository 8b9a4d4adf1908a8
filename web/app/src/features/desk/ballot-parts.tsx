import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { minute } from '../../core/clock';
import { timeOrDate } from '../../core/format';
import { store } from '../../core/meeting';
import type { BallotValue, Warning } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextArea } from '../../ui/field';
import { triangleAlertIcon } from '../../ui/icons';
import { Banner, Pill } from '../../ui/parts';
import { numberOf } from '../agenda/items';
import { nameOf } from '../people/names';
import { outcomeWords } from '../vote/outcome';
import { citationWords, ruleWords } from '../vote/rule';
import { earlier } from './ballots';
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
        {ballot.group && <Pill>{d('linkedPill')}</Pill>}
        {extra}
      </div>
      <h3 id={heading} class="desk-question">
        {ballot.question.text}
      </h3>
      {children}
    </article>
  );
}

/** How votes are given and what becomes known of them: Biểu quyết ghi tên · máy tính bảng. */
export const wayWords = ({ question: q }: Pick<BallotValue, 'question'>): string =>
  [d(`form_${q.form}`), d(`secrecy_${q.secrecy}`), d(`method_${q.method}`)].join(' · ');

/** The rule in words, where it stands, and the paper that the question is about. */
export function RuleLines({ ballot }: { ballot: BallotValue }) {
  const { rule, form, options, winners = 0, most = 0 } = ballot.question;
  const citation = citationWords(rule);
  const document = ballot.document ? store.value(`document/${ballot.document}`).value : undefined;
  return (
    <div class="desk-rule">
      <p>{wayWords(ballot)}</p>
      {form === 'elect' && <p>{d('electing', winners, options.length, most)}</p>}
      {form === 'choose' && <p>{d('choosing', most, options.length)}</p>}
      {(form === 'approve' || form === 'score') && <p>{d('listOf', options.length)}</p>}
      {form !== 'score' && <p>{ruleWords(rule)}</p>}
      {citation && <p class="faint">{citation}</p>}
      {document && <p class="faint">{d('about', document.title)}</p>}
    </div>
  );
}

/** What became of the rounds before this one: which was void, why, by whom, when. */
export function EarlierRounds({ ballot }: { ballot: BallotValue }) {
  const rounds = earlier(store.all('ballot'), ballot);
  if (rounds.length === 0) return null;
  return (
    <ol class="desk-rounds" aria-label={d('earlierRounds')}>
      {rounds.map((one) => (
        <li key={one.id}>
          <strong>{t('ballotRound', one.round)}</strong>: {roundWords(one)}
        </li>
      ))}
    </ol>
  );
}

/** Hủy – lý do – ai – lúc; or the outcome, and when it was told. */
export function roundWords(ballot: BallotValue): string {
  if (ballot.state === 'void') {
    const who = ballot.voided_by ? nameOf(ballot.voided_by) : '';
    const when = ballot.voided ? timeOrDate(ballot.voided, minute.value) : '';
    return [d('voidedShort'), ballot.reason, who, when].filter(Boolean).join(' – ');
  }
  const outcome = ballot.tally ? outcomeWords(ballot.tally) : '';
  const when = ballot.declared ?? ballot.closed;
  return [outcome || d(`state_${ballot.state}`), when ? timeOrDate(when, minute.value) : ''].filter(Boolean).join(' – ');
}

/** That a secret may not stay one. */
export function Warnings({ list }: { list: readonly Warning[] }) {
  return (
    <>
      {list.map((one) => (
        <Banner key={one} kind="warn" icon={triangleAlertIcon}>
          {d(`warning_${one}`)}
        </Banner>
      ))}
    </>
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
