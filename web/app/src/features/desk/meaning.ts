import { attendance, meeting, store } from '../../core/meeting';
import { number } from '../../core/format';
import type { Form, PersonValue, Question, Quorum, Rule, Warning } from '../../core/protocol.gen';
import { type Body, needed, sealed, sizeOf } from './ballots';
import { head, weightWords } from './weights';
import { d } from './words';

/** What a rule asks for as things stand. */
export interface Meaning {
  /** Votes in favour that pass on the base, in heads or in micro-units of weight. */
  votes: number;
  base: number;
  /** The base is that of everybody, for only the ballots will tell, or nobody is there yet. */
  assumed?: 'cast' | 'present';
  /** Heads that must be there; 0 for none. */
  quorum: number;
}

/** The size of what a quorum is a part of, and how many make it. */
function quorumNeeded(q: Quorum | undefined, { attendance: numbers, seats }: Body): number {
  if (!q?.den || !numbers) return 0;
  const base = q.base === 'filled_seats' ? numbers.voters : Math.max(seats, numbers.voters);
  return needed({ num: q.num ?? 0, den: q.den, strict: q.strict ?? false }, base);
}

/** What the rule would ask for if the ballot were opened now; undefined as long as nothing is known of the body. */
export function meaningOf(rule: Rule, body: Body): Meaning | undefined {
  const size = sizeOf(rule, body);
  const all = sizeOf({ ...rule, base: 'filled_seats' }, body);
  if (all === undefined) return undefined;
  const assumed = size === undefined ? 'cast' : size === 0 ? 'present' : undefined;
  const base = assumed ? all : (size ?? all);
  return { votes: needed(rule, base), base, ...(assumed ? { assumed } : {}), quorum: quorumNeeded(rule.quorum, body) };
}

/** The body of this meeting as it is now. */
export const bodyNow = (): Body => ({
  attendance: attendance.value,
  seats: meeting.value?.seats ?? 0,
  people: store.all('person'),
});

/** Cần ít nhất 8 phiếu tán thành trên 15. */
export function meaningWords(form: Form, rule: Rule, body: Body): string {
  if (form === 'score') return d('meaning_score');
  const meaning = meaningOf(rule, body);
  if (!meaning) return '';
  const figure = (n: number): string => (rule.by_weight ? weightWords(n) : number(n));
  const { votes, base } = meaning;
  const words = d(`meaning_${kindOf(form)}`, figure(votes), figure(base), rule.by_weight ?? false);
  const whole = meaning.assumed ? d(`meaningAssumed_${meaning.assumed}`, words) : d('meaningNow', words);
  // What can never be reached is said so: seven votes that nobody has are not a threshold.
  const never = votes > base ? ` ${d('meaningNever')}` : '';
  const quorum = meaning.quorum > 0 ? ` ${d('meaningQuorum', meaning.quorum)}` : '';
  return `${whole}${never}${quorum}`;
}

const kindOf = (form: Form): 'question' | 'option' | 'candidate' =>
  form === 'elect' ? 'candidate' : form === 'choose' || form === 'approve' ? 'option' : 'question';

/** How many electors a secret takes at least, as the server. */
const fewElectors = 5;

/** What is told before a sealed round is opened; the server tells what is true once it is open. */
export function warningsBefore(q: Pick<Question, 'secrecy' | 'rule'>, people: readonly Pick<PersonValue, 'votes' | 'weight'>[]): Warning[] {
  if (!sealed(q.secrecy)) return [];
  const voters = people.filter((one) => one.votes);
  const bearers = new Map<number, number>();
  for (const { weight } of voters) bearers.set(weight || head, (bearers.get(weight || head) ?? 0) + 1);
  const alone = q.rule.by_weight === true && [...bearers.values()].includes(1);
  return [...(voters.length < fewElectors ? (['few_electors'] as const) : []), ...(alone ? (['one_weight'] as const) : [])];
}
