import { type LocalParticipant, Track } from 'livekit-client';

/**
 * The screen that one shares. It outlives every new beginning of the conference: a browser lets a page ask for a screen
 * only when somebody has just pressed something, so what was given is kept until it is given back. Rooms get copies.
 */
export class SharedScreen {
  #stream: MediaStream | undefined;

  /** Asks which screen, unless one is there already, and shows it in the room. Fails as getDisplayMedia does. */
  async show(self: LocalParticipant): Promise<void> {
    if (!this.#stream?.getVideoTracks().some((track) => track.readyState === 'live')) this.#stream = await ask();
    for (const track of this.#stream.getTracks()) {
      const copy = track.clone();
      const picture = copy.kind === 'video';
      if (picture) copy.contentHint = 'detail'; // text has to be sharp rather than smooth
      await self.publishTrack(copy, { source: picture ? Track.Source.ScreenShare : Track.Source.ScreenShareAudio });
    }
  }

  /** Takes it out of the room. */
  async hide(self: LocalParticipant): Promise<void> {
    for (const source of [Track.Source.ScreenShare, Track.Source.ScreenShareAudio]) {
      const track = self.getTrackPublication(source)?.track;
      if (track) await self.unpublishTrack(track, true);
    }
  }

  /** Gives the screen back to the browser, which then stops saying that it is shared. */
  release(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
  }
}

const ask = (): Promise<MediaStream> =>
  navigator.mediaDevices.getDisplayMedia({
    video: { width: { ideal: 1920 }, height: { ideal: 1080 }, frameRate: { ideal: 15, max: 30 } },
    audio: true,
    // The page of the meeting would be shown in itself without end.
    selfBrowserSurface: 'exclude',
  } as DisplayMediaStreamOptions);
