import { effect } from '@preact/signals';
import {
  ConnectionQuality,
  DisconnectReason,
  type LocalParticipant,
  type Participant,
  type RemoteTrack,
  Room,
  RoomEvent,
  Track,
  type TrackPublication,
  VideoPresets,
} from 'livekit-client';
import { meeting } from '../../core/meeting';
import { api, APIError, meetingID } from '../../core/session';
import { deviceFault, refusedToShare } from './faults';
import {
  held,
  heldFault,
  heldLost,
  heldSeats,
  heldSilent,
  heldStanding,
  type Line,
  type Picture,
  type Seat,
  wishes,
} from './state';

/** The waits before joining anew, in milliseconds, each ±30 %; the last one repeats for ever. */
const delays = [300, 1_000, 2_000, 4_000, 8_000];

const reasonsToStay: ReadonlySet<DisconnectReason> = new Set([
  DisconnectReason.CLIENT_INITIATED,
  DisconnectReason.DUPLICATE_IDENTITY,
  DisconnectReason.ROOM_DELETED,
  DisconnectReason.PARTICIPANT_REMOVED,
]);

/**
 * The person's part in the conference of the meeting. It comes back by itself from everything that passes: the library
 * mends a broken line; when that fails, or the server began anew, a new room is joined with a new token, and what was on
 * is turned on again.
 */
export class Conference {
  #room: Room | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #wanted = false;
  readonly #sink = document.createElement('div');
  readonly #pictures = new WeakMap<object, Picture>();
  #applying: Promise<void> = Promise.resolve();
  #fresh = false;

  constructor() {
    this.#sink.hidden = true;
    document.body.append(this.#sink);
    effect(() => {
      if (held.value) wishes.value = { ...wishes.peek(), microphone: false };
    });
    effect(() => {
      if (meeting.value?.phase === 'closed') this.#end('over');
    });
    addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => document.hidden || this.#hurry());
  }

  /** Joins, and stays joined. */
  join(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#tries = 0;
    void this.#enter();
  }

  /** Leaves for good. */
  async leave(): Promise<void> {
    this.#end('out');
    await this.#applying;
  }

  /** Turns on and off what is wished, as far as it is not already. */
  apply(): void {
    const { microphone, camera, screen } = wishes.peek();
    const room = this.#room;
    if (!room || heldStanding.peek() !== 'in') return;
    this.#applying = this.#applying.then(async () => {
      const self = room.localParticipant;
      if (microphone !== self.isMicrophoneEnabled && !(microphone && held.peek())) await this.#microphone(self, microphone);
      if (camera !== self.isCameraEnabled) await this.#camera(self, camera);
      if (screen !== self.isScreenShareEnabled) await this.#share(self, screen);
      this.#refresh();
    });
  }

  /** Lets the browser play sound; call it when the person touches the page. */
  async unmute(): Promise<void> {
    await this.#room?.startAudio().catch(() => undefined); // the next touch tries again
  }

  /** Uses another device of a kind from now on. */
  async choose(kind: MediaDeviceKind, id: string): Promise<void> {
    await this.#room?.switchActiveDevice(kind, id).catch((error: unknown) => {
      if (kind !== 'audiooutput') heldFault.value = { of: kind === 'audioinput' ? 'microphone' : 'camera', why: deviceFault(error) };
    });
  }

  async #enter(): Promise<void> {
    clearTimeout(this.#again);
    heldStanding.value = this.#tries === 0 && heldStanding.peek() !== 'rejoining' ? 'joining' : 'rejoining';
    const room = new Room({
      adaptiveStream: true,
      dynacast: true,
      disconnectOnPageLeave: true,
      videoCaptureDefaults: { resolution: VideoPresets.h720.resolution },
      publishDefaults: { videoSimulcastLayers: [VideoPresets.h180, VideoPresets.h360], videoCodec: 'vp8', red: false },
    });
    this.#room = room;
    this.#listen(room);
    try {
      const { url, token } = await api<{ url: string; token: string }>('POST', `/api/meetings/${meetingID}/media-token`);
      if (!this.#wanted || this.#room !== room) return;
      await room.connect(url, token);
      this.#tries = 0;
      heldLost.value = undefined;
      heldStanding.value = 'in';
      this.#refresh();
      this.apply();
    } catch (error) {
      if (this.#room === room) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const code = error instanceof APIError ? error.code : undefined;
    if (code === 'meeting_closed') this.#end('over');
    else if (code === 'signed_out' || code === 'forbidden') this.#end('out');
    else this.#retry();
  }

  #retry(): void {
    if (!this.#wanted) return;
    heldLost.value ??= Date.now();
    heldStanding.value = 'rejoining';
    const delay = delays[Math.min(this.#tries, delays.length - 1)] ?? 8_000;
    this.#tries++;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#enter(), delay * (0.7 + Math.random() * 0.6));
  }

  #hurry(): void {
    if (this.#wanted && heldStanding.peek() === 'rejoining' && this.#room?.state === 'disconnected') void this.#enter();
  }

  #end(standing: 'out' | 'taken' | 'over'): void {
    clearTimeout(this.#again);
    const was = this.#wanted;
    this.#wanted = false;
    const room = this.#room;
    this.#room = undefined;
    void room?.disconnect();
    this.#sink.replaceChildren();
    if (was) heldStanding.value = standing;
    heldSeats.value = [];
    heldLost.value = undefined;
    wishes.value = { ...wishes.peek(), screen: false };
  }

  #listen(room: Room): void {
    const mine = (act: () => void) => () => this.#room === room && act();
    const refresh = mine(() => this.#soon());
    for (const event of [
      RoomEvent.ParticipantConnected, RoomEvent.ParticipantDisconnected, RoomEvent.TrackSubscribed,
      RoomEvent.TrackUnsubscribed, RoomEvent.TrackMuted, RoomEvent.TrackUnmuted, RoomEvent.LocalTrackPublished,
      RoomEvent.LocalTrackUnpublished, RoomEvent.ActiveSpeakersChanged, RoomEvent.ConnectionQualityChanged,
      RoomEvent.ParticipantNameChanged,
    ] as const) {
      room.on(event, refresh);
    }
    room.on(RoomEvent.TrackSubscribed, (track) => this.#room === room && this.#hear(track));
    room.on(RoomEvent.TrackUnsubscribed, (track) => {
      for (const element of track.detach()) element.remove();
    });
    room.on(RoomEvent.LocalTrackUnpublished, (publication) => {
      // The browser's own "stop sharing" is a wish like any other.
      if (publication.source === Track.Source.ScreenShare) wishes.value = { ...wishes.peek(), screen: false };
    });
    room.on(RoomEvent.AudioPlaybackStatusChanged, mine(() => (heldSilent.value = !room.canPlaybackAudio)));
    room.on(RoomEvent.Reconnecting, mine(() => this.#lose()));
    room.on(RoomEvent.SignalReconnecting, mine(() => this.#lose()));
    room.on(RoomEvent.Reconnected, mine(() => this.#regain()));
    room.on(RoomEvent.Disconnected, (reason) => this.#room === room && this.#dropped(reason));
  }

  #lose(): void {
    heldLost.value ??= Date.now();
    heldStanding.value = 'rejoining';
  }

  #regain(): void {
    heldLost.value = undefined;
    heldStanding.value = 'in';
    this.#refresh();
    this.apply();
  }

  #dropped(reason: DisconnectReason | undefined): void {
    this.#sink.replaceChildren();
    if (reason === undefined || !reasonsToStay.has(reason)) {
      heldSeats.value = [];
      this.#retry();
      return;
    }
    const over = reason === DisconnectReason.ROOM_DELETED && meeting.peek()?.phase === 'closed';
    if (reason === DisconnectReason.DUPLICATE_IDENTITY) this.#end('taken');
    else if (over || reason !== DisconnectReason.ROOM_DELETED) this.#end(over ? 'over' : 'out');
    else this.#retry();
  }

  #hear(track: RemoteTrack): void {
    if (track.kind !== Track.Kind.Audio) return;
    this.#sink.append(track.attach());
  }

  /** Several things change at once; they are looked at once. */
  #soon(): void {
    if (this.#fresh) return;
    this.#fresh = true;
    queueMicrotask(() => {
      this.#fresh = false;
      this.#refresh();
    });
  }

  #refresh(): void {
    const room = this.#room;
    if (!room) return;
    const all: Participant[] = [room.localParticipant, ...room.remoteParticipants.values()];
    heldSeats.value = all.filter((one) => one.identity).map((one) => this.#seat(one));
    heldSilent.value = !room.canPlaybackAudio;
    const self = room.localParticipant;
    // Muted by the server is muted: nothing is turned on again behind anybody's back.
    const published = self.getTrackPublication(Track.Source.Microphone);
    if (published?.isMuted && wishes.peek().microphone && held.peek()) wishes.value = { ...wishes.peek(), microphone: false };
  }

  #seat(one: Participant): Seat {
    const microphone = one.getTrackPublication(Track.Source.Microphone);
    return {
      person: one.identity,
      own: one.isLocal,
      speaking: one.isSpeaking,
      microphone: microphone ? !microphone.isMuted : undefined,
      camera: this.#picture(one.getTrackPublication(Track.Source.Camera)),
      screen: this.#picture(one.getTrackPublication(Track.Source.ScreenShare)),
      line: lines[one.connectionQuality],
      since: one.joinedAt?.getTime() ?? 0,
    };
  }

  #picture(publication: TrackPublication | undefined): Picture | undefined {
    const track = publication?.track;
    if (!publication || !track || publication.isMuted) return undefined;
    let picture = this.#pictures.get(track);
    if (!picture) {
      picture = {
        id: publication.trackSid,
        attach: (element) => void track.attach(element),
        detach: (element) => void track.detach(element),
      };
      this.#pictures.set(track, picture);
    }
    return picture;
  }

  async #microphone(self: LocalParticipant, on: boolean): Promise<void> {
    try {
      await self.setMicrophoneEnabled(on, device(wishes.peek().microphoneID));
      this.#works('microphone');
    } catch (error) {
      this.#refused('microphone', error);
    }
  }

  async #camera(self: LocalParticipant, on: boolean): Promise<void> {
    try {
      await self.setCameraEnabled(on, device(wishes.peek().cameraID));
      this.#works('camera');
    } catch (error) {
      this.#refused('camera', error);
    }
  }

  async #share(self: LocalParticipant, on: boolean): Promise<void> {
    try {
      await self.setScreenShareEnabled(on, { audio: true, contentHint: 'detail' });
      this.#works('screen');
    } catch (error) {
      if (refusedToShare(error)) wishes.value = { ...wishes.peek(), screen: false };
      else this.#refused('screen', error);
    }
  }

  #works(what: 'microphone' | 'camera' | 'screen'): void {
    if (heldFault.peek()?.of === what) heldFault.value = undefined;
  }

  #refused(what: 'microphone' | 'camera' | 'screen', error: unknown): void {
    if (this.#room?.state !== 'connected') return; // the line broke meanwhile; what is wished is asked for again
    heldFault.value = { of: what, why: deviceFault(error) };
    wishes.value = { ...wishes.peek(), [what]: false };
  }
}

/** Not `exact`: a device that was unplugged is replaced by another. */
const device = (id: string | undefined): { deviceId?: string } => (id ? { deviceId: id } : {});

const lines: Record<ConnectionQuality, Line> = {
  [ConnectionQuality.Excellent]: 'good',
  [ConnectionQuality.Good]: 'good',
  [ConnectionQuality.Poor]: 'poor',
  [ConnectionQuality.Lost]: 'lost',
  [ConnectionQuality.Unknown]: 'unknown',
};
