import type { Seat } from './state';

/** What the order of pictures depends on besides who came when. */
export interface Stage {
  /** The person whose floor it is, if any. */
  speaker?: string | undefined;
  chair?: string | undefined;
}

/**
 * The seats in the order in which they are shown: the speaker, the chair, then by who came first, and oneself last.
 * Who merely makes a sound changes nothing: pictures that jump about are worse than one that is small.
 */
export function inOrder(seats: readonly Seat[], stage: Stage): Seat[] {
  const rank = (seat: Seat): number => {
    if (seat.person === stage.speaker) return 0;
    if (seat.person === stage.chair) return 1;
    return seat.own ? 3 : 2;
  };
  return seats.toSorted((a, b) => rank(a) - rank(b) || a.since - b.since || (a.person < b.person ? -1 : 1));
}

/** The one whose shared screen is shown: the speaker's first, then the one who came first. */
export function sharing(seats: readonly Seat[], stage: Stage): Seat | undefined {
  return inOrder(
    seats.filter((seat) => seat.screen && !seat.own),
    stage,
  )[0];
}

/**
 * How many columns show n pictures of 16:9 largest in a field of width × height: the one with the largest picture.
 */
export function columnsFor(n: number, width: number, height: number): number {
  let best = 1;
  let largest = 0;
  for (let columns = 1; columns <= Math.max(1, n); columns++) {
    const rows = Math.ceil(n / columns);
    const picture = Math.min(width / columns, ((height / rows) * 16) / 9);
    if (picture > largest + 0.5) {
      largest = picture;
      best = columns;
    }
  }
  return best;
}
