import { expect, it } from 'vitest';

/** The test of a catalogue: every message in both languages, of the same kind, in composed characters, calm and not empty. */
export const saidAlike = (vi: object, en: object): void => {
  const english = new Map<string, unknown>(Object.entries(en));
  it.each(Object.entries(vi))('%s is said in both languages, alike', (key, message) => {
    const translated = english.get(key);
    expect(typeof translated).toBe(typeof message);
    for (const text of [message, translated]) {
      if (typeof text !== 'string') continue;
      expect(text).toBe(text.normalize('NFC').trim());
      expect(text).not.toBe('');
      expect(text).not.toMatch(/!|\.\.\./);
    }
  });
};
