import { effect, signal } from '@preact/signals';
import { meetingID } from '../../core/session';

/** What the site shows: everybody's pictures, the document, or both. */
export type View = 'video' | 'document' | 'both';

const viewKey = `unit/${meetingID}/view`;
const inKey = `unit/${meetingID}/in`;

const isView = (text: string | null): text is View => text === 'video' || text === 'document' || text === 'both';

function kept(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null; // storage is off
  }
}

function keep(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // storage is off: a reload asks again
  }
}

const first = kept(viewKey);

export const view = signal<View>(isView(first) ? first : 'both');

/** Whether the site is in the meeting. A page that is loaded anew comes back in by itself. */
export const inside = signal(kept(inKey) === 'yes');

/** In place of the document, where somebody shares a screen. */
export const showShare = signal(true);

/** Keeps the choices of this page for as long as its tab lives. */
export function keepView(): void {
  effect(() => keep(viewKey, view.value));
  effect(() => keep(inKey, inside.value ? 'yes' : 'no'));
}
