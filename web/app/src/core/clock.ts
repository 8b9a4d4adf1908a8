import { computed, type ReadonlySignal, signal } from '@preact/signals';

let offset = 0;
let known = false;

/** Takes the server's clock, as it was when the frame left the server. */
export function setServerNow(now: number): void {
  const measured = now - Date.now();
  // A frame that was long under way makes the server look late: the largest offset is nearest to the truth. When it
  // shrinks by more than any frame takes, somebody has set the device's clock.
  if (!known || measured > offset || offset - measured > 2_000) offset = measured;
  known = true;
}

/** The server's clock in milliseconds since 1970, as well as it is known. */
export const serverNow = (): number => Date.now() + offset;

const tick = signal(0, { watched: start, unwatched: stop });
let timer: ReturnType<typeof setTimeout> | undefined;

function start(): void {
  tick.value = serverNow();
  const wait = 1000 - (tick.value % 1000);
  timer = setTimeout(start, wait + 5); // a little after the second, so that it is never shown early
}

function stop(): void {
  clearTimeout(timer);
}

/** The server's clock, told anew with every second as long as anybody looks. */
export const now: ReadonlySignal<number> = computed(() => tick.value || serverNow());

/** The same, told anew with every minute. */
export const minute: ReadonlySignal<number> = computed(() => Math.floor(now.value / 60_000) * 60_000);
