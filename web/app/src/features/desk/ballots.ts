import type { AttendanceValue, BallotID, BallotValue, Base, ItemID, Rule } from '../../core/protocol.gen';

const ended = (b: BallotValue): string => b.voided ?? b.declared ?? '';

/** The ballots of a meeting as the desk works on them. */
export interface Board {
  open: BallotValue | undefined;
  /** Counted, not declared. */
  closed: BallotValue[];
  /** Not put yet, those of the current item first, then as the agenda has them. */
  ready: BallotValue[];
  /** Declared or void, the latest first. */
  past: BallotValue[];
}

export function board(all: readonly BallotValue[], order: readonly ItemID[], current?: ItemID): Board {
  const place = (b: BallotValue): number => (b.item === current ? -1 : order.indexOf(b.item));
  const of = (...states: BallotValue['state'][]): BallotValue[] =>
    all.filter((b) => states.includes(b.state)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    open: of('open')[0],
    closed: of('closed'),
    ready: of('ready').toSorted((a, b) => place(a) - place(b)),
    past: of('declared', 'void').toSorted((a, b) => (ended(a) < ended(b) ? 1 : -1)),
  };
}

/** The ballot that repeats a voided one, if there is one. */
export const repetition = (all: readonly BallotValue[], voided: BallotID): BallotValue | undefined =>
  all.find((b) => b.supersedes === voided);

/** The smallest number of votes in favour that passes on a base of this size. The server counts; this only tells. */
export function needed(rule: Pick<Rule, 'num' | 'den' | 'strict'>, base: number): number {
  const product = rule.num * base;
  return rule.strict ? Math.floor(product / rule.den) + 1 : Math.ceil(product / rule.den);
}

/** How large a base would be if the ballot were opened now; undefined when only the ballots will tell. */
export function sizeOf(base: Base, attendance: AttendanceValue | undefined, seats = 0): number | undefined {
  if (!attendance) return undefined;
  switch (base) {
    case 'all_seats':
      return Math.max(seats, attendance.voters);
    case 'filled_seats':
      return attendance.voters;
    case 'present':
      return attendance.voters_present;
    default:
      return undefined;
  }
}

/** Whether the rule can be computed, as the server sees it. */
export const validRule = ({ num, den }: Pick<Rule, 'num' | 'den'>): boolean =>
  Number.isInteger(num) && Number.isInteger(den) && num > 0 && num <= den && den <= 1000;

/** Thresholds that are met in practice, offered by name. */
export const thresholds = [
  { key: 'half', num: 1, den: 2, strict: true },
  { key: 'two_thirds', num: 2, den: 3, strict: false },
  { key: 'three_quarters', num: 3, den: 4, strict: false },
  { key: 'whole', num: 1, den: 1, strict: false },
] as const;

export type Threshold = (typeof thresholds)[number]['key'] | 'other';

export const thresholdOf = (rule: Pick<Rule, 'num' | 'den' | 'strict'>): Threshold =>
  thresholds.find((one) => one.num === rule.num && one.den === rule.den && one.strict === rule.strict)?.key ?? 'other';
