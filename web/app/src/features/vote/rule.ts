import { date } from '../../core/format';
import type { Rule } from '../../core/protocol.gen';
import { t } from '../../locale';

/** The fraction of a rule, in words where there is one: một nửa, hai phần ba, 3/5. */
export function fractionWords({ num, den }: Pick<Rule, 'num' | 'den'>): string {
  if (num === den) return t('whole');
  if (num * 2 === den) return t('half');
  if (num * 3 === den * 2) return t('twoThirds');
  if (num * 4 === den * 3) return t('threeQuarters');
  return t('fraction', num, den);
}

/** Quá một nửa số thành viên có mặt tán thành. */
export const ruleWords = (rule: Rule): string => t('ruleText', fractionWords(rule), rule.strict, t(`base_${rule.base}`));

/** Where the rule stands, and when it was compared with that text. */
export function citationWords(rule: Rule): string {
  if (!rule.citation) return '';
  const day = /^\d{4}-\d{2}-\d{2}$/.test(rule.checked_on ?? '') ? date(`${rule.checked_on}T00:00:00+07:00`) : '';
  return t('citation', rule.citation, day);
}
