import { effect } from '@preact/signals';
import type { Conference } from './conference';
import { heldStanding, wishes, type Wishes } from './state';

// The way to the conference for the parts of an app. livekit-client comes with the first join.

let conference: Promise<Conference> | undefined;

/**
 * Joins the conference with what is to be on, and stays in it whatever happens, until leaveVideo. Call it when the person
 * touches the page, so that the browser plays sound.
 */
export function joinVideo(on: Partial<Wishes> = {}): void {
  wishes.value = { ...wishes.peek(), ...on };
  if (!conference) heldStanding.value = 'joining';
  conference ??= load();
  conference.then(
    (one) => {
      one.join();
      void one.unmute();
    },
    () => {
      conference = undefined; // the library could not be loaded: the network is gone
      heldStanding.value = 'rejoining';
      setTimeout(() => heldStanding.peek() === 'rejoining' && joinVideo(), 2_000);
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

/** Leaves the conference. */
export async function leaveVideo(): Promise<void> {
  await (await conference)?.leave();
}

/** Turns something on or off; it stays so across every new beginning. */
export const wish = (on: Partial<Wishes>): void => {
  wishes.value = { ...wishes.peek(), ...on };
};

/** Lets the browser play sound; call it when the person touches the page. */
export async function playSound(): Promise<void> {
  await (await conference)?.unmute();
}

/** Uses another camera, microphone or speaker from now on. */
export async function chooseDevice(kind: MediaDeviceKind, id: string): Promise<void> {
  const key = { audioinput: 'microphoneID', videoinput: 'cameraID', audiooutput: 'speakerID' } as const;
  wish({ [key[kind]]: id });
  await (await conference)?.choose(kind, id);
}
