import { effect, signal } from '@preact/signals';
import { floor, me, meeting } from '../../core/meeting';
import { base, meetingID } from '../../core/session';
import { open } from '../../features/present/reader';
import { seats } from '../../features/video/state';
import { wish } from '../../features/video/video';

/** What the site shows: everybody's pictures, the document, or both. */
export type View = 'video' | 'document' | 'both';

/** What stands beside it. */
export type Panel = 'agenda' | 'speakers' | 'voting';

const key = `unit${base}/${meetingID}/view`;

const isView = (text: unknown): text is View => text === 'video' || text === 'document' || text === 'both';

function kept(): View {
  try {
    const text = sessionStorage.getItem(key);
    return isView(text) ? text : 'both';
  } catch {
    return 'both'; // storage is off
  }
}

export const view = signal<View>(kept());

/** Whether the site is in the meeting, or before its door. */
export const inside = signal(false);

export const panel = signal<Panel | undefined>(undefined);

export const toggle = (wanted: Panel): void => {
  panel.value = panel.peek() === wanted ? undefined : wanted;
};

/** Whether a screen that somebody shares is shown in place of the document. */
export const showShare = signal(true);

/** Opens a document and shows it. */
export function read(document: string): void {
  open(document);
  showPage();
}

/** Puts the document where it is seen. */
export function showPage(): void {
  showShare.value = false;
  if (view.peek() === 'video') view.value = 'both';
}

/** Keeps the view for as long as the tab lives, and in step with what begins and ends in the meeting. */
export function watchView(): void {
  effect(() => {
    try {
      sessionStorage.setItem(key, view.value);
    } catch {
      // storage is off: a reload begins with both
    }
  });
  let shared = false;
  effect(() => {
    const now = seats.value.some((seat) => seat.screen && !seat.own);
    if (now && !shared) showShare.value = true; // a new one is news
    shared = now;
  });
  // In a break people talk of other things.
  let before = meeting.peek()?.phase;
  effect(() => {
    const phase = meeting.value?.phase;
    const began = phase === 'paused' && before === 'in_session';
    before = phase;
    const speaking = floor.peek()?.speaking?.person;
    if (began && speaking !== me.peek()?.person) wish({ microphone: false });
  });
}
