import { type RemoteTrack, Track } from 'livekit-client';

/**
 * What is heard of the others. Each voice has an element of its own: the library's are used again for other tracks while
 * they still stand in the page.
 */
export class Sounds {
  readonly #place = document.createElement('div');
  readonly #elements = new Map<RemoteTrack, HTMLAudioElement>();

  constructor() {
    this.#place.hidden = true;
    document.body.append(this.#place);
  }

  add(track: RemoteTrack): void {
    if (track.kind !== Track.Kind.Audio || this.#elements.has(track)) return;
    const element = document.createElement('audio');
    this.#elements.set(track, element);
    this.#place.append(element); // before it plays: an element that is moved stops
    track.attach(element);
  }

  remove(track: RemoteTrack): void {
    const element = this.#elements.get(track);
    if (!element) return;
    track.detach(element);
    element.srcObject = null;
    element.remove();
    this.#elements.delete(track);
  }

  clear(): void {
    for (const track of this.#elements.keys()) this.remove(track);
  }
}
