/**
 * Waits until probe gives something truthy and returns it. It asks again every 100 ms; an exception of
 * probe counts as "not yet". After limitMs it fails with what was waited for and the last answer.
 */
export async function until<T>(what: string, probe: () => T | Promise<T>, limitMs = 20_000): Promise<T> {
  const end = Date.now() + limitMs;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const value = await probe();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${limitMs / 1000} s for ${what}; last answer: ${show(last)}`);
}

function show(value: unknown): string {
  return value instanceof Error ? value.message : (JSON.stringify(value) ?? 'nothing');
}
