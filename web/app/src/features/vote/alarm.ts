import { effect, signal } from '@preact/signals';
import { me, store } from '../../core/meeting';

/** The size of a kept head of the log of votes that the server's log does not fit any more. */
export const alarm = signal<number>();

/** Keeps every signed head that the server shows on this device. Returns how to stop. */
export const watchCheckpoints = (): (() => void) =>
  effect(() => {
    const notes = store.all('ballot').flatMap(({ checkpoint }) => checkpoint ?? []);
    if (me.value && notes.length > 0) void import('./kept').then(({ keep }) => keep(notes), () => undefined); // with the next one
  });
