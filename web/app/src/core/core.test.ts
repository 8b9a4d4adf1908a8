import { describe, expect, it, vi } from 'vitest';
import { serverNow, setServerNow } from './clock';
import { catalogue, followLanguage, shownLanguage } from './i18n';
import { language, readPreferences } from './prefs';
import { same } from './same';
import { baseOf } from './session';

describe('same', () => {
  it.each([
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [{ a: undefined }, { b: undefined }, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [null, {}, false],
    [undefined, undefined, true],
    ['a', 'a', true],
    [1, '1', false],
  ])('%j and %j: %s', (a, b, alike) => expect(same(a, b)).toBe(alike));
});

describe('the prefix of a session', () => {
  it.each([
    ['/m/01J', ''],
    ['/s/b/m/01J', '/s/b'],
    ['/s/b2c3d4e5/', '/s/b2c3d4e5'],
    ['/s/toolong99/m/1', ''],
    ['/s/B/m/1', ''],
    ['/setup/x', ''],
  ])('of %s is "%s"', (path, prefix) => expect(baseOf(path)).toBe(prefix));
});

describe('preferences', () => {
  it.each([null, '', '{', '[]', '{"theme":"pink","text":7,"language":"fr"}'])('are the usual ones for %j', (text) => {
    expect(readPreferences(text)).toEqual({ theme: 'auto', text: 'normal', language: 'vi' });
  });

  it('are what was stored', () => {
    expect(readPreferences('{"theme":"dark","text":"larger","language":"en"}')).toEqual({
      theme: 'dark',
      text: 'larger',
      language: 'en',
    });
  });
});

describe('the clock', () => {
  it('takes the fastest frame for the truth', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    setServerNow(1_005_000);
    setServerNow(1_004_600); // 400 ms longer under way
    expect(serverNow()).toBe(1_005_000);
    setServerNow(1_005_100);
    expect(serverNow()).toBe(1_005_100);
    vi.useRealTimers();
  });

  it('notices that the clock of the device was set', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    setServerNow(1_000_000);
    vi.setSystemTime(1_060_000);
    setServerNow(1_000_010);
    expect(serverNow()).toBe(1_000_010);
    vi.useRealTimers();
  });
});

describe('words', () => {
  it('come in the language that is shown, and wait for it', async () => {
    vi.stubGlobal('document', { documentElement: { lang: '' } });
    const t = catalogue({ hello: 'Chào', pages: (n: number) => `${n} trang` }, async () => ({
      hello: 'Hello',
      pages: (n) => `${n} ${n === 1 ? 'page' : 'pages'}`,
    }));
    expect([t('hello'), t('pages', 2)]).toEqual(['Chào', '2 trang']);
    await followLanguage();
    language.value = 'en';
    expect(t('hello')).toBe('Chào');
    await vi.waitFor(() => expect(shownLanguage.value).toBe('en'));
    expect([t('hello'), t('pages', 1), t('pages', 2)]).toEqual(['Hello', '1 page', '2 pages']);
    expect(document.documentElement.lang).toBe('en');
    language.value = 'vi';
    await vi.waitFor(() => expect(t('hello')).toBe('Chào'));
    vi.unstubAllGlobals();
  });
});
