import { useState } from 'preact/hooks';
import { agenda, attendance, meeting, store } from '../../core/meeting';
import type { BallotValue, Base, Rule } from '../../core/protocol.gen';
import { t } from '../../locale';
import { act, offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Checkbox, Select, TextArea, TextField } from '../../ui/field';
import { items } from '../agenda/items';
import { ruleWords } from '../vote/rule';
import { needed, sizeOf, type Threshold, thresholdOf, thresholds, validRule } from './ballots';
import { dayField, dayOf } from './dates';
import { useDraft } from './draft';
import { d } from './words';

/** What a new question begins with: nothing, the question it takes the place of, or the voided one it repeats. */
export interface Start {
  replaces?: BallotValue;
  repeats?: BallotValue;
}

interface Form {
  item: string;
  question: string;
  document: string;
  threshold: Threshold;
  rule: { base: Base; num: string; den: string; strict: boolean; citation: string; checkedOn: string };
}

const bases: readonly Base[] = ['all_seats', 'filled_seats', 'present', 'cast', 'valid'];

function formOf(model: BallotValue | undefined): Form {
  const rule: Rule = model?.question.rule ?? { base: 'present', num: 1, den: 2, strict: true };
  const list = items();
  const decision = list.find((item) => item.kind === 'decision' && item.state !== 'concluded');
  return {
    item: model?.item ?? agenda.peek()?.current ?? decision?.id ?? list[0]?.id ?? '',
    question: model?.question.text ?? '',
    document: model?.document ?? '',
    threshold: thresholdOf(rule),
    rule: {
      base: rule.base,
      num: String(rule.num),
      den: String(rule.den),
      strict: rule.strict,
      citation: rule.citation ?? '',
      checkedOn: dayField(rule.checked_on),
    },
  };
}

function ruleOf({ threshold, rule }: Form): Rule {
  const named = thresholds.find((one) => one.key === threshold);
  const checked = dayOf(rule.checkedOn);
  return {
    base: rule.base,
    num: named?.num ?? Number(rule.num),
    den: named?.den ?? Number(rule.den),
    strict: named?.strict ?? rule.strict,
    ...(rule.citation.trim() ? { citation: rule.citation } : {}),
    ...(rule.citation.trim() && checked ? { checked_on: checked } : {}),
  };
}

/** Writes a question down, with the rule by which it is decided. What is typed stays when the dialog is closed. */
export function Compose({ start, onClose }: { start: Start; onClose: () => void }) {
  const model = start.replaces ?? start.repeats;
  const [first] = useState(() => formOf(model));
  const draft = useDraft(`compose|${model?.id ?? ''}`, first);
  const [busy, setBusy] = useState(false);
  const form = draft.value;
  const rule = ruleOf(form);
  const good = validRule(rule);
  const wrongDay = form.rule.checkedOn.trim() !== '' && !dayOf(form.rule.checkedOn);
  const why = !form.question.trim()
    ? d('questionNeeded')
    : !form.item
      ? d('itemNeeded')
      : !good
        ? d('ruleWrong')
        : wrongDay
          ? d('dayWrong')
          : offlineReason();
  const go = async (): Promise<void> => {
    setBusy(true);
    const done = await prepare(form, rule, start);
    setBusy(false);
    if (!done) return;
    draft.drop();
    onClose();
  };
  const title = start.repeats ? d('repeatTitle', start.repeats.round + 1) : start.replaces ? d('editBallotTitle') : d('composeTitle');
  return (
    <Dialog
      title={title}
      size="large"
      firm
      onClose={onClose}
      actions={
        <>
          {draft.dirty && (
            <Button kind="ghost" onClick={draft.drop}>
              {d('startOver')}
            </Button>
          )}
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" busy={busy} why={why} onClick={() => void go()}>
            {busy ? t('sending') : d('saveQuestion')}
          </Button>
        </>
      }
    >
      <Fields form={form} edit={draft.edit} fixed={start.repeats !== undefined} />
      <RuleFields form={form} edit={draft.edit} />
      <output class="desk-rule-words">
        {good ? ruleWords(rule) : d('ruleWrong')}
        {good && <Example rule={rule} />}
      </output>
    </Dialog>
  );
}

async function prepare(form: Form, rule: Rule, start: Start): Promise<boolean> {
  const old = start.replaces;
  const there = (): boolean => old !== undefined && store.value(`ballot/${old.id}`).peek() !== undefined;
  // A voided ballot is repeated once: the repetition that is rewritten has to go first.
  if (old?.supersedes && there() && !(await act('ballot.discard', { ballot: old.id })).ok) return false;
  const answer = await act('ballot.prepare', {
    item: form.item,
    question: form.question,
    rule,
    ...(form.document ? { document: form.document } : {}),
    ...(start.repeats ? { supersedes: start.repeats.id } : {}),
    ...(old?.supersedes ? { supersedes: old.supersedes } : {}),
  });
  if (!answer.ok) return false;
  if (old && !old.supersedes && there()) await act('ballot.discard', { ballot: old.id });
  return true;
}

interface FieldsProps {
  form: Form;
  edit: (form: Form) => void;
}

function Fields({ form, edit, fixed }: FieldsProps & { fixed: boolean }) {
  const list = items();
  const item = list.find((one) => one.id === form.item);
  const documents = (item?.documents ?? []).flatMap((id) => store.value(`document/${id}`).value ?? []);
  return (
    <>
      <TextArea
        label={d('question')}
        hint={d('questionHint')}
        rows={3}
        maxLength={5000}
        value={form.question}
        onInput={(question) => edit({ ...form, question })}
      />
      <div class="desk-two">
        {fixed ? (
          <div class="field">
            <span class="desk-strong">{d('ofItem')}</span>
            <p>{item?.title}</p>
          </div>
        ) : (
          <Select
            label={d('ofItem')}
            value={form.item}
            options={list.map((one, i) => ({ key: one.id, title: `${i + 1}. ${one.title}` }))}
            onChange={(key) => edit({ ...form, item: key, document: '' })}
          />
        )}
        <Select
          label={d('aboutDocument')}
          optional
          value={form.document}
          options={[{ key: '', title: d('noDocument') }, ...documents.map((one) => ({ key: one.id, title: one.title }))]}
          onChange={(document) => edit({ ...form, document })}
        />
      </div>
    </>
  );
}

function RuleFields({ form, edit }: FieldsProps) {
  const rule = (more: Partial<Form['rule']>): void => edit({ ...form, rule: { ...form.rule, ...more } });
  return (
    <>
      <div class="desk-two">
        <Select<Threshold>
          label={d('threshold')}
          value={form.threshold}
          options={[...thresholds.map(({ key }) => key), 'other' as const].map((key) => ({ key, title: d(`threshold_${key}`) }))}
          onChange={(threshold) => edit({ ...form, threshold })}
        />
        <Select<Base>
          label={d('base')}
          value={form.rule.base}
          options={bases.map((key) => ({ key, title: d(`base_${key}`) }))}
          onChange={(base) => rule({ base })}
        />
      </div>
      {form.threshold === 'other' && (
        <div class="desk-fraction">
          <TextField label={d('numerator')} digits value={form.rule.num} onInput={(num) => rule({ num })} />
          <TextField label={d('denominator')} digits value={form.rule.den} onInput={(den) => rule({ den })} />
          <Checkbox label={d('strict')} checked={form.rule.strict} onChange={(strict) => rule({ strict })} />
        </div>
      )}
      <div class="desk-two">
        <TextField
          label={d('citation')}
          hint={d('citationHint')}
          optional
          maxLength={300}
          value={form.rule.citation}
          onInput={(citation) => rule({ citation })}
        />
        <TextField
          label={d('checkedOn')}
          hint={d('checkedOnHint')}
          error={form.rule.checkedOn.trim() && !dayOf(form.rule.checkedOn) ? d('dayWrong') : undefined}
          optional
          value={form.rule.checkedOn}
          onInput={(checkedOn) => rule({ checkedOn })}
        />
      </div>
    </>
  );
}

/** What the rule would ask for as things stand. */
function Example({ rule }: { rule: Rule }) {
  const size = sizeOf(rule.base, attendance.value, meeting.value?.seats);
  if (size === undefined) return <span class="faint"> {d('neededLater')}</span>;
  return <span class="faint figures"> {d('neededNow', needed(rule, size), size)}</span>;
}
