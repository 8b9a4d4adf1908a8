// Where a reader is, and whether they follow the presenter: pure, so that it can be tested without a browser.

/** A page of a document. Pages count from 1. */
export interface Place {
  document: string;
  page: number;
}

/** What a reader does not share with the room. */
export interface Reading {
  /** The reader goes along with the presenter. */
  following: boolean;
  /** Where the reader is or was by themselves. */
  own: Place | undefined;
}

/** Everybody follows until they go their own way. */
export const atFirst: Reading = { following: true, own: undefined };

export const samePlace = (a: Place | undefined, b: Place | undefined): boolean =>
  a?.document === b?.document && a?.page === b?.page;

/** What the reader sees. */
export const seen = (reading: Reading, presented: Place | undefined): Place | undefined =>
  reading.following && presented ? presented : reading.own;

/** The reader goes to a page by themselves: that leaves the presenter, if there is one elsewhere. */
export function go(reading: Reading, place: Place, presented: Place | undefined): Reading {
  const leaves = presented !== undefined && !samePlace(place, presented);
  return { following: leaves ? false : reading.following, own: place };
}

/** The reader goes along with the presenter again. */
export const follow = (reading: Reading, presented: Place | undefined): Reading => ({
  following: true,
  own: presented ?? reading.own,
});

/** The reader stays where they are while the presenter goes on. */
export const leave = (reading: Reading, presented: Place | undefined): Reading => ({
  following: false,
  own: seen(reading, presented),
});

/** The presenter went on, began or ended: whoever follows stays on the last page they saw. */
export const carried = (reading: Reading, presented: Place | undefined): Reading =>
  reading.following && presented ? { ...reading, own: presented } : reading;

/**
 * Another item is current. Whoever follows, with nothing presented, gets the item's first document before them;
 * whoever reads by themselves is left in peace.
 */
export function itemChanged(reading: Reading, presented: Place | undefined, first: Place | undefined): Reading {
  if (presented || !reading.following || !first) return reading;
  return { ...reading, own: first };
}
