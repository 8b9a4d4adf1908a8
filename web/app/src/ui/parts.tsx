import type { ComponentChildren } from 'preact';
import { givenName } from '../core/format';
import { Icon } from './icons';

/** A short state in a coloured field; the word says it, the colour only helps. */
export function Pill(props: {
  kind?: 'neutral' | 'ok' | 'warn' | 'danger' | 'gold' | 'primary';
  icon?: string;
  children: ComponentChildren;
}) {
  return (
    <span class={`pill ${props.kind ?? 'neutral'}`}>
      {props.icon && <Icon of={props.icon} />}
      {props.children}
    </span>
  );
}

/** The first letter of a person's given name. */
export function Avatar({ name, kind = 'plain' }: { name: string; kind?: 'plain' | 'chair' }) {
  return (
    <span class={`avatar ${kind}`} aria-hidden="true">
      {[...givenName(name)][0]?.toLocaleUpperCase('vi') ?? '?'}
    </span>
  );
}

/** What stands where there is nothing yet: says so, and what will bring it. */
export function EmptyState(props: { icon: string; title: string; hint?: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon of={props.icon} />
      <p class="empty-title">{props.title}</p>
      {props.hint && <p class="soft">{props.hint}</p>}
      {props.children}
    </div>
  );
}

/** How far something is, from 0 to 1. */
export function Progress(props: { value: number; label: string; kind?: 'primary' | 'ok' }) {
  return <progress class={`progress ${props.kind ?? 'primary'}`} max={1} value={props.value} aria-label={props.label} />;
}

/** A message across the page. */
export function Banner(props: {
  kind: 'info' | 'ok' | 'warn' | 'danger';
  icon: string;
  children: ComponentChildren;
  actions?: ComponentChildren;
}) {
  return (
    <div class={`banner ${props.kind}`} role={props.kind === 'danger' ? 'alert' : 'status'}>
      <Icon of={props.icon} />
      <div class="banner-text">{props.children}</div>
      {props.actions}
    </div>
  );
}

interface RowProps {
  title: ComponentChildren;
  sub?: ComponentChildren;
  start?: ComponentChildren;
  end?: ComponentChildren;
  /** It is the one that is meant at the moment. */
  current?: boolean;
  /** It is the one of the person at the device. */
  own?: boolean;
  onClick?: () => void;
  label?: string;
}

/** A line of a list, pressable when it leads somewhere. Put it into a `ul` or `ol` with class `list`. */
export function Row({ title, sub, start, end, current = false, own = false, onClick, label }: RowProps) {
  const names = `row ${current ? 'current' : ''} ${own ? 'own' : ''}`;
  const inside = (
    <>
      {start}
      <span class="row-text">
        <span class="row-title">{title}</span>
        {sub && <span class="row-sub">{sub}</span>}
      </span>
    </>
  );
  return (
    <li class={names} aria-current={current ? 'true' : undefined}>
      {onClick ? (
        <button type="button" class="row-button" aria-label={label} onClick={onClick}>
          {inside}
        </button>
      ) : (
        <div class="row-plain">{inside}</div>
      )}
      {end && <div class="row-end">{end}</div>}
    </li>
  );
}
