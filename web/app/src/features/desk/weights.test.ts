import { describe, expect, it } from 'vitest';
import { heaviest, microOf, weightField } from './weights';

describe('a typed weight', () => {
  it.each([
    ['1', 1_000_000],
    ['1,5', 1_500_000],
    ['2.25', 2_250_000],
    ['0,000001', 1],
    ['12 500', 12_500_000_000],
    ['1000000000', heaviest],
    ['1000000001', undefined],
    ['1,0000001', undefined],
    ['-1', undefined],
    ['', undefined],
    ['một', undefined],
    ['1,', undefined],
  ])('%j is %j', (typed, micro) => {
    expect(microOf(typed)).toBe(micro);
  });
});

it.each([1, 999_999, 1_000_000, 1_500_000, heaviest])('%d micro-units come back from their field', (micro) => {
  expect(microOf(weightField(micro))).toBe(micro);
});
