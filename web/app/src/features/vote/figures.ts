import { number } from '../../core/format';
import type { Choice, Option, Question, Tally } from '../../core/protocol.gen';
import { t } from '../../locale';
import { listed } from './kind';
import { ruleWords } from './rule';
import { b } from './words';

/** A figure in the unit of the rule: heads, or weights in heads with their parts. */
export const figure = (question: Question, n: number): string =>
  question.rule.by_weight ? number(n / 1_000_000, 6).replace(/[.,]?0+$/, '') : number(n);

/** The rule with what it asks for in this vote. */
export function ruleLine(question: Question, tally: Tally): string {
  if (question.form === 'score') return '';
  const needed = tally.needs ? '' : ` ${t('needed', figure(question, tally.needed), figure(question, tally.base))}.`;
  return `${ruleWords(question.rule)}.${needed}`;
}

/** The options from the most votes down where there is a list, and as on the sheet otherwise. */
export function inOrder(question: Question, tally: Tally): readonly Option[] {
  const order = tally.order;
  if (!listed(question) || !order || question.form === 'approve') return question.options;
  return question.options.toSorted((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
}

/** The place of an option by votes or points, from 1; equal ones share it. */
export const placeOf = (tally: Tally, id: Choice): number =>
  1 + Object.values(tally.counts).filter((n) => n > (tally.counts[id] ?? 0)).length;

/** How many were there, or answered between meetings, where a quorum was missed, in words. */
export function quorumWords({ rule, method }: Question, { heads, quorum_needed: needed = 0 }: Tally): string {
  const opening = heads?.at_opening ?? 0;
  const count = heads?.at_count ?? 0;
  const when = method === 'letters' ? 'count' : rule.quorum?.when;
  const here = when === 'opening' ? opening : when === 'count' ? count : Math.min(opening, count);
  return b(method === 'letters' ? 'answersMissing' : 'quorumMissing', here, needed);
}

/** How many seats an election left open. */
export const seatsOpen = (question: Question, { winners }: Tally): number =>
  (question.winners ?? 0) - (winners?.length ?? 0);
