import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../core/a11y';
import { t } from '../locale';
import { IconButton } from './button';
import { checkIcon, circleAlertIcon, Icon, infoIcon, triangleAlertIcon, xIcon } from './icons';

type Kind = 'info' | 'ok' | 'warn' | 'error';

interface Toast {
  id: number;
  text: string;
  kind: Kind;
  action?: { text: string; run: () => void } | undefined;
}

interface Options {
  kind?: Kind;
  /** One thing that can be done about it, such as undoing. */
  action?: { text: string; run: () => void };
  /** How long it stays, in milliseconds; errors stay until they are dismissed. */
  stay?: number;
}

const icons: Record<Kind, string> = {
  info: infoIcon,
  ok: checkIcon,
  warn: triangleAlertIcon,
  error: circleAlertIcon,
};

const shown = signal<readonly Toast[]>([]);
let last = 0;

/** Says something beside the work. Returns what takes it away again. */
export function toast(text: string, { kind = 'info', action, stay }: Options = {}): () => void {
  const id = ++last;
  const away = (): void => {
    shown.value = shown.peek().filter((one) => one.id !== id);
  };
  // The same word twice is one word.
  shown.value = [...shown.peek().filter((one) => one.text !== text), { id, text, kind, action }].slice(-3);
  announce(text, kind === 'error');
  const time = stay ?? (kind === 'error' ? 12_000 : action ? 6_000 : 4_000);
  setTimeout(away, time);
  return away;
}

/** What is being said; apps that show it themselves may read it. */
export const toasts: ReadonlySignal<readonly { text: string }[]> = shown;

/** Where toasts appear: above everything, dialogs included. Stands once in every app. */
export function Toasts() {
  const element = useRef<HTMLElement>(null);
  const list = shown.value;
  useEffect(() => {
    const layer = element.current;
    if (!layer?.showPopover) return; // an older browser shows them below an open dialog
    if (layer.matches(':popover-open')) layer.hidePopover();
    if (list.length) layer.showPopover();
  }, [list]);
  return (
    <section ref={element} class="toasts" popover="manual" aria-label={t('notices')}>
      {list.map((one) => (
        <div key={one.id} class={`toast ${one.kind}`}>
          <Icon of={icons[one.kind]} />
          <span class="toast-text">{one.text}</span>
          {one.action && (
            <button
              type="button"
              class="button ghost"
              onClick={() => {
                one.action?.run();
                shown.value = shown.peek().filter((other) => other.id !== one.id);
              }}
            >
              {one.action.text}
            </button>
          )}
          <IconButton
            icon={xIcon}
            label={t('dismiss')}
            kind="ghost"
            onClick={() => {
              shown.value = shown.peek().filter((other) => other.id !== one.id);
            }}
          />
        </div>
      ))}
    </section>
  );
}
