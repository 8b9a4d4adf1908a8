import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { Code } from '../../../core/codes';
import { circleAlertIcon, Icon } from '../../../ui/icons';
import type { BallotForm, FormError } from './form';

/** A part of the form, at which a refusal is shown; `none` is said aloud. */
export type Part = 'question' | 'rule' | 'paper' | 'way' | 'none';

const parts: Partial<Record<Code, Part>> = {
  ballot_rule_invalid: 'rule',
  ballot_question_invalid: 'way',
  ballot_group_live: 'way',
  out_of_range: 'way',
  person_not_found: 'way',
  text_empty: 'question',
  text_too_long: 'question',
  too_many: 'paper',
};

/** Where a refusal of the server belongs. */
export const partOf = (code: Code): Part => parts[code] ?? 'none';

export interface PartProps {
  form: BallotForm;
  edit: (form: BallotForm) => void;
  /** The words for something that is wrong, once somebody has tried to save it. */
  shown: (error: FormError) => string | undefined;
  /** How often saving was tried in vain. */
  tried: number;
  refusal: (part: Part) => string | undefined;
}

/** One step that is closed as long as the usual will do: what it is about, and how it stands. */
export function Step(props: {
  title: string;
  now: string;
  /** There is something wrong inside. */
  wrong: boolean;
  tried: number;
  open?: boolean;
  children: ComponentChildren;
}) {
  const { title, now, wrong, tried, open: begin = false, children } = props;
  const [open, setOpen] = useState(begin);
  useEffect(() => {
    if (wrong && tried > 0) setOpen(true);
  }, [wrong, tried]);
  return (
    <details class="compose-step" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="desk-strong">{title}</span>
        <span class="faint">{now}</span>
      </summary>
      <div class="compose-step-body">{children}</div>
    </details>
  );
}

/** Something wrong that belongs to no single field. It takes the focus when saving was tried. */
export function Wrong({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <p class="field-error compose-error" role="alert" tabIndex={-1}>
      <Icon of={circleAlertIcon} />
      {text}
    </p>
  );
}

/** One of a few, each with a sentence; what does not go together with the rest says why. Radio buttons underneath. */
export function Choices<K extends string>(props: {
  label: string;
  value: K;
  options: readonly { key: K; title: string; text: string; why?: string | undefined }[];
  onChange: (key: K) => void;
}) {
  const id = useId();
  return (
    <fieldset class="compose-choices">
      <legend>{props.label}</legend>
      {props.options.map(({ key, title, text, why }) => (
        // The words stand in the span beside the button.
        // oxlint-disable-next-line jsx-a11y/label-has-associated-control
        <label key={key} class={`compose-choice ${why ? 'off' : ''}`}>
          <input
            type="radio"
            name={id}
            value={key}
            checked={key === props.value}
            disabled={why !== undefined}
            aria-labelledby={`${id}-${key}-title`}
            aria-describedby={`${id}-${key}`}
            onChange={() => props.onChange(key)}
          />
          <span>
            <span id={`${id}-${key}-title`} class="desk-strong">
              {title}
            </span>
            <span id={`${id}-${key}`} class="faint">
              {why ?? text}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
