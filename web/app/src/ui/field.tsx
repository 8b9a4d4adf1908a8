import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../locale';
import { IconButton } from './button';
import { circleAlertIcon, eyeIcon, eyeOffIcon, Icon } from './icons';

interface FieldProps {
  label: string;
  hint?: string | undefined;
  /** What is wrong with the value; shown in place of the hint. */
  error?: string | undefined;
  optional?: boolean;
  class?: string;
}

interface Bound {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

function Frame(props: FieldProps & { children: (bound: Bound) => ComponentChildren }) {
  const { label, hint, error, optional = false, children } = props;
  const id = useId();
  const below = error ?? hint;
  return (
    <div class={`field ${props.class ?? ''}`}>
      <label for={id}>
        {label}
        {optional && <span class="faint"> ({t('optional')})</span>}
      </label>
      {children({ id, 'aria-describedby': below ? `${id}-below` : undefined, 'aria-invalid': error ? true : undefined })}
      {below && (
        <p id={`${id}-below`} class={error ? 'field-error' : 'faint'}>
          {error && <Icon of={circleAlertIcon} />}
          {below}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  value: string;
  onInput: (value: string) => void;
  type?: 'text' | 'search' | 'email' | 'tel' | 'date' | 'time' | 'datetime-local' | 'number';
  /** Digits alone: a number pad where the device has one. */
  digits?: boolean;
  autocomplete?: string;
  placeholder?: string;
  maxLength?: number;
  min?: number;
  max?: number;
  required?: boolean;
  autofocus?: boolean;
}

/** One line of text. The value is passed on as typed; the server normalises it. */
export function TextField(props: TextFieldProps) {
  const { value, onInput, type = 'text', digits = false, label, hint, error, optional = false, ...rest } = props;
  return (
    <Frame label={label} hint={hint} error={error} optional={optional} class={props.class ?? ''}>
      {(bound) => (
        <input
          {...rest}
          {...bound}
          class="input"
          type={type as 'text'}
          value={value}
          inputMode={digits ? 'numeric' : undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Frame>
  );
}

/** A password, hidden until one asks to see it. */
export function PasswordField(props: FieldProps & {
  value: string;
  onInput: (value: string) => void;
  autocomplete: 'current-password' | 'new-password';
  showLabel: string;
  hideLabel: string;
}) {
  const [seen, setSeen] = useState(false);
  const { value, onInput, autocomplete, showLabel, hideLabel, ...frame } = props;
  return (
    <Frame {...frame}>
      {(bound) => (
        <div class="input-row">
          <input
            {...bound}
            class="input"
            type={(seen ? 'text' : 'password') as 'text'}
            value={value}
            autocomplete={autocomplete}
            autocapitalize="off"
            spellcheck={false}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
          <IconButton
            icon={seen ? eyeOffIcon : eyeIcon}
            label={seen ? hideLabel : showLabel}
            onClick={() => setSeen(!seen)}
          />
        </div>
      )}
    </Frame>
  );
}

/** Several lines of text. */
export function TextArea(props: FieldProps & {
  value: string;
  onInput: (value: string) => void;
  rows?: number;
  maxLength?: number;
  placeholder?: string;
}) {
  const { value, onInput, rows = 4, maxLength, placeholder, ...frame } = props;
  return (
    <Frame {...frame}>
      {(bound) => (
        <textarea
          {...bound}
          class="input"
          rows={rows}
          maxLength={maxLength}
          placeholder={placeholder}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Frame>
  );
}

/** One of several, in a list that opens. */
export function Select<K extends string>(props: FieldProps & {
  value: K;
  options: readonly { key: K; title: string }[];
  onChange: (key: K) => void;
}) {
  const { value, options, onChange, ...frame } = props;
  return (
    <Frame {...frame}>
      {(bound) => (
        // oxlint-disable-next-line jsx-a11y/no-onchange -- nothing happens before a choice is made
        <select {...bound} class="input" value={value} onChange={(event) => onChange(event.currentTarget.value as K)}>
          {options.map((option) => (
            <option key={option.key} value={option.key}>
              {option.title}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

/** One of a few, side by side. Radio buttons underneath, so keys and screen readers know it. */
export function Segments<K extends string>(props: {
  label: string;
  value: K;
  options: readonly { key: K; title: string; icon?: string }[];
  onChange: (key: K) => void;
  /** Leaves the label to screen readers. */
  quiet?: boolean;
}) {
  const id = useId();
  return (
    <fieldset class="segments">
      <legend class={props.quiet ? 'visually-hidden' : ''}>{props.label}</legend>
      <div class="segment-row">
        {props.options.map((option) => (
          <label key={option.key} class="segment">
            <input
              type="radio"
              name={id}
              value={option.key}
              checked={option.key === props.value}
              onChange={() => props.onChange(option.key)}
            />
            <span>
              {option.icon && <Icon of={option.icon} />}
              {option.title}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Yes or no. */
export function Checkbox(props: { label: string; checked: boolean; onChange: (checked: boolean) => void; hint?: string }) {
  return (
    <label class="checkbox">
      <input type="checkbox" checked={props.checked} onChange={(event) => props.onChange(event.currentTarget.checked)} />
      <span>
        {props.label}
        {props.hint && <span class="faint"> {props.hint}</span>}
      </span>
    </label>
  );
}
