import type {
  AttendanceValue,
  BallotID,
  BallotState,
  BallotValue,
  Base,
  Form,
  ItemID,
  Method,
  PersonValue,
  Question,
  Rule,
  Secrecy,
} from '../../core/protocol.gen';

const ended = (b: BallotValue): string => b.voided ?? b.declared ?? '';

/** Whether ballots are being taken. */
export const running = (b: Pick<BallotValue, 'state'>): boolean => b.state === 'open' || b.state === 'closing';

const byLetters = (b: BallotValue): boolean => b.question.method === 'letters';

/** The ballots of a meeting as the desk works on them. */
export interface Board {
  /** The one that runs in the session, or several that are declared together. */
  open: BallotValue[];
  /** Letters that are out; they run beside it. */
  letters: BallotValue[];
  /** Waiting for tellers, with their keys or their counts. */
  counting: BallotValue[];
  /** Counted, not declared. */
  closed: BallotValue[];
  /** Not put yet, those of the current item first, then as the agenda has them. */
  ready: BallotValue[];
  /** Declared or void, the latest first. */
  past: BallotValue[];
}

export function board(all: readonly BallotValue[], order: readonly ItemID[], current?: ItemID): Board {
  const place = (b: BallotValue): number => (b.item === current ? -1 : order.indexOf(b.item));
  const of = (...states: BallotState[]): BallotValue[] =>
    all.filter((b) => states.includes(b.state)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const taking = of('open', 'closing');
  return {
    open: taking.filter((b) => !byLetters(b)),
    letters: taking.filter(byLetters),
    counting: of('counting'),
    closed: of('closed'),
    ready: of('ready').toSorted((a, b) => place(a) - place(b)),
    past: of('declared', 'void').toSorted((a, b) => (ended(a) < ended(b) ? 1 : -1)),
  };
}

/** The ballot that repeats a voided one or continues an election, if there is one; a voided one leaves room for another. */
export const successor = (all: readonly BallotValue[], before: BallotID): BallotValue | undefined => {
  const found = all.filter((b) => b.supersedes === before || b.follows === before);
  return found.find((b) => b.state !== 'void') ?? found.at(-1);
};

/** The rounds that are declared together with one, itself among them, in the order of writing; voided ones are none. */
export const linked = (all: readonly BallotValue[], { group }: Pick<BallotValue, 'group'>): BallotValue[] =>
  group ? all.filter((b) => b.group === group && b.state !== 'void').toSorted((a, b) => (a.id < b.id ? -1 : 1)) : [];

/** A group that another question can still join, by what its first question asks. */
export interface Group {
  id: string;
  first: string;
  n: number;
}

export function groups(all: readonly BallotValue[]): Group[] {
  const ids = [...new Set(all.flatMap((b) => b.group ?? []))];
  return ids.flatMap((id) => {
    const members = all.filter((b) => b.group === id);
    const [first] = linked(members, { group: id });
    return first && !members.some((b) => b.declared) ? [{ id, first: first.question.text, n: linked(members, { group: id }).length }] : [];
  });
}

/** The rounds before one, the first first. */
export function earlier(all: readonly BallotValue[], ballot: BallotValue): BallotValue[] {
  const rounds: BallotValue[] = [];
  const seen = new Set<BallotID>([ballot.id]);
  for (let id = ballot.supersedes ?? ballot.follows; id && !seen.has(id); ) {
    seen.add(id);
    const found = all.find((b) => b.id === id);
    if (!found) break;
    rounds.unshift(found);
    id = found.supersedes ?? found.follows;
  }
  return rounds;
}

/** Whether devices send ballots; whether tellers enter counts; whether ballots are sealed; whether there is a list. */
export const byDevice = (m: Method): boolean => m === 'tablet' || m === 'mixed' || m === 'letters';
export const byCount = (m: Method): boolean => m === 'paper' || m === 'hands' || m === 'mixed';
export const sealed = (s: Secrecy): boolean => s === 'secret' || s === 'secret_tellers';
export const listed = (f: Form): boolean => f !== 'yes_no_abstain' && f !== 'yes_no';

/** Whether tellers hold the parts of a key. */
export const splitKey = (q: Pick<Question, 'secrecy' | 'method'>): boolean => q.secrecy === 'secret_tellers' && byDevice(q.method);

/** Whether tellers' counts are waited for: of a mixed round where somebody was given a paper. */
export const awaitsCount = (b: Pick<BallotValue, 'question' | 'on_paper' | 'hands'>): boolean =>
  byCount(b.question.method) && !b.hands && (b.question.method !== 'mixed' || (b.on_paper?.length ?? 0) > 0);

/** Whether a secret round has ended without the server having its key: nothing else is waited for. */
export const keyMissing = (b: Pick<BallotValue, 'state' | 'question' | 'on_paper' | 'hands'>): boolean =>
  b.state === 'counting' && b.question.secrecy === 'secret' && byDevice(b.question.method) && !awaitsCount(b);

/** What a round can be given up for: the same question by hands, or on paper. */
export function fallbacks(q: Question): Method[] {
  if (q.method === 'letters' || q.rule.by_weight) return [];
  const ways: Method[] = sealed(q.secrecy) ? ['paper'] : ['hands', 'paper'];
  return ways.filter((way) => way !== q.method);
}

/** The smallest number of votes in favour that passes on a base of this size. The server counts; this only tells. */
export function needed(rule: Pick<Rule, 'num' | 'den' | 'strict' | 'constant'>, base: number): number {
  const product = BigInt(rule.num) * BigInt(base);
  const den = BigInt(rule.den);
  const least = product / den + (rule.strict || product % den > 0n ? 1n : 0n);
  return Math.max(Number(least) + (rule.constant ?? 0), 1);
}

/** What is known of a base before there are ballots. */
export interface Body {
  attendance: AttendanceValue | undefined;
  seats: number;
  /** Whose weights count, where weights are counted. */
  people: readonly Pick<PersonValue, 'votes' | 'weight' | 'present'>[];
}

const oneHead = 1_000_000;

/**
 * How large a base would be if the ballot were opened now, in heads, or in micro-units where weights are counted;
 * undefined when only the ballots will tell. A vacant seat weighs as one head.
 */
export function sizeOf(rule: Pick<Rule, 'base' | 'by_weight'>, { attendance, seats, people }: Body): number | undefined {
  if (!attendance) return undefined;
  const voters = people.filter((one) => one.votes);
  const sum = (of: readonly Pick<PersonValue, 'weight'>[]): number => of.reduce((all, one) => all + (one.weight || oneHead), 0);
  const vacant = Math.max(0, seats - attendance.voters);
  const by = rule.by_weight ?? false;
  const bases: Partial<Record<Base, number>> = {
    all_seats: by ? sum(voters) + vacant * oneHead : attendance.voters + vacant,
    filled_seats: by ? sum(voters) : attendance.voters,
    present: by ? sum(voters.filter((one) => one.present)) : attendance.voters_present,
  };
  return bases[rule.base];
}

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

/** A further round of an undecided election, as it would be proposed. */
export interface Further {
  options: Question['options'];
  winners: number;
  most: number;
  least: number;
}

/** Who stands again for the seats that are still empty. Undefined when nothing is left to elect, or nobody to stand. */
export function furtherRound({ question: q, tally }: Pick<BallotValue, 'question' | 'tally'>): Further | undefined {
  if (q.form !== 'elect' || tally?.outcome !== 'undecided') return undefined;
  const winners = tally.winners ?? [];
  const equal = tally.equal ?? [];
  const options = q.options.filter(({ id }) => !winners.includes(id) && (equal.length === 0 || equal.includes(id)));
  if (options.length === 0) return undefined;
  const most = Math.min(Math.max((q.most ?? 1) - winners.length, 1), options.length);
  return {
    options,
    winners: Math.min((q.winners ?? 1) - winners.length, options.length),
    most,
    least: Math.min(q.least ?? 0, most),
  };
}
