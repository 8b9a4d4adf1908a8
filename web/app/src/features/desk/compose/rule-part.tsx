import { date, number } from '../../../core/format';
import { shownLanguage } from '../../../core/i18n';
import type { Base, QuorumTime } from '../../../core/protocol.gen';
import { Checkbox, Select, TextField } from '../../../ui/field';
import { ruleWords } from '../../vote/rule';
import { sizeOf, type Threshold, thresholds } from '../ballots';
import { bodyNow, meaningWords } from '../meaning';
import { weightWords } from '../weights';
import { conflicts } from './form';
import { type PartProps, Step, Wrong } from './part';
import { type Preset, presets, unusual, withPreset } from './presets';
import { bases, changedRule, type QuorumKind, quorumKinds, quorumTimes, ruleFaults, type RuleFields, ruleOf } from './rule-form';
import { c } from './words';

const own = 'own';

/** By which rule it is decided: a body's template or one's own, what that means now, and where it stands. */
export function RulePart(props: PartProps) {
  const { form, edit, refusal, tried } = props;
  const rule = (more: Partial<RuleFields>): void => edit({ ...form, rule: changedRule(form.rule, more) });
  const preset = presets.value.find((one) => one.key === form.rule.preset);
  const wrong = ruleFaults(form.rule);
  const details = wrong.some((one) => one === 'constant' || one === 'quorum' || one === 'checked_on');
  const score = form.form === 'score';
  return (
    <div class="compose-part">
      {presets.value.length > 0 && <Presets {...props} preset={preset} />}
      {!score && (!preset || presets.value.length === 0) && <ThresholdFields {...props} rule={rule} />}
      <Words form={form} wrong={wrong.length > 0} />
      <Wrong text={refusal('rule')} />
      {preset && <PresetNotes {...props} preset={preset} />}
      <Step title={c('ruleDetails')} now={detailsWords(form.rule)} wrong={details} tried={tried}>
        {preset && !score && <ThresholdFields {...props} rule={rule} />}
        {!score && <Ties {...props} rule={rule} />}
        <QuorumFields {...props} rule={rule} />
        <Source {...props} rule={rule} />
      </Step>
    </div>
  );
}

const word = (text: { vi: string; en: string }): string => text[shownLanguage.value] || text.vi;

function Presets({ form, edit, preset }: PartProps & { preset: Preset | undefined }) {
  return (
    <Select
      label={c('preset')}
      hint={c('presetHint')}
      value={preset?.key ?? own}
      options={[{ key: own, title: c('ownRule') }, ...presets.value.map((one) => ({ key: one.key, title: word(one.title) }))]}
      onChange={(key) => {
        const found = presets.value.find((one) => one.key === key);
        edit(found ? withPreset(form, found) : { ...form, rule: { ...form.rule, preset: '' } });
      }}
    />
  );
}

/** What a template does not claim, and what its body does not use of this question. */
function PresetNotes({ form, preset }: PartProps & { preset: Preset }) {
  const strange = unusual(form, preset);
  const { citation, checked_on: checked } = preset.rule;
  return (
    <div class="compose-note">
      {citation && <p>{c('presetSource', citation, checked ? date(`${checked}T00:00:00+07:00`) : '')}</p>}
      <p>{word(preset.note)}</p>
      {strange.map((what) => (
        <p key={what} class="compose-strange">
          {c(`unusual_${what}`)}
        </p>
      ))}
    </div>
  );
}

type RuleProps = PartProps & { rule: (more: Partial<RuleFields>) => void };

function ThresholdFields({ form, shown, rule }: RuleProps) {
  const f = form.rule;
  return (
    <>
      <div class="desk-two">
        <Select<Threshold>
          label={c('threshold')}
          error={shown('unreachable') ?? (f.threshold === 'other' ? undefined : shown('fraction'))}
          value={f.threshold}
          options={[...thresholds.map(({ key }) => key), 'other' as const].map((key) => ({ key, title: c(`threshold_${key}`) }))}
          onChange={(threshold) => rule({ threshold })}
        />
        <Select<Base>
          label={c('base')}
          hint={baseMeaning(f)}
          error={shown('letters_present')}
          value={f.base}
          options={bases
            .filter((key) => key !== 'present' || form.method !== 'letters')
            .map((key) => ({ key, title: c(`base_${key}`) }))}
          onChange={(base) => rule({ base })}
        />
      </div>
      {f.threshold === 'other' && (
        <div class="desk-fraction">
          <TextField label={c('numerator')} digits error={shown('fraction')} value={f.num} onInput={(num) => rule({ num })} />
          <TextField label={c('denominator')} digits value={f.den} onInput={(den) => rule({ den })} />
          <Checkbox label={c('strict')} checked={f.strict} onChange={(strict) => rule({ strict })} />
        </div>
      )}
    </>
  );
}

/** What a base comes to: Tính trên 15 ghế theo cơ cấu… */
function baseMeaning(f: RuleFields): string {
  if (f.base === 'cast' || f.base === 'valid') return c(`baseMeaning_${f.base}`);
  const size = sizeOf({ base: f.base, by_weight: f.byWeight }, bodyNow()) ?? 0;
  return c(`baseMeaning_${f.base}`, f.byWeight ? weightWords(size) : number(size));
}

/** The rule in one sentence, and in the numbers of this moment. */
function Words({ form, wrong }: { form: PartProps['form']; wrong: boolean }) {
  if (wrong) return <output class="desk-rule-words">{c('ruleWrong')}</output>;
  const rule = ruleOf(form.rule);
  return (
    <output class="desk-rule-words">
      {form.form !== 'score' && ruleWords(rule)}
      <span class="faint figures"> {meaningWords(form.form, rule, bodyNow())}</span>
    </output>
  );
}

/** How the details stand: Ngang phiếu: không thông qua · Cần ít nhất hai phần ba có mặt. */
function detailsWords(f: RuleFields): string {
  return [
    f.chairBreaks ? c('tieChairShort') : '',
    f.byWeight ? c('byWeightShort') : '',
    f.quorum === 'none' ? c('quorumNoneShort') : c('quorumShort', c(`quorum_${f.quorum}`)),
    f.citation.trim(),
  ]
    .filter(Boolean)
    .join(' · ');
}

function Ties({ form, shown, rule }: RuleProps) {
  const f = form.rule;
  const byHand = !f.byWeight && conflicts({ ...form, rule: { ...f, byWeight: true } }).includes('weights_by_hand');
  return (
    <>
      <Checkbox
        label={c('tieChair')}
        hint={c('tieChairHint')}
        checked={f.chairBreaks}
        onChange={(chairBreaks) => rule({ chairBreaks })}
      />
      {byHand ? (
        <p class="faint">{c('wrong_weights_by_hand')}</p>
      ) : (
        <Checkbox label={c('byWeight')} hint={c('byWeightHint')} checked={f.byWeight} onChange={(byWeight) => rule({ byWeight })} />
      )}
      <Wrong text={shown('weights_by_hand')} />
      <TextField
        label={c('constant')}
        hint={c('constantHint')}
        error={shown('constant')}
        optional
        digits={!f.byWeight}
        value={f.constant}
        onInput={(constant) => rule({ constant })}
      />
    </>
  );
}

function QuorumFields({ form, shown, rule }: RuleProps) {
  const f = form.rule;
  return (
    <>
      <div class="desk-two">
        <Select<QuorumKind>
          label={c('quorum')}
          hint={form.method === 'letters' ? c('quorumOfLetters') : c('quorumHint')}
          error={f.quorum === 'other' ? undefined : shown('quorum')}
          value={f.quorum}
          options={quorumKinds.map((key) => ({ key, title: c(`quorum_${key}`) }))}
          onChange={(quorum) => rule({ quorum })}
        />
        {f.quorum !== 'none' && (
          <Select<RuleFields['quorumBase']>
            label={c('quorumBase')}
            value={f.quorumBase}
            options={(['all_seats', 'filled_seats'] as const).map((key) => ({ key, title: c(`base_${key}`) }))}
            onChange={(quorumBase) => rule({ quorumBase })}
          />
        )}
        {f.quorum !== 'none' && (
          <Select<QuorumTime>
            label={c('quorumWhen')}
            value={f.quorumWhen}
            options={quorumTimes.map((key) => ({ key, title: c(`quorumWhen_${key}`) }))}
            onChange={(quorumWhen) => rule({ quorumWhen })}
          />
        )}
      </div>
      {f.quorum === 'other' && (
        <div class="desk-fraction">
          <TextField label={c('numerator')} digits error={shown('quorum')} value={f.quorumNum} onInput={(quorumNum) => rule({ quorumNum })} />
          <TextField label={c('denominator')} digits value={f.quorumDen} onInput={(quorumDen) => rule({ quorumDen })} />
          <Checkbox label={c('strict')} checked={f.quorumStrict} onChange={(quorumStrict) => rule({ quorumStrict })} />
        </div>
      )}
    </>
  );
}

function Source({ form, shown, rule }: RuleProps) {
  return (
    <div class="desk-two">
      <TextField
        label={c('citation')}
        hint={c('citationHint')}
        optional
        maxLength={300}
        value={form.rule.citation}
        onInput={(citation) => rule({ citation })}
      />
      <TextField
        label={c('checkedOn')}
        hint={c('checkedOnHint')}
        error={shown('checked_on')}
        optional
        value={form.rule.checkedOn}
        onInput={(checkedOn) => rule({ checkedOn })}
      />
    </div>
  );
}

