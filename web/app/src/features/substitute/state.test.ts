import { describe, expect, it } from 'vitest';
import { inOrder, live, replaceable, type Stage, stateOf } from './state';

const ended = '2026-09-24T01:05:00Z';

describe('how far a substitution has come', () => {
  it.each<['proposed' | 'approved' | 'refused' | 'withdrawn', string | undefined, Stage, boolean]>([
    ['proposed', undefined, 'proposed', true],
    ['approved', undefined, 'approved', true],
    ['approved', ended, 'ended', false],
    ['refused', undefined, 'refused', false],
    ['withdrawn', undefined, 'withdrawn', false],
    ['withdrawn', ended, 'withdrawn', false],
  ])('%s, ended %s, is %s', (state, end, want, open) => {
    const of = { state, ...(end ? { ended: end } : {}) };
    expect(stateOf(of)).toBe(want);
    expect(live(of)).toBe(open);
  });
});

it('puts what waits first, then the newest', () => {
  const list = [
    { state: 'refused' as const, at: '2026-09-22T01:00:00Z' },
    { state: 'proposed' as const, at: '2026-09-21T01:00:00Z' },
    { state: 'approved' as const, at: '2026-09-23T01:00:00Z' },
  ];
  expect(inOrder(list).map(({ state }) => state)).toEqual(['proposed', 'approved', 'refused']);
});

it.each([
  [{ id: 'a', role: 'delegate' }, true],
  [{ id: 'a', role: 'guest' }, true],
  [{ id: 'a', role: 'chair' }, false],
  [{ id: 'a', role: 'delegate', present: true }, false],
  [{ id: 'a', role: 'delegate', stands_for: 'x' }, false],
  [{ id: 'b', role: 'delegate' }, false],
])('tells whether %o can be replaced', (one, want) => {
  expect(replaceable(one, [{ principal: 'b', state: 'proposed' }, { principal: 'a', state: 'refused' }])).toBe(want);
});
