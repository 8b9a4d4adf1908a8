import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { me, store } from '../../core/meeting';
import { keptDevices } from './kept';

// What the page knows of the conference, without the library that makes it: that one is loaded when somebody joins.

/** How one's own part in the conference stands. `taken`: another device of the same person has it now. */
export type Standing = 'out' | 'joining' | 'in' | 'rejoining' | 'taken' | 'over';

/** Why a device cannot be used. */
export type DeviceFault = 'denied' | 'busy' | 'missing' | 'insecure' | 'failed';

/** Somebody's line to the server, as the server judges it. */
export type Line = 'good' | 'poor' | 'lost' | 'unknown';

/** A picture that can be shown. Give each element back with detach when it goes. */
export interface Picture {
  readonly id: string;
  attach(element: HTMLVideoElement): void;
  detach(element: HTMLVideoElement): void;
}

/** Somebody in the conference. */
export interface Seat {
  person: string;
  own: boolean;
  speaking: boolean;
  /** Whether their microphone is open; undefined when they have none on. */
  microphone: boolean | undefined;
  camera: Picture | undefined;
  screen: Picture | undefined;
  line: Line;
  /** When they came, in the order of which the pictures are shown. */
  since: number;
}

/** What the person wants on. It is asked for again whenever the conference begins anew. */
export interface Wishes {
  microphone: boolean;
  camera: boolean;
  screen: boolean;
  microphoneID?: string | undefined;
  cameraID?: string | undefined;
  speakerID?: string | undefined;
}

export const heldStanding = signal<Standing>('out');
export const heldSeats = signal<readonly Seat[]>([]);
export const heldFault = signal<{ of: 'microphone' | 'camera' | 'screen'; why: DeviceFault } | undefined>(undefined);
export const heldSilent = signal(false);
export const wishes = signal<Wishes>({ microphone: false, camera: false, screen: false, ...keptDevices() });
/** When the line to the media server was lost, for as long as it is. */
export const heldLost = signal<number | undefined>(undefined);

export const standing: ReadonlySignal<Standing> = computed(() => heldStanding.value);
export const seats: ReadonlySignal<readonly Seat[]> = computed(() => heldSeats.value);
/** The last thing that a device refused, until it works. */
export const fault = computed(() => heldFault.value);
/** The browser plays no sound until somebody touches the page. */
export const silent: ReadonlySignal<boolean> = computed(() => heldSilent.value);
export const lostSince: ReadonlySignal<number | undefined> = computed(() => heldLost.value);

/** One's own seat. */
export const ownSeat: ReadonlySignal<Seat | undefined> = computed(() => heldSeats.value.find((seat) => seat.own));

/** Whether the chair holds one's microphone: it stays muted until they let go. */
export const held: ReadonlySignal<boolean> = computed(() => {
  const id = me.value?.person;
  return id ? (store.value(`media/${id}`).value?.held ?? false) : false;
});
