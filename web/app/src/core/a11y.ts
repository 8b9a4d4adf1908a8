import { useEffect, useRef } from 'preact/hooks';

let polite: HTMLElement | undefined;
let urgent: HTMLElement | undefined;

function region(level: 'polite' | 'assertive'): HTMLElement {
  const element = document.createElement('div');
  element.className = 'visually-hidden';
  element.setAttribute('aria-live', level);
  element.setAttribute('role', level === 'polite' ? 'status' : 'alert');
  document.body.append(element);
  return element;
}

/** Makes the regions through which screen readers hear of changes. They must be there before their first word. */
export function prepareAnnouncer(): void {
  polite ??= region('polite');
  urgent ??= region('assertive');
}

/** Says something to users of a screen reader; `now` interrupts what is being said. */
export function announce(text: string, now = false): void {
  const element = now ? urgent : polite;
  if (!element) return;
  element.textContent = '';
  // An equal text would not be said again: the empty one has to be noticed first.
  setTimeout(() => {
    element.textContent = text;
  }, 50);
}

/** The element that takes the focus when the component appears; the focus goes back when it leaves. */
export function useFocusVisit<E extends HTMLElement>(): { current: E | null } {
  const element = useRef<E>(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return element;
}

/** Whether the user asked for less motion. */
export const calm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
