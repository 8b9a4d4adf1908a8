import { date, number } from '../../core/format';
import type { BallotValue, Question, Rule } from '../../core/protocol.gen';
import { t } from '../../locale';
import { sealed } from './kind';
import { b } from './words';

/** The fraction of a rule, in words where there is one: một nửa, hai phần ba, 3/5. */
export function fractionWords({ num, den }: Pick<Rule, 'num' | 'den'>): string {
  if (num === den) return t('whole');
  if (num * 2 === den) return t('half');
  if (num * 3 === den * 2) return t('twoThirds');
  if (num * 4 === den * 3) return t('threeQuarters');
  return t('fraction', num, den);
}

/** Quá một nửa số thành viên có mặt tán thành. */
export function ruleWords(rule: Rule): string {
  const { constant = 0, by_weight: byWeight = false } = rule;
  const more = constant > 0 ? ` ${b('plus', number(byWeight ? constant / head : constant, 6))}` : '';
  const words = t('ruleText', fractionWords(rule), rule.strict, `${t(`base_${rule.base}`)}${more}`);
  return byWeight ? `${words}, ${b('byWeight')}` : words;
}

/** One head in the unit of weights. */
const head = 1_000_000;

/** The smallest number of votes in favour that passes on a base of so many heads. The server counts; this only tells. */
export function neededOf({ num, den, strict, constant = 0 }: Rule, base: number): number {
  const product = num * base;
  return Math.max(1, (strict ? Math.floor(product / den) + 1 : Math.ceil(product / den)) + constant);
}

/** Whether the chair's side may decide equal ones: with a threshold of half or less, two sides, and no secret. */
export function chairDecides(question: Question): boolean {
  const { rule, form } = question;
  const sided = form === 'yes_no' || form === 'yes_no_abstain' || form === 'approve';
  return rule.tie === 'chair' && rule.num * 2 <= rule.den && sided && !sealed(question);
}

/** What the rule says beside its fraction, a sentence each: what it asks for in heads, equal sides, who must be there. */
export function ruleMore({ question, electors, seats = 0 }: Pick<BallotValue, 'question' | 'electors' | 'seats'>): string[] {
  const { rule, form, method } = question;
  if (form === 'score') return [];
  const base = { all_seats: seats, filled_seats: electors }[rule.base as string] ?? 0;
  const { quorum } = rule;
  return [
    base > 0 && !rule.by_weight && `${t('needed', number(neededOf(rule, base)), number(base))}.`,
    chairDecides(question) && b('tieChair'),
    quorum?.den &&
      b(
        method === 'letters' ? 'quorumLetters' : 'quorumRule',
        fractionWords({ num: quorum.num ?? 0, den: quorum.den }),
        quorum.strict ?? false,
        t(`base_${quorum.base ?? 'all_seats'}`),
      ),
  ].filter((words) => typeof words === 'string');
}

/** Where the rule stands, and when it was compared with that text. */
export function citationWords(rule: Rule): string {
  if (!rule.citation) return '';
  const day = /^\d{4}-\d{2}-\d{2}$/.test(rule.checked_on ?? '') ? date(`${rule.checked_on}T00:00:00+07:00`) : '';
  return t('citation', rule.citation, day);
}
