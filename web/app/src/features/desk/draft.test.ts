import { describe, expect, it } from 'vitest';
import { judge, outlived } from './draft';

describe('a draft', () => {
  it('shows what is true until something is typed', () => {
    expect(judge(undefined, 'a')).toEqual({ value: 'a', dirty: false, overtaken: false });
  });

  it('shows what was typed', () => {
    expect(judge({ from: 'a', typed: 'ab' }, 'a')).toEqual({ value: 'ab', dirty: true, overtaken: false });
  });

  it('notices that somebody else was faster', () => {
    expect(judge({ from: 'a', typed: 'ab' }, 'x')).toEqual({ value: 'ab', dirty: true, overtaken: true });
  });

  it('is clean once saved, before the hub has told it', () => {
    expect(judge({ from: 'a', typed: ' ab', saved: true }, 'a')).toEqual({ value: ' ab', dirty: false, overtaken: false });
  });

  it.each([
    { what: 'nothing', kept: undefined, truth: 'a', over: false },
    { what: 'something else', kept: { from: 'a', typed: 'ab' }, truth: 'a', over: false },
    { what: 'what the hub has told', kept: { from: 'a', typed: 'ab' }, truth: 'ab', over: true },
    { what: 'what is saved and not told', kept: { from: 'a', typed: 'ab ', saved: true }, truth: 'a', over: false },
    { what: 'what is saved and told', kept: { from: 'a', typed: 'ab ', saved: true }, truth: 'ab', over: true },
  ])('of $what is over: $over', ({ kept, truth, over }) => {
    expect(outlived(kept, truth)).toBe(over);
  });

  it('compares forms by what is in them', () => {
    expect(outlived({ from: { a: 1 }, typed: { a: 2 } }, { a: 2 })).toBe(true);
  });
});
