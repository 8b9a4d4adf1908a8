import { expect, it } from 'vitest';
import { en } from './words.en';
import { vi } from './words.vi';

const english: Record<string, unknown> = en;

it.each(Object.entries(vi))('%s is said in both languages, alike', (key, message) => {
  expect(typeof english[key]).toBe(typeof message);
  for (const text of [message, english[key]]) {
    if (typeof text !== 'string') continue;
    expect(text).toBe(text.normalize('NFC').trim());
    expect(text).not.toBe('');
    expect(text).not.toMatch(/!|\.\.\./);
  }
});
