/** Lets the device tremble where it can. Only for what calls a person: their turn to speak, a vote that opens. */
export function vibrate(pattern: number[]): void {
  // Browsers forbid it before the first touch.
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern);
}

/** Keeps the screen lit as long as `wanted` says so and the page is seen. Returns what ends it. */
export function stayAwake(wanted: () => boolean): () => void {
  let lock: WakeLockSentinel | undefined;
  let asked = false;
  const check = async (): Promise<void> => {
    const want = wanted() && !document.hidden;
    if (!want && lock) {
      await lock.release().catch(() => undefined);
      lock = undefined;
    }
    if (!want || lock || asked || !('wakeLock' in navigator)) return;
    asked = true;
    try {
      lock = await navigator.wakeLock.request('screen');
      lock.addEventListener('release', () => {
        lock = undefined;
      });
    } catch {
      // the device is short of power, or forbids it
    } finally {
      asked = false;
    }
  };
  const soon = (): void => void check();
  document.addEventListener('visibilitychange', soon);
  const timer = setInterval(soon, 30_000);
  soon();
  return () => {
    document.removeEventListener('visibilitychange', soon);
    clearInterval(timer);
    void lock?.release();
  };
}
