import { describe, expect, it } from 'vitest';
import {
  byGivenName,
  bytes,
  date,
  duration,
  fold,
  givenName,
  longDate,
  matches,
  number,
  percent,
  time,
  timeOrDate,
  timeWithSeconds,
} from './format';

describe('times of the meeting', () => {
  it('are those of Vietnam, wherever the device is', () => {
    expect(time('2026-09-24T01:02:03Z')).toBe('08:02');
    expect(timeWithSeconds('2026-09-24T01:02:03Z')).toBe('08:02:03');
    expect(time('2026-09-23T17:00:00Z')).toBe('00:00');
    expect(date('2026-09-23T17:00:00Z')).toBe('24/09/2026');
    expect(longDate('2026-09-24T01:00:00Z')).toBe('Thứ Năm, 24/09/2026');
    expect(timeOrDate('2026-09-24T01:00:00Z', Date.parse('2026-09-24T10:00:00Z'))).toBe('08:00');
    expect(timeOrDate('2026-09-24T01:00:00Z', Date.parse('2026-09-24T17:00:00Z'))).toBe('24/09/2026 08:00');
  });

  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [1_000, '0:01'],
    [125_000, '2:05'],
    [3_599_000, '59:59'],
    [3_725_000, '1:02:05'],
    [-61_000, '−1:01'],
    [-400, '0:00'],
  ])('%d ms last %s', (length, text) => expect(duration(length)).toBe(text));
});

describe('figures', () => {
  it('have the Vietnamese separators', () => {
    expect(number(1234.5, 1)).toBe('1.234,5');
    expect(bytes(999)).toBe('999 B');
    expect(bytes(50_461)).toBe('50 kB');
    expect(bytes(1_916_143)).toBe('1,9 MB');
  });

  it.each([
    [7, 12, '58,33 %'],
    [2, 3, '66,67 %'],
    [1, 8, '12,50 %'],
    [0, 5, '0,00 %'],
    [5, 5, '100,00 %'],
    [1, 0, '–'],
    [4_503_149_267_407_758, 9_007_199_254_740_991, '49,99 %'], // a double would say 50,00 %
    [4_503_149_267_407_759, 9_007_199_254_740_991, '50,00 %'],
  ])('%d of %d is %s', (part, whole, text) => expect(percent(part, whole)).toBe(text));
});

describe('names', () => {
  it('stand in the order of given names', () => {
    const sorted = ['Trần Đức', 'Lê Ân', 'Phạm An', 'Vũ Đạt', 'Đỗ Ăn', 'Hồ Dũng', 'Ngô Ánh', 'Bùi Ấn'];
    expect(sorted.toSorted(byGivenName)).toEqual([
      'Phạm An',
      'Ngô Ánh',
      'Đỗ Ăn',
      'Lê Ân',
      'Bùi Ấn',
      'Hồ Dũng',
      'Vũ Đạt',
      'Trần Đức',
    ]);
  });

  it('go by the rest where the given name is the same', () => {
    expect(['Trần Văn An', 'Lê Thị An', 'Lê Hải An'].toSorted(byGivenName)).toEqual([
      'Lê Hải An',
      'Lê Thị An',
      'Trần Văn An',
    ]);
  });

  it('are called by their last word', () => expect(givenName(' Nguyễn Thị  Minh Ánh ')).toBe('Ánh'));
});

describe('searching', () => {
  it.each([
    ['Đặng Thị Ngọc Hạnh', 'dang thi ngoc hanh'],
    ['Thanh Hoá', 'thanh hoa'],
    ['Thanh Hóa', 'thanh hoa'],
    ['NGUYỄN ĐÌNH TRƯỜNG', 'nguyen dinh truong'],
  ])('%s folds to %s', (text, folded) => expect(fold(text)).toBe(folded));

  it('finds words in any order, with or without diacritics', () => {
    expect(matches('Nguyễn Thị Ánh, Sở Y tế', 'anh y te')).toBe(true);
    expect(matches('Nguyễn Thị Ánh, Sở Y tế', 'Ánh')).toBe(true);
    expect(matches('Nguyễn Thị Ánh, Sở Y tế', 'binh')).toBe(false);
    expect(matches('Nguyễn Thị Ánh', '  ')).toBe(true);
  });
});
