import type { ComponentChildren, Ref } from 'preact';
import { Icon } from './icons';
import { toast } from './toast';

interface Common {
  onClick?: () => void;
  /** Why it cannot be used now. It stays reachable, looks unavailable, and says why when it is pressed. */
  why?: string | undefined;
  disabled?: boolean;
  pressed?: boolean;
  expanded?: boolean;
  controls?: string;
  type?: 'button' | 'submit';
  form?: string;
  class?: string;
  autofocus?: boolean;
  /** A short text in the corner, such as a number that waits. */
  badge?: string | number | undefined;
  elementRef?: Ref<HTMLButtonElement>;
}

interface ButtonProps extends Common {
  kind?: 'primary' | 'plain' | 'ghost' | 'danger';
  size?: 'normal' | 'large';
  icon?: string;
  /** It was pressed and the answer is on its way. */
  busy?: boolean;
  wide?: boolean;
  label?: string;
  children: ComponentChildren;
}

/** A button with a word on it. */
export function Button(props: ButtonProps) {
  const { kind = 'plain', size = 'normal', icon, busy = false, wide = false, children, ...rest } = props;
  const names = ['button', kind, size, wide && 'wide', busy && 'busy', props.class].filter(Boolean).join(' ');
  return (
    <Base {...rest} class={names} busy={busy}>
      {icon && <Icon of={icon} />}
      <span class="button-text">{children}</span>
    </Base>
  );
}

interface IconButtonProps extends Common {
  icon: string;
  /** Its name, for who cannot see the icon and as a hint for who can. */
  label: string;
  kind?: 'plain' | 'ghost' | 'primary';
  /** Shows the name beside the icon where there is room. */
  spell?: boolean;
}

/** A button with an icon alone. */
export function IconButton({ icon, label, kind = 'plain', spell = false, ...rest }: IconButtonProps) {
  const names = ['button', kind, spell ? 'spelled' : 'icon-only', rest.class].filter(Boolean).join(' ');
  return (
    <Base {...rest} class={names} label={label}>
      <Icon of={icon} />
      {spell && (
        <span class="button-text" aria-hidden="true">
          {label}
        </span>
      )}
    </Base>
  );
}

function Base(props: Common & { label?: string; busy?: boolean; children: ComponentChildren }) {
  const { why, disabled, pressed, expanded, controls, type = 'button', onClick, busy, badge } = props;
  const press = (event: Event): void => {
    if (why !== undefined || busy) {
      event.preventDefault();
      if (why) toast(why, { kind: 'warn' });
      return;
    }
    onClick?.();
  };
  return (
    <button
      ref={props.elementRef ?? null}
      // oxlint-disable-next-line react/button-has-type -- it is one of the two
      type={type}
      form={props.form}
      class={props.class}
      disabled={disabled}
      aria-disabled={why !== undefined || busy ? true : undefined}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-controls={controls}
      aria-label={props.label}
      title={why ?? props.label}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- only inside dialogs, which take the focus anyway
      autofocus={props.autofocus}
      onClick={press}
    >
      {props.children}
      {badge !== undefined && badge !== '' && <span class="badge figures">{badge}</span>}
    </button>
  );
}
