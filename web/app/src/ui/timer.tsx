import { now } from '../core/clock';
import { duration, time } from '../core/format';
import type { Time } from '../core/protocol.gen';

// Each of these reads the clock by itself, so that a second that passes renders a few characters and nothing else.

/** The time of the meeting, 14:36. */
export function Clock() {
  return <time class="figures">{time(now.value)}</time>;
}

/** How long it is since then, 2:05. */
export function Elapsed({ since }: { since: Time }) {
  return <span class="figures">{duration(Math.max(0, now.value - Date.parse(since)))}</span>;
}

/** How long it is until then. Below zero it stays at 0:00, or with `over` it counts what is beyond. */
export function Countdown({ until, over = false }: { until: Time | number; over?: boolean }) {
  const left = (typeof until === 'number' ? until : Date.parse(until)) - now.value;
  // A second that has begun still counts, so that 60 seconds begin with 1:00 and end at 0:00. The clock is known but for
  // the time that frames are under way.
  const whole = Math.ceil((left - 300) / 1000) * 1000;
  return <span class={`figures ${left <= 10_000 ? 'short' : ''}`}>{duration(over ? whole : Math.max(0, whole))}</span>;
}
