import { describe, expect, it } from 'vitest';
import { missing } from './opening-rule';

describe('voters missing for the quorum', () => {
  it.each([
    { what: 'enough', quorum: 7, voters_present: 7, opener: { present: true, votes: true }, short: 0 },
    { what: 'too few', quorum: 7, voters_present: 5, opener: { present: true, votes: true }, short: 2 },
    { what: 'the opener completes it', quorum: 7, voters_present: 6, opener: { votes: true }, short: 0 },
    { what: 'an opener without a vote does not', quorum: 7, voters_present: 6, opener: {}, short: 1 },
    { what: 'no quorum is set', quorum: 0, voters_present: 0, opener: {}, short: 0 },
  ])('$what', ({ opener, short, ...numbers }) => {
    expect(missing(numbers, opener)).toBe(short);
  });

  it('nothing is known yet', () => {
    expect(missing(undefined, undefined)).toBe(0);
  });
});
