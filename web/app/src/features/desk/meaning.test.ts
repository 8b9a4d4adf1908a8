import { describe, expect, it } from 'vitest';
import type { Base } from '../../core/protocol.gen';
import { meaningOf, meaningWords, warningsBefore } from './meaning';

// voting.md's committee: 15 seats, 1 of them vacant, 12 present.
const body = {
  attendance: { expected: 14, present: 12, voters: 14, voters_present: 12, quorum: 0, units: 0, units_online: 0 },
  seats: 15,
  people: Array.from({ length: 14 }, (_, i) => ({ votes: true, present: i < 12 })),
};
const half = (base: Base) => ({ base, num: 1, den: 2, strict: true });

describe('what more than half comes to', () => {
  it.each([
    { base: 'all_seats', votes: 8, of: 15, assumed: undefined },
    { base: 'filled_seats', votes: 8, of: 14, assumed: undefined },
    { base: 'present', votes: 7, of: 12, assumed: undefined },
    { base: 'cast', votes: 8, of: 14, assumed: 'cast' },
    { base: 'valid', votes: 8, of: 14, assumed: 'cast' },
  ] as const)('of $base: $votes of $of', ({ base, votes, of, assumed }) => {
    expect(meaningOf(half(base), body)).toEqual({ votes, base: of, assumed, quorum: 0 });
  });

  it('of those present before anybody is', () => {
    const early = { ...body, attendance: { ...body.attendance, voters_present: 0 } };
    expect(meaningOf(half('present'), early)).toEqual({ votes: 8, base: 14, assumed: 'present', quorum: 0 });
  });

  it('with a quorum of two thirds of all seats', () => {
    const rule = { ...half('all_seats'), quorum: { base: 'all_seats' as const, num: 2, den: 3, when: 'both' as const } };
    expect(meaningOf(rule, body)?.quorum).toBe(10);
  });
});

describe('in words', () => {
  it.each([
    { what: 'a question', form: 'yes_no_abstain', rule: half('all_seats'), words: 'Hiện cần ít nhất 8 phiếu tán thành trên 15.' },
    { what: 'an election', form: 'elect', rule: half('present'), words: 'Hiện người trúng cử cần ít nhất 7 phiếu trên 12.' },
    { what: 'a list', form: 'approve', rule: half('present'), words: 'Hiện mỗi mục cần ít nhất 7 phiếu trên 12.' },
    { what: 'what cannot be reached', form: 'yes_no', rule: { ...half('present'), constant: 9 }, words: 'Hiện cần ít nhất 16 phiếu tán thành trên 12. Không thể đạt được với số này.' },
    { what: 'weights', form: 'yes_no', rule: { ...half('present'), by_weight: true }, words: 'Hiện cần ít nhất 6,000001 trên 12 trọng số tán thành.' },
  ] as const)('$what', ({ form, rule, words }) => {
    expect(meaningWords(form, rule, body)).toBe(words);
  });
});

const voters = (...weights: number[]) => weights.map((weight) => ({ votes: true, weight }));

describe('before a secret round', () => {
  const one = 1_000_000;
  it.each([
    { what: 'five with one head each', people: voters(0, one, 0, 0, 0), by_weight: true, found: [] },
    { what: 'four', people: voters(0, 0, 0, 0), by_weight: false, found: ['few_electors'] },
    { what: 'four and a guest', people: [...voters(0, 0, 0, 0), { votes: false }], by_weight: false, found: ['few_electors'] },
    { what: 'one who weighs more, where weights count', people: voters(0, 0, 0, 0, 2 * one), by_weight: true, found: ['one_weight'] },
    { what: 'one who weighs more, where heads count', people: voters(0, 0, 0, 0, 2 * one), by_weight: false, found: [] },
  ])('of $what: $found', ({ people, by_weight, found }) => {
    const rule = { base: 'present' as const, num: 1, den: 2, strict: true, by_weight };
    expect(warningsBefore({ secrecy: 'secret', rule }, people)).toEqual(found);
    expect(warningsBefore({ secrecy: 'named', rule }, people)).toEqual([]);
  });
});
