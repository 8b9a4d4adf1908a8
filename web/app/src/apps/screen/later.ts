import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BallotValue } from '../../core/protocol.gen';
import type { Seat } from '../../features/video/state';

/** What a wall does not need in its first second. */
export interface Later {
  BallotScene: FunctionComponent<{ ballot: BallotValue }>;
  Joined: FunctionComponent<{ live: boolean }>;
  ShareScene: FunctionComponent;
  Side: FunctionComponent<{ card: boolean; without: Seat | undefined }>;
  SpeakerPicture: FunctionComponent<{ seat: Seat }>;
  /** Whose picture is large while they have the floor: somebody in the conference with a camera. */
  largeSpeaker: () => Seat | undefined;
}

/** How long after a failure it is asked for again, in milliseconds. */
const again = 3_000;

/** Brings it, and waits out a lost line: nobody is there to press a button. */
export function useLater(): Later | undefined {
  const [loaded, setLoaded] = useState<Later>();
  useEffect(() => {
    const bring = (): void => {
      import('./side').then(setLoaded, () => setTimeout(bring, again));
    };
    bring();
  }, []);
  return loaded;
}
