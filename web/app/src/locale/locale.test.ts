import { describe, expect, it } from 'vitest';
import { en } from './en';
import { errorsEn } from './errors.en';
import { errorsVi } from './errors.vi';
import { explain, t } from './index';
import { vi } from './vi';

const parts = [
  { name: 'shared words', vi, en },
  { name: 'errors', vi: errorsVi, en: errorsEn },
] as { name: string; vi: Record<string, unknown>; en: Record<string, unknown> }[];

describe.each(parts)('$name', ({ vi: vietnamese, en: english }) => {
  it('are complete in both languages, of the same form', () => {
    expect(new Set(Object.keys(english))).toEqual(new Set(Object.keys(vietnamese)));
    for (const [key, message] of Object.entries(vietnamese)) {
      expect(typeof english[key], key).toBe(typeof message);
      if (typeof message === 'function') expect((english[key] as () => string).length, key).toBe(message.length);
    }
  });

  it('are normalised, without loose ends', () => {
    for (const [key, message] of [...Object.entries(vietnamese), ...Object.entries(english)]) {
      if (typeof message !== 'string') continue;
      expect(message, key).toBe(message.normalize('NFC'));
      expect(message, key).toBe(message.trim());
      expect(message, key).not.toBe('');
      expect(message, key).not.toMatch(/!|\.\.\./); // formal; and an ellipsis is one character
    }
  });
});

it('has words for a code that only a newer server knows', () => {
  const code = 'brand_new' as Parameters<typeof explain>[0]['code'];
  expect(explain({ code, incident: 'X1' })).toBe(`${t('unknownError', 'brand_new')} ${t('incident', 'X1')}`);
  expect(explain({ code: 'not_present' })).toBe(errorsVi.not_present);
});
