import { now } from '../../core/clock';
import { agenda, store } from '../../core/meeting';
import type { ItemValue } from '../../core/protocol.gen';

/** The items in their order. Their numbers are their places, from 1. */
export const items = (): ItemValue[] =>
  (agenda.value?.order ?? []).flatMap((id) => store.value(`item/${id}`).value ?? []);

/** The number of an item, 0 for one that is not there. */
export const numberOf = (id: string | undefined): number => (agenda.value?.order ?? []).indexOf(id ?? '') + 1;

/** The current item. */
export const currentItem = (): ItemValue | undefined => {
  const id = agenda.value?.current;
  return id ? store.value(`item/${id}`).value : undefined;
};

/** How long an item was current, in milliseconds; one that is current goes on with the clock. */
export function timeSpent(item: ItemValue): number {
  return (item.spans ?? []).reduce(
    (sum, span) => sum + Math.max(0, (span.end ? Date.parse(span.end) : now.value) - Date.parse(span.start)),
    0,
  );
}

/** What is left of the planned time in milliseconds, negative when it is overrun; undefined without a plan. */
export const timeLeft = (item: ItemValue): number | undefined =>
  item.minutes ? item.minutes * 60_000 - timeSpent(item) : undefined;
