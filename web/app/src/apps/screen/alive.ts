import { effect } from '@preact/signals';
import { link } from '../../core/meeting';
import { here } from '../../core/session';

/** How long the line may be away, while the server answers, before the page is loaded anew. */
const patience = 120_000;

/**
 * Nobody stands beside a wall to press reload. When the line has been away for minutes although the server answers,
 * something in the page is stuck: it is loaded anew. While the server does not answer, the last picture stays.
 */
export function keepAlive(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = async (): Promise<void> => {
    try {
      if ((await fetch(here('/healthz'), { cache: 'no-store' })).ok) {
        location.reload();
        return;
      }
    } catch {
      // no server: keep what is shown
    }
    timer = setTimeout(() => void check(), patience);
  };
  effect(() => {
    clearTimeout(timer);
    if (link.value.state === 'lost') timer = setTimeout(() => void check(), patience);
  });
}
