import type { Form } from '../../../core/protocol.gen';
import { TextField } from '../../../ui/field';
import { listed } from '../ballots';
import { d } from '../words';
import { changed, type FormError, forms, numbersOf } from './form';
import { OptionsEditor } from './options';
import { Choices, type PartProps, Step, Wrong } from './part';
import { c } from './words';

const errors: readonly FormError[] = ['options_few', 'options_many', 'option_empty', 'option_twice', 'least', 'most', 'winners', 'max_score'];

/** What the sheet asks: yes and no, or a list with its numbers. */
export function PaperPart(props: PartProps) {
  const { form, edit, shown, refusal, tried } = props;
  const list = listed(form.form);
  return (
    <Step
      title={c('paperPart')}
      now={[d(`form_${form.form}`), list ? d('listOf', form.options.length) : ''].filter(Boolean).join(' · ')}
      wrong={errors.some((one) => shown(one)) || refusal('paper') !== undefined}
      tried={tried}
      open={list}
    >
      <Choices<Form>
        label={c('form')}
        value={form.form}
        options={forms.map((key) => ({ key, title: d(`form_${key}`), text: c(`formText_${key}`) }))}
        onChange={(key) => edit(changed(form, { form: key }))}
      />
      {list && <Numbers {...props} />}
      {list && <OptionsEditor {...props} />}
      <Wrong text={refusal('paper')} />
    </Step>
  );
}

function Numbers({ form, edit, shown }: PartProps) {
  const usual = numbersOf({ ...form, most: '', least: '', winners: form.winners, maxScore: '' });
  switch (form.form) {
    case 'elect':
      return (
        <div class="desk-two">
          <TextField
            label={c('winners')}
            digits
            error={shown('winners')}
            placeholder="1"
            value={form.winners}
            onInput={(winners) => edit({ ...form, winners })}
          />
          <Most form={form} edit={edit} shown={shown} usual={usual.most} label={c('mostCandidates')} />
          <Least form={form} edit={edit} shown={shown} />
        </div>
      );
    case 'choose':
      return (
        <div class="desk-two">
          <Most form={form} edit={edit} shown={shown} usual={usual.most} label={c('mostOptions')} />
          <Least form={form} edit={edit} shown={shown} />
        </div>
      );
    case 'score':
      return (
        <div class="desk-two">
          <TextField
            label={c('maxScore')}
            hint={c('maxScoreHint')}
            digits
            error={shown('max_score')}
            placeholder="10"
            value={form.maxScore}
            onInput={(maxScore) => edit({ ...form, maxScore })}
          />
        </div>
      );
    default:
      return null;
  }
}

type NumberProps = Pick<PartProps, 'form' | 'edit' | 'shown'>;

function Most({ form, edit, shown, usual, label }: NumberProps & { usual: number; label: string }) {
  return (
    <TextField
      label={label}
      digits
      error={shown('most')}
      placeholder={Number.isFinite(usual) ? String(usual) : ''}
      value={form.most}
      onInput={(most) => edit({ ...form, most })}
    />
  );
}

function Least({ form, edit, shown }: NumberProps) {
  return (
    <TextField
      label={c('least')}
      hint={c('leastHint')}
      optional
      digits
      error={shown('least')}
      value={form.least}
      onInput={(least) => edit({ ...form, least })}
    />
  );
}
