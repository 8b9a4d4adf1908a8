import { describe, expect, it } from 'vitest';
import { hoursAndMinutes, schedule, secondsBack, speechTiming } from './timing';

const at = (clock: string): string => `2026-09-24T${clock}Z`;
const ms = (clock: string): number => Date.parse(at(clock));

describe('the time of a speech', () => {
  const speech = { start: at('08:00:00'), limit: 300 };
  it.each([
    { now: '08:02:05', state: 'within', left: 175_000 },
    { now: '08:04:30', state: 'soon', left: 30_000 },
    { now: '08:05:00', state: 'over', left: 0 },
    { now: '08:05:12', state: 'over', left: -12_000 },
  ])('at $now is $state', ({ now, state, left }) => {
    expect(speechTiming(speech, ms(now))).toMatchObject({ state, left });
  });

  it('is free without a limit', () => {
    expect(speechTiming({ start: at('08:00:00') }, ms('08:09:00'))).toMatchObject({ state: 'free', share: 0 });
  });

  it('has not begun by a clock that is behind', () => {
    expect(speechTiming(speech, ms('07:59:58'))).toMatchObject({ spoken: 0, share: 0, state: 'within' });
  });

  it('gives back what was left, a minute at least', () => {
    expect(secondsBack(speech, ms('08:02:05'))).toBe(175);
    expect(secondsBack(speech, ms('08:06:00'))).toBe(60);
    expect(secondsBack({ start: at('08:00:00') }, ms('08:06:00'))).toBeUndefined();
  });
});

it.each([
  { length: 59_999, hours: 0, minutes: 0 },
  { length: 72 * 60_000, hours: 1, minutes: 12 },
  { length: -5, hours: 0, minutes: 0 },
])('tells $length ms in hours and minutes', ({ length, ...told }) => {
  expect(hoursAndMinutes(length)).toEqual(told);
});

it('plans when items begin and how much is not planned', () => {
  const plan = schedule([{ id: 'a', minutes: 5 }, { id: 'b' }, { id: 'c', minutes: 20 }], ms('08:00:00'));
  expect([...plan.begins.values()]).toEqual([ms('08:00:00'), ms('08:05:00'), ms('08:05:00')]);
  expect(plan).toMatchObject({ ends: ms('08:25:00'), minutes: 25, unplanned: 1 });
});
