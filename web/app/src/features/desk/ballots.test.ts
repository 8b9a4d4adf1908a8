import { describe, expect, it } from 'vitest';
import type { BallotValue } from '../../core/protocol.gen';
import { board, needed, repetition, sizeOf, thresholdOf, validRule } from './ballots';

const one = (id: string, state: BallotValue['state'], more: Partial<BallotValue> = {}): BallotValue => ({
  id,
  item: 'i1',
  question: {
    text: id,
    form: 'yes_no_abstain',
    options: [{ id: 'yes' }, { id: 'no' }, { id: 'abstain' }],
    secrecy: 'named',
    method: 'tablet',
    rule: { base: 'present', num: 1, den: 2, strict: true },
  },
  round: 1,
  state,
  electors: 0,
  recorded: 0,
  ...more,
});

describe('the board', () => {
  const all = [
    one('b4', 'ready', { item: 'i3' }),
    one('b2', 'ready', { item: 'i1' }),
    one('b3', 'ready', { item: 'i2' }),
    one('b1', 'ready', { item: 'i2' }),
    one('b5', 'open'),
    one('b6', 'closed'),
    one('b7', 'declared', { declared: '2026-09-24T08:00:00Z' }),
    one('b8', 'void', { declared: '2026-09-24T08:01:00Z', voided: '2026-09-24T09:00:00Z' }),
  ];

  it('has the current item first, then the agenda, then the order of writing', () => {
    const found = board(all, ['i1', 'i2', 'i3'], 'i2');
    expect(found.ready.map((b) => b.id)).toEqual(['b1', 'b3', 'b2', 'b4']);
  });

  it('knows what is open, counted and past', () => {
    const found = board(all, ['i1', 'i2', 'i3']);
    expect(found.open?.id).toBe('b5');
    expect(found.closed.map((b) => b.id)).toEqual(['b6']);
    expect(found.past.map((b) => b.id)).toEqual(['b8', 'b7']);
  });
});

it('finds the repetition of a voided ballot', () => {
  const all = [one('b1', 'void'), one('b2', 'ready', { supersedes: 'b1' })];
  expect(repetition(all, 'b1')?.id).toBe('b2');
  expect(repetition(all, 'b2')).toBeUndefined();
});

describe('the votes that are needed', () => {
  it.each([
    { what: 'more than half of 10', num: 1, den: 2, strict: true, base: 10, votes: 6 },
    { what: 'more than half of 11', num: 1, den: 2, strict: true, base: 11, votes: 6 },
    { what: 'two thirds of 9', num: 2, den: 3, strict: false, base: 9, votes: 6 },
    { what: 'two thirds of 10', num: 2, den: 3, strict: false, base: 10, votes: 7 },
    { what: 'all of 10', num: 1, den: 1, strict: false, base: 10, votes: 10 },
  ])('for $what are $votes', ({ base, votes, ...rule }) => {
    expect(needed(rule, base)).toBe(votes);
  });
});

it('knows the size of a base only where it does not depend on the ballots', () => {
  const attendance = { expected: 14, present: 10, voters: 12, voters_present: 9, quorum: 8, units: 2, units_online: 2 };
  expect(sizeOf('all_seats', attendance, 15)).toBe(15);
  expect(sizeOf('all_seats', attendance)).toBe(12);
  expect(sizeOf('filled_seats', attendance, 15)).toBe(12);
  expect(sizeOf('present', attendance, 15)).toBe(9);
  expect(sizeOf('cast', attendance, 15)).toBeUndefined();
  expect(sizeOf('valid', attendance, 15)).toBeUndefined();
});

it('knows thresholds by name and refuses what the server would', () => {
  expect(thresholdOf({ num: 1, den: 2, strict: true })).toBe('half');
  expect(thresholdOf({ num: 1, den: 2, strict: false })).toBe('other');
  expect(validRule({ num: 2, den: 3 })).toBe(true);
  expect(validRule({ num: 4, den: 3 })).toBe(false);
  expect(validRule({ num: 0, den: 3 })).toBe(false);
  expect(validRule({ num: Number.NaN, den: 3 })).toBe(false);
  expect(validRule({ num: 1, den: 1001 })).toBe(false);
});
