import { shownLanguage } from './i18n';
import type { Time as Moment } from './protocol.gen';

/** Meetings are held in this zone, wherever the device thinks it is. */
const zone = 'Asia/Ho_Chi_Minh';

type When = Moment | number | Date;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options })));
  return found;
}

const locale = (): string => (shownLanguage.value === 'vi' ? 'vi-VN' : 'en-GB');

/** 14:36 */
export const time = (when: When): string =>
  format('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(when));

/** 14:35:10 */
export const timeWithSeconds = (when: When): string =>
  format('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(when));

/** 24/09/2026 */
export const date = (when: When): string =>
  format('en-GB', { day: '2-digit', month: '2-digit', year: 'numeric' }).format(new Date(when));

/** Thứ Năm, 24/09/2026 */
export function longDate(when: When): string {
  const weekday = format(locale(), { weekday: 'long' }).format(new Date(when));
  return `${weekday}, ${date(when)}`;
}

/** 14:36, or 24/09/2026 14:36 on another day than `today`. */
export function timeOrDate(when: When, today: number): string {
  return date(when) === date(today) ? time(when) : `${date(when)} ${time(when)}`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** 2:05 or 1:02:05, from milliseconds; a negative length has a minus sign in front. */
export function duration(milliseconds: number): string {
  const seconds = Math.abs(Math.trunc(milliseconds / 1000));
  const sign = milliseconds <= -1000 ? '−' : '';
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return `${sign}${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

/** 1.234,5: at most `digits` after the comma. */
export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);

/** 58,33 %, rounded half up in integers; for display alone. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '–';
  // Weights are as large as a number holds exactly: what they are multiplied to is not.
  const hundredths = Number((BigInt(part) * 20_000n + BigInt(whole)) / (2n * BigInt(whole)));
  const text = `${Math.floor(hundredths / 100)}${shownLanguage.value === 'vi' ? ',' : '.'}`;
  return `${text}${String(hundredths % 100).padStart(2, '0')} %`;
}

/** 1,2 MB */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${number(value, unit > 1 && value < 100 ? 1 : 0)} ${units[unit]}`;
}

const collator = new Intl.Collator('vi');

/** Orders names as Vietnamese lists do: by the given name, which stands last, then by the rest. */
export function byGivenName(a: string, b: string): number {
  const left = a.trim().split(/\s+/);
  const right = b.trim().split(/\s+/);
  return collator.compare(left.pop() ?? '', right.pop() ?? '') || collator.compare(left.join(' '), right.join(' '));
}

/** The last word of a name, by which people are called. */
export const givenName = (name: string): string => name.trim().split(/\s+/).pop() ?? '';

/** Text as it is searched: without diacritics, in lower case. đ does not decompose and is put by hand. */
export const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();

/** Reports whether every word of the query is in the text, diacritics or not. */
export function matches(text: string, query: string): boolean {
  const folded = fold(text);
  return fold(query)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}
