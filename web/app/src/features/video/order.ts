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

/** How pictures of 16:9 are laid out: so many beside each other, each so wide. */
export interface Fit {
  columns: number;
  /** The width of one picture in CSS pixels, a whole number. */
  tile: number;
}

/** The largest n pictures that a field takes, with a gap between them, all in CSS pixels. */
export function fitted(n: number, width: number, height: number, gap = 0): Fit {
  let best: Fit = { columns: 1, tile: 0 };
  for (let columns = 1; columns <= Math.max(1, n); columns++) {
    const rows = Math.ceil(n / columns) || 1;
    const wide = (width - gap * (columns - 1)) / columns;
    const high = (height - gap * (rows - 1)) / rows;
    const tile = Math.max(0, Math.floor(Math.min(wide, (high * 16) / 9)));
    if (tile > best.tile) best = { columns, tile };
  }
  return best;
}

/** How many of n pictures a field takes when none may be narrower than `least`; always one. */
export function howMany(n: number, width: number, height: number, gap: number, least: number): number {
  let most = n;
  while (most > 1 && fitted(most, width, height, gap).tile < least) most--;
  return Math.max(1, most);
}

/** How many columns show n pictures of 16:9 largest in a field. */
export const columnsFor = (n: number, width: number, height: number): number => fitted(n, width, height).columns;

/** The first of the seats, oneself always among them. */
export function withOwn(ordered: readonly Seat[], most: number): Seat[] {
  const first = ordered.slice(0, most);
  const own = ordered.find((seat) => seat.own);
  return own && most > 1 && !first.includes(own) ? [...first.slice(0, most - 1), own] : first;
}
