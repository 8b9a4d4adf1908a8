import { useId } from 'preact/hooks';
import type { Choice, Option, Question } from '../../core/protocol.gen';
import { t } from '../../locale';
import { IconButton } from '../../ui/button';
import { Button } from '../../ui/button';
import { minusIcon, plusIcon } from '../../ui/icons';
import { listed } from './kind';
import { type Draft, emptyDraft, mark, markAll, optionName } from './marks';
import { b } from './words';

interface FormProps {
  question: Question;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  disabled: boolean;
}

/** What may be said of an entry of a list, and of all at once: none of them looks better than another. */
const sides = [
  [1, 'yes', 'approveAll'],
  [-1, 'no', 'rejectAll'],
  [0, 'abstain', 'abstainAll'],
] as const;

/** What a sheet asks: nothing is marked beforehand, and no option looks better than another. */
export function Form(props: FormProps) {
  const { question, draft, onDraft, disabled } = props;
  return (
    <>
      {listed(question) && <Asked question={question} draft={draft} />}
      {question.form === 'approve' && question.options.length > 1 && (
        <div class="mark-all">
          {sides.map(([side, , all]) => (
            <Button key={side} disabled={disabled} onClick={() => onDraft(markAll(question, side))}>
              {b(all)}
            </Button>
          ))}
        </div>
      )}
      <Entries {...props} />
      {listed(question) && (
        <label class={`choice blank-choice ${draft.blank ? 'is-blank' : ''}`}>
          <input
            type="checkbox"
            checked={draft.blank}
            disabled={disabled}
            onChange={() => onDraft(draft.blank ? emptyDraft : { marks: {}, blank: true })}
          />
          <span class="choice-text">
            {b('blank')}
            <span class="choice-note">{b('blankHint')}</span>
          </span>
        </label>
      )}
    </>
  );
}

function Asked({ question, draft }: { question: Question; draft: Draft }) {
  const { form, options, least = 0, most = 1, winners = 1, max_score: max = 10 } = question;
  const ticked = Object.keys(draft.marks).length;
  const pick =
    least > 1 ? (least === most ? b('pickExactly', most, options.length) : b('pickBetween', least, most)) : b('pickUpTo', most, options.length);
  const how = {
    choose: pick,
    elect: `${b('electSeats', winners)} · ${pick}`,
    approve: b('approveEach'),
    score: b('scoreEach', max),
    yes_no: '',
    yes_no_abstain: '',
  }[form];
  return (
    <p class="asked">
      <strong>{how}</strong>
      {(form === 'choose' || form === 'elect') && (
        <output class={`figures ${ticked > most ? 'too-many' : 'soft'}`}>
          {ticked > most ? b('tooMany', ticked, most, ticked - most) : b('picked', ticked, most)}
        </output>
      )}
    </p>
  );
}

function Entries({ question, draft, onDraft, disabled }: FormProps) {
  const group = useId();
  const change = (option: Choice, value?: number): void => onDraft(mark(question, draft, option, value));
  return (
    <fieldset class={`choices ${question.form}`} disabled={disabled}>
      <legend class="visually-hidden">{t('choose')}</legend>
      {question.options.map((option) => {
        switch (question.form) {
          case 'approve':
            return <Approve key={option.id} option={option} name={`${group}-${option.id}`} draft={draft} onChange={change} />;
          case 'score':
            return <Score key={option.id} option={option} max={question.max_score ?? 10} draft={draft} onChange={change} />;
          case 'choose':
          case 'elect':
            // Where one alone may be chosen, another takes its place.
            if (question.most === 1) break;
            return (
              <label key={option.id} class="choice">
                <input type="checkbox" checked={option.id in draft.marks} onChange={() => change(option.id)} />
                <Words option={option} />
              </label>
            );
        }
        return (
          <label key={option.id} class="choice">
            <input
              type="radio"
              name={group}
              value={option.id}
              checked={option.id in draft.marks}
              onChange={() => change(option.id)}
            />
            <Words option={option} />
          </label>
        );
      })}
    </fieldset>
  );
}

function Words({ option }: { option: Option }) {
  return (
    <span class="choice-text">
      {optionName(option)}
      {option.note && <span class="choice-note">{option.note}</span>}
    </span>
  );
}

interface EntryProps {
  option: Option;
  draft: Draft;
  onChange: (option: Choice, value: number) => void;
}

function Approve({ option, name, draft, onChange }: EntryProps & { name: string }) {
  const given = draft.marks[option.id];
  return (
    <fieldset class="entry">
      <legend>
        <Words option={option} />
      </legend>
      <div class="entry-sides">
        {sides.map(([value, word]) => (
          <label key={value} class="choice side">
            <input type="radio" name={name} checked={given === value} onChange={() => onChange(option.id, value)} />
            <span class="choice-text">{b(word)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Score({ option, max, draft, onChange }: EntryProps & { max: number }) {
  const given = draft.marks[option.id];
  const give = (value: number): void => {
    if (Number.isInteger(value)) onChange(option.id, Math.max(0, Math.min(max, value)));
  };
  return (
    <div class="entry score">
      <Words option={option} />
      <div class="score-steps">
        <IconButton icon={minusIcon} label={`${b('less')}: ${option.title ?? ''}`} onClick={() => give((given ?? 1) - 1)} />
        <input
          type="number"
          inputMode="numeric"
          min={0}
          max={max}
          aria-label={b('score', option.title ?? '')}
          value={given ?? ''}
          onInput={(event) => event.currentTarget.value !== '' && give(Number(event.currentTarget.value))}
        />
        <IconButton icon={plusIcon} label={`${b('moreOne')}: ${option.title ?? ''}`} onClick={() => give((given ?? -1) + 1)} />
      </div>
    </div>
  );
}
