import { type LocalParticipant, type Room, Track } from 'livekit-client';
import { deviceFault, refusedToShare } from './faults';
import type { SharedScreen } from './shared-screen';
import { held, heldFault, wishes, type Wishes } from './state';

type What = 'microphone' | 'camera' | 'screen';
const all: readonly What[] = ['microphone', 'camera', 'screen'];

/** Makes what one has on in a room what one wishes: one thing after the other, until nothing differs. */
export class OwnMedia {
  readonly #room: Room;
  readonly #screen: SharedScreen;
  readonly #changed: () => void;
  #working = false;
  #over = false;

  constructor(room: Room, screen: SharedScreen, changed: () => void) {
    this.#room = room;
    this.#screen = screen;
    this.#changed = changed;
  }

  /** The room is given up; what is under way in it does not matter any more. */
  end(): void {
    this.#over = true;
  }

  apply(): void {
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    try {
      const stuck = new Set<What>();
      for (let what = this.#next(stuck); what; what = this.#next(stuck)) {
        // A switch that did nothing and said nothing would be pressed for ever.
        if (!(await this.#turn(what, wishes.peek()[what]))) stuck.add(what);
        this.#changed();
      }
    } finally {
      this.#working = false;
    }
  }

  /** What differs from the wish, if anything, besides what is stuck. */
  #next(stuck: ReadonlySet<What>): What | undefined {
    if (this.#over || this.#room.state !== 'connected') return undefined;
    const wish = wishes.peek();
    return all.find(
      (what) =>
        wish[what] !== enabled(this.#room.localParticipant, what) &&
        !stuck.has(what) &&
        !(what === 'microphone' && wish.microphone && held.peek()),
    );
  }

  /** Turns one thing on or off, and says whether that made a difference. */
  async #turn(what: What, on: boolean): Promise<boolean> {
    const self = this.#room.localParticipant;
    try {
      await this.#switch(self, what, on);
    } catch (error) {
      // When the line broke meanwhile, what is wished is asked for again once it is back.
      if (!this.#over && this.#room.state === 'connected') this.#refused(what, error);
      return true;
    }
    if (heldFault.peek()?.of === what) heldFault.value = undefined;
    return enabled(self, what) === on || wishes.peek()[what] !== on;
  }

  async #switch(self: LocalParticipant, what: What, on: boolean): Promise<void> {
    const { microphoneID, cameraID } = wishes.peek();
    if (what === 'microphone') await self.setMicrophoneEnabled(on, device(microphoneID));
    else if (what === 'camera') await self.setCameraEnabled(on, device(cameraID));
    else if (on) await this.#screen.show(self);
    else await this.#screen.hide(self);
  }

  #refused(what: What, error: unknown): void {
    const closed = what === 'screen' && refusedToShare(error); // the browser's own question was answered with no
    if (!closed) heldFault.value = { of: what, why: deviceFault(error) };
    wishes.value = { ...wishes.peek(), [what]: false };
  }
}

const enabled = (self: LocalParticipant, what: What): boolean =>
  ({ microphone: self.isMicrophoneEnabled, camera: self.isCameraEnabled, screen: self.isScreenShareEnabled })[what];

/** Not `exact`: a device that was unplugged is replaced by another. */
const device = (id: string | undefined): { deviceId?: string } => (id ? { deviceId: id } : {});

/** What of the person's wishes a track is about. */
export function wishOf(source: Track.Source): keyof Pick<Wishes, What> | undefined {
  switch (source) {
    case Track.Source.Microphone:
      return 'microphone';
    case Track.Source.Camera:
      return 'camera';
    case Track.Source.ScreenShare:
      return 'screen';
    default:
      return undefined;
  }
}
