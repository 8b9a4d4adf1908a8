import './compose.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { agenda, send, store } from '../../../core/meeting';
import type { BallotValue, ItemID } from '../../../core/protocol.gen';
import { explain, t } from '../../../locale';
import { act, offlineReason } from '../../../ui/act';
import { Button } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { Select, TextArea } from '../../../ui/field';
import { toast } from '../../../ui/toast';
import { items } from '../../agenda/items';
import { furtherRound } from '../ballots';
import { useDraft } from '../draft';
import { d } from '../words';
import { type BallotForm, faults, type FormError, formOf, formOfFurther, prepareOf } from './form';
import { PaperPart } from './paper-part';
import { loadPresets } from './presets';
import { partOf, type Part, type PartProps } from './part';
import { RulePart } from './rule-part';
import { WayPart } from './way-part';
import { c } from './words';

/** What a new question begins with: nothing, the one it takes the place of, the voided one it repeats, or the election that it continues. */
export interface Start {
  replaces?: BallotValue;
  repeats?: BallotValue;
  follows?: BallotValue;
}

/** The item that is meant most likely: the current one, else the next that has to be decided. */
function likelyItem(): ItemID {
  const list = items();
  const decision = list.find((item) => item.kind === 'decision' && item.state !== 'concluded');
  return agenda.peek()?.current ?? decision?.id ?? list[0]?.id ?? '';
}

function first({ replaces, repeats, follows }: Start): BallotForm {
  const further = follows && furtherRound(follows);
  if (follows) return further ? formOfFurther(follows, further) : { ...formOf(follows, likelyItem()), group: '' };
  return formOf(replaces ?? repeats, likelyItem());
}

/** Writes a question down, with the rule by which it is decided. What is typed stays when the dialog is closed. */
export function Compose({ start, onClose }: { start: Start; onClose: () => void }) {
  const model = start.replaces ?? start.repeats ?? start.follows;
  const [begin] = useState(() => first(start));
  const draft = useDraft(`question|${start.follows ? 'after|' : ''}${model?.id ?? ''}`, begin);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(0);
  const [refusal, setRefusal] = useState<{ part: Part; text: string }>();
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => void loadPresets(), []);
  useEffect(() => {
    // Whoever pressed in vain is led to the first field that is wrong.
    if (tried > 0) body.current?.querySelector<HTMLElement>('[aria-invalid="true"], .compose-error')?.focus();
  }, [tried]);
  const form = draft.value;
  const wrong = faults(form);
  const edit = (next: BallotForm): void => {
    setRefusal(undefined);
    draft.edit(next);
  };
  const go = async (): Promise<void> => {
    if (wrong.length > 0) {
      setTried(tried + 1);
      return;
    }
    setBusy(true);
    const refused = await prepare(form, start);
    setBusy(false);
    if (refused) {
      setRefusal({ part: partOf(refused.code), text: explain(refused) });
      return;
    }
    draft.drop();
    onClose();
  };
  const shown = (error: FormError): string | undefined => (tried > 0 && wrong.includes(error) ? c(`wrong_${error}`) : undefined);
  const part: PartProps = { form, edit, shown, tried, refusal: (of) => (refusal?.part === of ? refusal.text : undefined) };
  return (
    <Dialog
      title={titleOf(start)}
      size="large"
      firm
      onClose={onClose}
      actions={
        <>
          {draft.dirty && (
            <Button kind="ghost" onClick={draft.drop}>
              {c('startOver')}
            </Button>
          )}
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" busy={busy} why={offlineReason()} onClick={() => void go()}>
            {busy ? t('sending') : c('saveQuestion')}
          </Button>
        </>
      }
    >
      <div ref={body} class="compose">
        {start.follows && <p class="soft">{c(start.follows.question.form === 'elect' ? 'furtherHint' : 'afterTieHint')}</p>}
        <Basics {...part} fixed={start.repeats !== undefined || start.follows !== undefined} />
        <RulePart {...part} />
        <PaperPart {...part} />
        <WayPart {...part} fixed={start.repeats !== undefined} />
      </div>
    </Dialog>
  );
}

function titleOf({ replaces, repeats, follows }: Start): string {
  if (follows) return c(follows.question.form === 'elect' ? 'furtherTitle' : 'repeatTitle', follows.round + 1);
  if (repeats) return c('repeatTitle', repeats.round + 1);
  return replaces ? c('editTitle') : c('composeTitle');
}

type Refused = Awaited<ReturnType<typeof send>> & { ok: false };

/** Sends it; settles with the refusal, if there was one. */
async function prepare(form: BallotForm, { replaces: old, repeats, follows }: Start): Promise<Refused | undefined> {
  const there = (): boolean => old !== undefined && store.value(`ballot/${old.id}`).peek() !== undefined;
  const bound = old?.supersedes !== undefined || old?.follows !== undefined;
  // A round is repeated or continued once: the question that is rewritten has to go first.
  if (old && bound && there()) {
    const gone = await send('ballot.discard', { ballot: old.id });
    if (!gone.ok) return gone;
  }
  const supersedes = repeats?.id ?? old?.supersedes;
  const after = follows?.id ?? old?.follows;
  const answer = await send('ballot.prepare', {
    ...prepareOf(form),
    ...(supersedes ? { supersedes } : {}),
    ...(after ? { follows: after } : {}),
  });
  if (!answer.ok) {
    if (partOf(answer.code) === 'none') toast(explain(answer), { kind: 'error' });
    return answer;
  }
  if (old && !bound && there()) await act('ballot.discard', { ballot: old.id });
  return undefined;
}

/** What is asked, where it belongs, and which paper it is about. */
function Basics({ form, edit, shown, refusal, fixed }: PartProps & { fixed: boolean }) {
  const list = items();
  const item = list.find((one) => one.id === form.item);
  const documents = (item?.documents ?? []).flatMap((id) => store.value(`document/${id}`).value ?? []);
  return (
    <>
      <TextArea
        label={c('question')}
        hint={c('questionHint')}
        error={shown('question') ?? refusal('question')}
        rows={3}
        maxLength={5000}
        value={form.question}
        onInput={(question) => edit({ ...form, question })}
      />
      <div class="desk-two">
        {fixed ? (
          <div class="field">
            <span class="desk-strong">{c('ofItem')}</span>
            <p>{item?.title}</p>
          </div>
        ) : (
          <Select
            label={c('ofItem')}
            error={shown('item')}
            value={form.item}
            options={list.map((one, i) => ({ key: one.id, title: `${i + 1}. ${one.title}` }))}
            onChange={(key) => edit({ ...form, item: key, document: '' })}
          />
        )}
        <Select
          label={c('aboutDocument')}
          optional
          value={form.document}
          options={[{ key: '', title: d('noDocument') }, ...documents.map((one) => ({ key: one.id, title: one.title }))]}
          onChange={(document) => edit({ ...form, document })}
        />
      </div>
    </>
  );
}
