import { describe, expect, it } from 'vitest';
import { atFirst, carried, follow, go, itemChanged, leave, type Place, type Reading, seen } from './place';

const a3: Place = { document: 'a', page: 3 };
const a5: Place = { document: 'a', page: 5 };
const b1: Place = { document: 'b', page: 1 };
const alone: Reading = { following: false, own: b1 };

describe('what a reader sees', () => {
  it.each([
    ['the presenter, when following', { following: true, own: b1 }, a3, a3],
    ['their own page, when not', alone, a3, b1],
    ['their own page, when nothing is presented', { following: true, own: b1 }, undefined, b1],
    ['nothing at first', atFirst, undefined, undefined],
  ] as const)('is %s', (_, reading, presented, place) => expect(seen(reading, presented)).toEqual(place));
});

describe('going somewhere', () => {
  it('leaves the presenter', () => expect(go(atFirst, a5, a3)).toEqual({ following: false, own: a5 }));
  it('does not leave nobody', () => expect(go(atFirst, a5, undefined)).toEqual({ following: true, own: a5 }));
  it('to where the presenter is leaves nobody', () => expect(go(atFirst, a3, a3).following).toBe(true));
  it('keeps whoever reads alone alone', () => expect(go(alone, a3, a3).following).toBe(false));
});

describe('following', () => {
  it('again shows the page of the presenter', () => expect(seen(follow(alone, a3), a3)).toEqual(a3));
  it('a presenter who stops leaves the last page open', () => {
    const reading = carried(atFirst, a3);
    expect(seen(reading, undefined)).toEqual(a3);
  });
  it('ends with staying on the page that is seen', () => {
    expect(leave(atFirst, a3)).toEqual({ following: false, own: a3 });
    expect(seen(leave(atFirst, a3), a5)).toEqual(a3);
  });
  it('is not touched by a presenter who goes on', () => expect(carried(alone, a3)).toBe(alone));
});

describe('another item', () => {
  it('opens its first document for whoever follows', () => expect(itemChanged(atFirst, undefined, b1).own).toEqual(b1));
  it('leaves whoever reads alone in peace', () => expect(itemChanged(alone, undefined, a3)).toBe(alone));
  it('does not cover what is presented', () => expect(itemChanged(atFirst, a3, b1)).toBe(atFirst));
  it('without documents changes nothing', () => expect(itemChanged(atFirst, undefined, undefined)).toBe(atFirst));
});
