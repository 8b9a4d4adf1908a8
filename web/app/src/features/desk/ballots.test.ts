import { describe, expect, it } from 'vitest';
import type { BallotValue } from '../../core/protocol.gen';
import { awaitsCount, board, earlier, fallbacks, furtherRound, keyMissing, needed, sizeOf, successor, thresholdOf } from './ballots';

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

  it('keeps letters apart from the vote of the session', () => {
    const letter = one('b0', 'open');
    letter.question = { ...letter.question, method: 'letters' };
    const found = board([letter, one('b1', 'closing'), one('b2', 'counting')], ['i1']);
    expect(found.open.map((b) => b.id)).toEqual(['b1']);
    expect(found.letters.map((b) => b.id)).toEqual(['b0']);
    expect(found.counting.map((b) => b.id)).toEqual(['b2']);
  });

  it('knows what is open, counted and past', () => {
    const found = board(all, ['i1', 'i2', 'i3']);
    expect(found.open.map((b) => b.id)).toEqual(['b5']);
    expect(found.closed.map((b) => b.id)).toEqual(['b6']);
    expect(found.past.map((b) => b.id)).toEqual(['b8', 'b7']);
  });
});

describe('the rounds of a question', () => {
  const all = [
    one('b1', 'void'),
    one('b2', 'void', { supersedes: 'b1', round: 2 }),
    one('b3', 'ready', { supersedes: 'b2', round: 3 }),
    one('b4', 'declared'),
    one('b5', 'open', { follows: 'b4', round: 2 }),
  ];

  it.each([
    { id: 'b1', next: 'b2' },
    { id: 'b2', next: 'b3' },
    { id: 'b3', next: undefined },
    { id: 'b4', next: 'b5' },
  ])('after $id comes $next', ({ id, next }) => {
    expect(successor(all, id)?.id).toBe(next);
  });

  it('prefers a successor that is not void itself', () => {
    expect(successor([one('x', 'void', { supersedes: 'b1' }), one('y', 'open', { supersedes: 'b1' })], 'b1')?.id).toBe('y');
  });

  it.each([
    { id: 'b1', before: [] },
    { id: 'b3', before: ['b1', 'b2'] },
    { id: 'b5', before: ['b4'] },
  ])('before $id were $before', ({ id, before }) => {
    const ballot = all.find((b) => b.id === id);
    expect(ballot && earlier(all, ballot).map((b) => b.id)).toEqual(before);
  });

  it('comes to an end where rounds point at each other', () => {
    const loop = [one('a', 'void', { supersedes: 'b' }), one('b', 'void', { supersedes: 'a' })];
    expect(loop[0] && earlier(loop, loop[0]).map((b) => b.id)).toEqual(['b']);
  });
});

describe('the votes that are needed', () => {
  it.each([
    { what: 'more than half of 10', num: 1, den: 2, strict: true, base: 10, votes: 6 },
    { what: 'more than half of 11', num: 1, den: 2, strict: true, base: 11, votes: 6 },
    { what: 'more than half of 15 seats', num: 1, den: 2, strict: true, base: 15, votes: 8 },
    { what: 'more than half of 14', num: 1, den: 2, strict: true, base: 14, votes: 8 },
    { what: 'half of 10 and one more', num: 1, den: 2, strict: false, constant: 1, base: 10, votes: 6 },
    { what: 'two thirds of 9', num: 2, den: 3, strict: false, base: 9, votes: 6 },
    { what: 'two thirds of 10', num: 2, den: 3, strict: false, base: 10, votes: 7 },
    { what: 'all of 10', num: 1, den: 1, strict: false, base: 10, votes: 10 },
    { what: 'half of nobody', num: 1, den: 2, strict: false, base: 0, votes: 1 },
    { what: 'weights beyond what a product holds', num: 999, den: 1000, strict: false, base: Number.MAX_SAFE_INTEGER, votes: 8_998_192_055_486_251 },
  ])('for $what are $votes', ({ base, votes, ...rule }) => {
    expect(needed(rule, base)).toBe(votes);
  });
});

describe('the size of a base', () => {
  const attendance = { expected: 14, present: 10, voters: 3, voters_present: 2, quorum: 8, units: 2, units_online: 2 };
  const people = [
    { votes: true, weight: 2_500_000, present: true },
    { votes: true, weight: 1_000_000 },
    { votes: true, present: true },
    { votes: false, present: true },
  ];
  it.each([
    { base: 'all_seats', seats: 5, by_weight: false, size: 5 },
    { base: 'all_seats', seats: 0, by_weight: false, size: 3 },
    { base: 'filled_seats', seats: 5, by_weight: false, size: 3 },
    { base: 'present', seats: 5, by_weight: false, size: 2 },
    { base: 'all_seats', seats: 5, by_weight: true, size: 6_500_000 },
    { base: 'filled_seats', seats: 5, by_weight: true, size: 4_500_000 },
    { base: 'present', seats: 5, by_weight: true, size: 3_500_000 },
    { base: 'cast', seats: 5, by_weight: false, size: undefined },
    { base: 'valid', seats: 5, by_weight: false, size: undefined },
  ] as const)('$base of $seats, by weight $by_weight: $size', ({ base, seats, by_weight, size }) => {
    expect(sizeOf({ base, by_weight }, { attendance, seats, people })).toBe(size);
  });

  it('is unknown without numbers', () => {
    expect(sizeOf({ base: 'present' }, { attendance: undefined, seats: 5, people })).toBeUndefined();
  });
});

it('knows thresholds by name', () => {
  expect(thresholdOf({ num: 1, den: 2, strict: true })).toBe('half');
  expect(thresholdOf({ num: 1, den: 2, strict: false })).toBe('other');
});

describe('what a round waits for once it has ended', () => {
  const question = one('b', 'counting').question;
  const hands = { issued: 1, returned: 1, spoiled: 0, invalid: 0, blank: 0, counts: {} };
  it.each([
    { what: 'paper', question: { method: 'paper' as const }, count: true, key: false },
    { what: 'paper that was counted', question: { method: 'paper' as const }, hands, count: false, key: false },
    { what: 'mixed, with a paper', question: { method: 'mixed' as const }, on_paper: ['an'], count: true, key: false },
    { what: 'mixed, without one', question: { method: 'mixed' as const }, count: false, key: false },
    { what: 'secret', question: { secrecy: 'secret' as const }, count: false, key: true },
    { what: 'secret and mixed, with a paper', question: { secrecy: 'secret' as const, method: 'mixed' as const }, on_paper: ['an'], count: true, key: false },
    { what: 'secret on paper', question: { secrecy: 'secret' as const, method: 'paper' as const }, count: true, key: false },
    { what: 'secret of tellers', question: { secrecy: 'secret_tellers' as const }, count: false, key: false },
  ])('$what: a count $count, the key $key', ({ question: more, count, key, what: _what, ...rest }) => {
    const ballot = one('b', 'counting', { question: { ...question, ...more }, ...rest });
    expect(awaitsCount(ballot)).toBe(count);
    expect(keyMissing(ballot)).toBe(key);
  });
});

describe('giving a round up', () => {
  const question = one('b', 'open').question;
  it.each([
    { what: 'a named round', more: {}, ways: ['hands', 'paper'] },
    { what: 'a secret one', more: { secrecy: 'secret' as const }, ways: ['paper'] },
    { what: 'one whose key is split', more: { secrecy: 'secret_tellers' as const }, ways: ['paper'] },
    { what: 'one by hands', more: { method: 'hands' as const }, ways: ['paper'] },
    { what: 'letters', more: { method: 'letters' as const }, ways: [] },
    { what: 'weights', more: { rule: { ...question.rule, by_weight: true } }, ways: [] },
  ])('$what can go on by $ways', ({ more, ways }) => {
    expect(fallbacks({ ...question, ...more })).toEqual(ways);
  });
});

const tally = (more: object) => ({
  seats: 9, eligible: 9, present: 9, counts: {}, cast: 9, not_cast: 0, base: 9, needed: 5, outcome: 'undecided' as const, ...more,
});

describe('a further round', () => {
  const question = {
    ...one('b', 'closed').question,
    form: 'elect' as const,
    options: ['a', 'b', 'c', 'd'].map((id) => ({ id, title: id })),
    winners: 2,
    most: 2,
    least: 2,
  };
  it.each([
    { what: 'one elected', told: { winners: ['a'] }, options: ['b', 'c', 'd'], winners: 1, most: 1, least: 1 },
    { what: 'nobody elected', told: {}, options: ['a', 'b', 'c', 'd'], winners: 2, most: 2, least: 2 },
    { what: 'two equal for the last seat', told: { winners: ['a'], equal: ['b', 'c'] }, options: ['b', 'c'], winners: 1, most: 1, least: 1 },
  ])('after $what', ({ told, options, winners, most, least }) => {
    const found = furtherRound({ question, tally: tally(told) });
    expect(found?.options.map((o) => o.id)).toEqual(options);
    expect(found).toMatchObject({ winners, most, least });
  });

  it.each([
    { what: 'every seat is filled', told: { outcome: 'elected', winners: ['a', 'b'] } },
    { what: 'there was no quorum', told: { outcome: 'no_quorum' } },
    { what: 'nobody is left', told: { winners: ['a', 'b', 'c', 'd'] } },
  ])('is none where $what', ({ told }) => {
    expect(furtherRound({ question, tally: tally(told) })).toBeUndefined();
  });

  it('is none of what is no election', () => {
    expect(furtherRound({ question: one('b', 'closed').question, tally: tally({}) })).toBeUndefined();
  });
});
