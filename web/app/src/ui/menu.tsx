import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { IconButton } from './button';
import { Icon } from './icons';

interface MenuItem {
  key: string;
  title: string;
  icon?: string;
  danger?: boolean;
  /** Why it cannot be chosen now. */
  why?: string | undefined;
  run: () => void;
}

/** A button that opens a list of acts. Arrow keys move, Escape closes. */
export function Menu(props: {
  icon: string;
  label: string;
  items: readonly MenuItem[];
  kind?: 'plain' | 'ghost';
  side?: 'left' | 'right';
}) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    if (!open) return undefined;
    entries(list.current)[0]?.focus();
    const outside = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const close = (): void => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };

  const move = (event: KeyboardEvent): void => {
    const all = entries(list.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    const to = steps[event.key];
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') setOpen(false);
    else if (to === undefined) return;
    else all[(to + all.length) % all.length]?.focus();
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={root} class={`menu ${props.side ?? 'right'}`}>
      <IconButton
        icon={props.icon}
        label={props.label}
        kind={props.kind ?? 'plain'}
        expanded={open}
        controls={id}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <ul ref={list} id={id} class="menu-list" role="menu" aria-label={props.label} onKeyDown={move}>
          {props.items.map((item) => (
            <li key={item.key} role="none">
              <button
                type="button"
                role="menuitem"
                tabIndex={-1}
                class={item.danger ? 'danger' : ''}
                aria-disabled={item.why ? true : undefined}
                title={item.why}
                onClick={() => {
                  if (item.why) return;
                  close();
                  item.run();
                }}
              >
                {item.icon && <Icon of={item.icon} />}
                {item.title}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const entries = (list: HTMLElement | null): HTMLElement[] => [
  ...(list?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []),
];
