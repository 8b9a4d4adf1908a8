import { describe, expect, it } from 'vitest';
import { columnsFor, fitted, howMany, inOrder, sharing, withOwn } from './order';
import type { Picture, Seat } from './state';

const seat = (person: string, since: number, more: Partial<Seat> = {}): Seat => ({
  person,
  since,
  own: false,
  speaking: false,
  microphone: undefined,
  camera: undefined,
  screen: undefined,
  line: 'good',
  ...more,
});

const names = (seats: readonly Seat[]): string => seats.map((one) => one.person).join(' ');
const screen: Picture = { id: 'TR_1', attach: () => undefined, detach: () => undefined };

describe('the order of pictures', () => {
  const all = [seat('me', 1, { own: true }), seat('b', 3), seat('a', 2), seat('chair', 9), seat('c', 4)];

  it('is who came first, oneself last', () => expect(names(inOrder(all, {}))).toBe('a b c chair me'));
  it('begins with the chair', () => expect(names(inOrder(all, { chair: 'chair' }))).toBe('chair a b c me'));
  it('begins with whose floor it is', () =>
    expect(names(inOrder(all, { chair: 'chair', speaker: 'c' }))).toBe('c chair a b me'));
  it('does not change with who makes a sound', () =>
    expect(names(inOrder(all.map((one) => ({ ...one, speaking: one.person === 'c' })), {}))).toBe('a b c chair me'));
  it('is the same whatever order the seats came in', () =>
    expect(names(inOrder(all.toReversed(), {}))).toBe('a b c chair me'));
});

describe('the shared screen', () => {
  it('is nobody’s when nobody shares', () => expect(sharing([seat('a', 1)], {})).toBeUndefined());
  it('is not one’s own', () => expect(sharing([seat('me', 1, { own: true, screen })], {})).toBeUndefined());
  it('is the speaker’s before an earlier one', () =>
    expect(sharing([seat('a', 1, { screen }), seat('b', 2, { screen })], { speaker: 'b' })?.person).toBe('b'));
});

describe('the columns of a grid', () => {
  it.each([
    [1, 1280, 800, 1],
    [2, 1280, 400, 2],
    [2, 400, 900, 1],
    [4, 1280, 720, 2],
    [6, 1920, 160, 6],
    [9, 1280, 720, 3],
    [0, 1280, 720, 1],
  ])('for %i pictures in %i × %i are %i', (n, width, height, want) => expect(columnsFor(n, width, height)).toBe(want));
});

describe('pictures in a field', () => {
  it.each([
    [1, 1280, 720, 0, { columns: 1, tile: 1280 }],
    [3, 394, 663, 8, { columns: 1, tile: 383 }],
    [2, 800, 200, 10, { columns: 2, tile: 355 }],
    [20, 1280, 680, 8, { columns: 5, tile: 249 }],
    [3, 0, 0, 8, { columns: 1, tile: 0 }],
  ])('%i in %i × %i with a gap of %i', (n, width, height, gap, want) =>
    expect(fitted(n, width, height, gap)).toEqual(want));

  it.each([
    [3, 394, 663, 180, 3],
    [20, 394, 663, 180, 12],
    [20, 394, 663, 200, 5],
    [20, 1264, 120, 180, 6],
    [5, 100, 60, 180, 1],
    [0, 400, 400, 180, 1],
  ])('of %i, in %i × %i and none under %i', (n, width, height, least, want) =>
    expect(howMany(n, width, height, 8, least)).toBe(want));

  it('never overflow', () => {
    for (let n = 1; n <= 40; n++) {
      for (const [width, height] of [[394, 663], [1264, 120], [800, 300], [3840, 1800]] as const) {
        const { columns, tile } = fitted(n, width, height, 8);
        const rows = Math.ceil(n / columns);
        expect(columns * tile + (columns - 1) * 8).toBeLessThanOrEqual(width);
        expect((rows * tile * 9) / 16 + (rows - 1) * 8).toBeLessThanOrEqual(height);
      }
    }
  });

  it('include oneself, in place of the last', () => {
    const all = [seat('a', 1), seat('b', 2), seat('c', 3), seat('me', 4, { own: true })];
    expect(names(withOwn(all, 2))).toBe('a me');
    expect(names(withOwn(all, 4))).toBe('a b c me');
    expect(names(withOwn(all, 1))).toBe('a');
  });
});
