import { describe, expect, it } from 'vitest';
import { clockOf, dayField, dayOf, fieldsOfMoment, momentOf } from './dates';

describe('a typed day', () => {
  it.each(['24/9/2026', ' 24/09/2026 ', '24-9-26', '24.09.2026', '24 9 2026'])('%j', (text) => {
    expect(dayOf(text)).toBe('2026-09-24');
  });

  it.each(['', '9/24/2026', '31/4/2026', '29/2/2026', '2026-09-24', '24/9', '24/9/202', 'hôm nay'])('%j is none', (text) => {
    expect(dayOf(text)).toBeUndefined();
  });

  it('knows leap years', () => {
    expect(dayOf('29/2/2028')).toBe('2028-02-29');
  });

  it('is shown as it is typed', () => {
    expect(dayField('2026-09-24')).toBe('24/09/2026');
    expect(dayField('')).toBe('');
    expect(dayField(undefined)).toBe('');
  });
});

describe('a typed time', () => {
  it.each(['8:30', '08:30', '8h30', '8H30', '0830', '8.30', "8g30'", ' 8 : 30 '])('%j', (text) => {
    expect(clockOf(text)).toBe('08:30');
  });

  it('may be the hour alone', () => {
    expect(clockOf('8')).toBe('08:00');
    expect(clockOf('8h')).toBe('08:00');
    expect(clockOf('14')).toBe('14:00');
  });

  it.each(['', '24:00', '8:60', '8:3', '8h3', 'sáng', '12345', '-1'])('%j is none', (text) => {
    expect(clockOf(text)).toBeUndefined();
  });
});

describe('a moment', () => {
  it('is one of Vietnam', () => {
    expect(fieldsOfMoment('2026-09-24T18:30:00Z')).toEqual({ day: '25/09/2026', clock: '01:30' });
    expect(momentOf('25/9/2026', '1:30')).toBe('2026-09-24T18:30:00.000Z');
  });

  it('is none without a day or a time', () => {
    expect(fieldsOfMoment(undefined)).toEqual({ day: '', clock: '' });
    expect(fieldsOfMoment('soon')).toEqual({ day: '', clock: '' });
    expect(momentOf('25/9/2026', '')).toBeUndefined();
    expect(momentOf('', '8:00')).toBeUndefined();
  });
});
