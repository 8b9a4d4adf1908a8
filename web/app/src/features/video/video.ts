import { effect } from '@preact/signals';
import type { Conference } from './conference';
import { keepDevices, keepPart, keptPart } from './kept';
import { heldStanding, wishes, type Wishes } from './state';

// The way to the conference for the parts of an app. livekit-client comes with the first join.

let conference: Promise<Conference> | undefined;
/** Whether one means to be in, also while the library is on its way. */
let wanted = false;

/**
 * Joins the conference with what is to be on, and stays in it whatever happens, until leaveVideo. Call it when the person
 * touches the page, so that the browser plays sound.
 */
export function joinVideo(on: Partial<Wishes> = {}): void {
  wishes.value = { ...wishes.peek(), ...on };
  wanted = true;
  if (!conference) heldStanding.value = 'joining';
  conference ??= load();
  conference.then(
    (one) => {
      if (!wanted) return;
      one.join();
      void one.unmute();
    },
    () => {
      conference = undefined; // the library could not be loaded: the network is gone
      if (!wanted) return;
      heldStanding.value = 'rejoining';
      setTimeout(() => wanted && heldStanding.peek() === 'rejoining' && joinVideo(), 2_000);
    },
  );
}

async function load(): Promise<Conference> {
  const { Conference: Library } = await import('./conference');
  const made = new Library();
  effect(() => {
    if (wishes.value) made.apply();
  });
  return made;
}

/** Brings the library before it is needed, so that joining is quick. It is no matter when that fails. */
export const prepareVideo = (): void => void import('./conference').catch(() => undefined);

/** Leaves the conference. */
export async function leaveVideo(): Promise<void> {
  wanted = false;
  if (!conference) return;
  heldStanding.value = 'out';
  (await conference.catch(() => undefined))?.leave();
}

/**
 * Keeps what outlives a reload, and comes back in when the page was loaded anew while it was in. True when it does. Called
 * once, by the entry of an app in which one speaks.
 */
export function keepVideo(): boolean {
  const before = keptPart();
  if (before) joinVideo(before);
  effect(() => {
    const { microphone, camera } = wishes.value;
    const part = heldStanding.value;
    const inside = part === 'joining' || part === 'in' || part === 'rejoining';
    keepPart(inside ? { microphone, camera } : undefined);
  });
  effect(() => keepDevices(wishes.value));
  return before !== undefined;
}

/** Turns something on or off; it stays so across every new beginning. */
export const wish = (on: Partial<Wishes>): void => {
  wishes.value = { ...wishes.peek(), ...on };
};

/** Lets the browser play sound; call it when the person touches the page. */
export async function playSound(): Promise<void> {
  await (await conference)?.unmute();
}

/** Uses another camera, microphone or speaker from now on; the usual one without an id. */
export async function chooseDevice(kind: MediaDeviceKind, id: string): Promise<void> {
  const key = { audioinput: 'microphoneID', videoinput: 'cameraID', audiooutput: 'speakerID' } as const;
  wish({ [key[kind]]: id || undefined });
  await (await conference)?.choose(kind, id || 'default');
}
