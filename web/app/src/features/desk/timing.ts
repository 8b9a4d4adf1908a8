import type { ItemID, ItemValue, Speech } from '../../core/protocol.gen';

const minuteMs = 60_000;

/** How a speech stands against its limit. `soon` are the last 30 seconds. */
export interface SpeechTiming {
  spoken: number;
  limit: number;
  /** Until the limit, negative beyond it; 0 without one. */
  left: number;
  state: 'free' | 'within' | 'soon' | 'over';
  /** Of the limit, from 0 to 1; 0 without one. */
  share: number;
}

const soonMs = 30_000;

export function speechTiming(speech: Pick<Speech, 'start' | 'limit'>, now: number): SpeechTiming {
  const spoken = Math.max(0, now - Date.parse(speech.start));
  const limit = (speech.limit ?? 0) * 1000;
  if (limit === 0) return { spoken, limit, left: 0, state: 'free', share: 0 };
  const left = limit - spoken;
  const state = left <= 0 ? 'over' : left <= soonMs ? 'soon' : 'within';
  return { spoken, limit, left, state, share: Math.min(1, spoken / limit) };
}

/** The shortest time that is given back to somebody whose speech was ended by mistake, in seconds. */
const leastBack = 60;

/** What was left of a speech, in seconds: what is given back when ending it is undone. Without a limit, undefined. */
export function secondsBack(speech: Pick<Speech, 'start' | 'limit'>, now: number): number | undefined {
  const { limit, left } = speechTiming(speech, now);
  return limit === 0 ? undefined : Math.max(leastBack, Math.ceil(left / 1000));
}

/** A length in whole hours and minutes. */
export function hoursAndMinutes(milliseconds: number): { hours: number; minutes: number } {
  const whole = Math.max(0, Math.floor(milliseconds / minuteMs));
  return { hours: Math.floor(whole / 60), minutes: whole % 60 };
}

/** When each item would begin, as planned, and when the last one would end; milliseconds since 1970. */
export interface Schedule {
  begins: ReadonlyMap<ItemID, number>;
  ends: number;
  /** Of all items, in minutes. */
  minutes: number;
  /** Items without minutes, which make the sum too small. */
  unplanned: number;
}

export function schedule(items: readonly Pick<ItemValue, 'id' | 'minutes'>[], starts: number): Schedule {
  const begins = new Map<ItemID, number>();
  let minutes = 0;
  let unplanned = 0;
  for (const item of items) {
    begins.set(item.id, starts + minutes * minuteMs);
    minutes += item.minutes ?? 0;
    if (!item.minutes) unplanned++;
  }
  return { begins, ends: starts + minutes * minuteMs, minutes, unplanned };
}
