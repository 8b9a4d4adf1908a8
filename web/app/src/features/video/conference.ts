import { effect } from '@preact/signals';
import {
  ConnectionQuality,
  DefaultReconnectPolicy,
  DisconnectReason,
  LogLevel,
  type Participant,
  Room,
  RoomEvent,
  setLogLevel,
  Track,
  type TrackPublication,
  VideoPresets,
} from 'livekit-client';
import { link, meeting } from '../../core/meeting';
import { api, APIError, meetingID } from '../../core/session';
import { deviceFault } from './faults';
import { OwnMedia, wishOf } from './own';
import { SharedScreen } from './shared-screen';
import { Sounds } from './sounds';
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

setLogLevel(LogLevel.warn); // what passes by itself is nobody's concern

/** The waits before joining anew, in milliseconds, each ±30 %; the last one repeats for ever. */
const delays = [300, 1_000, 2_000, 4_000, 5_000];

/** The library's own waits while it mends a line; then a new room is joined. */
const mending = new DefaultReconnectPolicy([0, 300, 1_000, 2_000, 3_000, 3_000, 3_000, 3_000]);

/** How long the library may go on mending a line once network or hub are there again, in milliseconds. */
const patience = 2_500;

/** A token that has not come after so many milliseconds is asked for anew: the network may have swallowed it. */
const tokenLimit = 10_000;

/** Refusals after which asking again is useless. */
const forGood = new Set(['signed_out', 'forbidden', 'removed', 'meeting_not_found', 'media_off']);

/**
 * The person's part in the conference of the meeting. It comes back by itself from everything that passes: the library
 * mends a broken line; when that fails, or the server began anew, a new room is joined with a new token, and what was on
 * is turned on again.
 */
export class Conference {
  #room: Room | undefined;
  #own: OwnMedia | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #wanted = false;
  /** A room is being joined. */
  #entering = false;
  #fresh = false;
  readonly #sounds = new Sounds();
  readonly #screen = new SharedScreen();
  readonly #pictures = new WeakMap<object, Picture>();

  constructor() {
    effect(() => {
      if (held.value) wishes.value = { ...wishes.peek(), microphone: false };
    });
    effect(() => {
      if (!wishes.value.screen) this.#screen.release();
    });
    effect(() => {
      if (meeting.value?.phase === 'closed') this.#end('over');
    });
    effect(() => {
      const { state, code } = link.value;
      if (state === 'online') this.#hurry();
      if (state === 'ended' && code && forGood.has(code)) this.#end('out');
    });
    addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => document.hidden || this.#hurry());
  }

  /** Joins, and stays joined. */
  join(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#tries = 0;
    heldLost.value = undefined;
    void this.#enter();
  }

  /** Leaves for good. */
  leave(): void {
    this.#end('out');
  }

  /** Turns on and off what is wished, as far as it is not already. */
  apply(): void {
    if (heldStanding.peek() === 'in') this.#own?.apply();
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
    this.#forsake();
    this.#entering = true;
    heldStanding.value = heldLost.peek() === undefined && this.#tries === 0 ? 'joining' : 'rejoining';
    const { speakerID } = wishes.peek();
    const room = new Room({
      adaptiveStream: { pixelDensity: 'screen' },
      dynacast: true,
      disconnectOnPageLeave: true,
      reconnectPolicy: mending,
      videoCaptureDefaults: { resolution: VideoPresets.h720.resolution },
      publishDefaults: { videoSimulcastLayers: [VideoPresets.h180, VideoPresets.h360], videoCodec: 'vp8', red: false },
      ...(speakerID ? { audioOutput: { deviceId: speakerID } } : {}),
    });
    this.#room = room;
    this.#own = new OwnMedia(room, this.#screen, () => this.#soon());
    this.#listen(room);
    let failure: unknown;
    try {
      const { url, token } = await mediaToken();
      if (this.#room !== room) return;
      await room.connect(url, token);
    } catch (error) {
      failure = error;
    }
    if (this.#room !== room) return;
    this.#entering = false;
    if (room.state === 'connected') {
      this.#tries = 0;
      this.#regain();
    } else {
      this.#failed(failure);
    }
  }

  /** Lets go of the room that there is, if any, without a word to anybody in the page. */
  #forsake(): void {
    const room = this.#room;
    this.#own?.end();
    this.#room = undefined;
    this.#own = undefined;
    this.#entering = false;
    void room?.disconnect();
    this.#sounds.clear();
  }

  #failed(error: unknown): void {
    const code = error instanceof APIError ? error.code : undefined;
    if (code === 'meeting_closed') this.#end('over');
    else if (code && forGood.has(code)) this.#end('out');
    else this.#retry();
  }

  #retry(): void {
    if (!this.#wanted) return;
    this.#lose();
    const delay = delays[Math.min(this.#tries, delays.length - 1)] ?? 5_000;
    this.#tries++;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#enter(), delay * (0.7 + Math.random() * 0.6));
  }

  /** The network or the hub is there again: what waits is done now, what is being mended gets a moment. */
  #hurry(): void {
    const waits = (): boolean => this.#wanted && !this.#entering && heldStanding.peek() === 'rejoining';
    if (!waits()) return;
    if (this.#room?.state === 'disconnected') void this.#enter();
    else setTimeout(() => waits() && void this.#enter(), patience);
  }

  #end(standing: 'out' | 'taken' | 'over'): void {
    clearTimeout(this.#again);
    const was = this.#wanted;
    this.#wanted = false;
    this.#forsake();
    if (was) heldStanding.value = standing;
    heldSeats.value = [];
    heldSilent.value = false;
    heldLost.value = undefined;
    heldFault.value = undefined;
    wishes.value = { ...wishes.peek(), screen: false };
  }

  #listen(room: Room): void {
    const mine = (act: () => void) => () => this.#room === room && act();
    const refresh = mine(() => this.#soon());
    for (const event of [
      RoomEvent.ParticipantConnected, RoomEvent.ParticipantDisconnected, RoomEvent.TrackSubscribed,
      RoomEvent.TrackUnsubscribed, RoomEvent.TrackMuted, RoomEvent.TrackUnmuted, RoomEvent.LocalTrackPublished,
      RoomEvent.LocalTrackUnpublished, RoomEvent.ActiveSpeakersChanged, RoomEvent.ConnectionQualityChanged,
    ] as const) {
      room.on(event, refresh);
    }
    room.on(RoomEvent.TrackSubscribed, (track) => this.#room === room && this.#sounds.add(track));
    room.on(RoomEvent.TrackUnsubscribed, (track) => this.#sounds.remove(track));
    room.on(RoomEvent.TrackMuted, (publication, who) => {
      if (this.#room === room && who.isLocal) this.#endedByItself(publication);
    });
    room.on(RoomEvent.LocalTrackUnpublished, (publication) => {
      if (this.#room === room && room.state === 'connected') this.#stoppedSharing(publication);
    });
    room.on(RoomEvent.AudioPlaybackStatusChanged, mine(() => (heldSilent.value = !room.canPlaybackAudio)));
    room.on(RoomEvent.Reconnecting, mine(() => this.#lose()));
    room.on(RoomEvent.SignalReconnecting, mine(() => this.#lose()));
    room.on(RoomEvent.Reconnected, mine(() => this.#regain()));
    room.on(RoomEvent.Disconnected, (reason) => {
      if (this.#room === room && !this.#entering) this.#dropped(reason);
    });
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
    heldSeats.value = [];
    switch (reason) {
      case DisconnectReason.DUPLICATE_IDENTITY:
        this.#end('taken');
        return;
      case DisconnectReason.PARTICIPANT_REMOVED:
        this.#end('out');
        return;
      case DisconnectReason.ROOM_DELETED:
        if (meeting.peek()?.phase === 'closed') this.#end('over');
        else this.#retry(); // the hub's word of the end may come later: then the token is refused
        return;
      default:
        this.#retry();
    }
  }

  /** A device that was unplugged: the library has muted what came from it, and nothing will come any more. */
  #endedByItself(publication: TrackPublication): void {
    const what = wishOf(publication.source);
    if (!what || publication.track?.mediaStreamTrack.readyState !== 'ended' || !wishes.peek()[what]) return;
    heldFault.value = { of: what, why: 'missing' };
    wishes.value = { ...wishes.peek(), [what]: false };
  }

  /** The browser's own "stop sharing" is a wish like any other. */
  #stoppedSharing(publication: TrackPublication): void {
    if (publication.source === Track.Source.ScreenShare) wishes.value = { ...wishes.peek(), screen: false };
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
}

async function mediaToken(): Promise<{ url: string; token: string }> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new APIError('unreachable')), tokenLimit);
  });
  return await Promise.race([api<{ url: string; token: string }>('POST', `/api/meetings/${meetingID}/media-token`), late]);
}

const lines: Record<ConnectionQuality, Line> = {
  [ConnectionQuality.Excellent]: 'good',
  [ConnectionQuality.Good]: 'good',
  [ConnectionQuality.Poor]: 'poor',
  [ConnectionQuality.Lost]: 'lost',
  [ConnectionQuality.Unknown]: 'unknown',
};
