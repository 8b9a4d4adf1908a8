import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { floor, meeting, store } from '../../core/meeting';

/** What shows the conference. */
export interface Side {
  Joined: FunctionComponent<{ live: boolean }>;
  Side: FunctionComponent<{ sharing: boolean }>;
  ShareScene: FunctionComponent;
}

let side: Promise<Side> | undefined;

/** What needs the conference comes when there is one: most walls, most of the time, show papers. */
function useSide(wanted: boolean): Side | undefined {
  const [loaded, setLoaded] = useState<Side>();
  useEffect(() => {
    if (!wanted || loaded) return undefined;
    let over = false;
    const bring = (): void => {
      side ??= import('./side');
      side.then(
        (it) => over || setLoaded(it),
        () => {
          side = undefined;
          setTimeout(() => over || bring(), 3_000);
        },
      );
    };
    bring();
    return () => {
      over = true;
    };
  }, [wanted, loaded]);
  return loaded;
}

/** Whether anybody is in the conference of a meeting that goes on. */
export const conferenceLive = (): boolean =>
  meeting.value?.phase !== 'closed' && store.all('media').some((one) => one.joined);

/** Stays in the conference while there is one; gives what shows it, once it is loaded. */
export function useBeside(): Side | undefined {
  return useSide(conferenceLive() || floor.value?.speaking !== undefined);
}
