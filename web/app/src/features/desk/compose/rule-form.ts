import type { Base, QuorumTime, Rule } from '../../../core/protocol.gen';
import { type Threshold, thresholdOf, thresholds } from '../ballots';
import { dayField, dayOf } from '../dates';
import { microOf, weightField } from '../weights';

/** What a quorum is chosen from: none, a fraction with a name, another one. */
export type QuorumKind = 'none' | 'half' | 'two_thirds' | 'three_quarters' | 'other';

/** A rule as the form holds it: all text. */
export interface RuleFields {
  /** The template that it was taken from unchanged; empty for a rule of one's own. */
  preset: string;
  base: Base;
  threshold: Threshold;
  num: string;
  den: string;
  strict: boolean;
  constant: string;
  byWeight: boolean;
  chairBreaks: boolean;
  quorum: QuorumKind;
  quorumNum: string;
  quorumDen: string;
  quorumStrict: boolean;
  quorumBase: 'all_seats' | 'filled_seats';
  quorumWhen: QuorumTime;
  citation: string;
  checkedOn: string;
}

export const bases: readonly Base[] = ['all_seats', 'filled_seats', 'present', 'cast', 'valid'];
export const quorumKinds: readonly QuorumKind[] = ['none', 'half', 'two_thirds', 'three_quarters', 'other'];
export const quorumTimes: readonly QuorumTime[] = ['both', 'opening', 'count'];

const fractions: Record<Exclude<QuorumKind, 'none' | 'other'>, readonly [num: number, den: number]> = {
  half: [1, 2],
  two_thirds: [2, 3],
  three_quarters: [3, 4],
};

/** More than half of those present: what a question begins with where nobody chose a rule. */
export const plainRule: Rule = { base: 'present', num: 1, den: 2, strict: true };

export function rulesFields(rule: Rule): RuleFields {
  const q = rule.quorum ?? {};
  return {
    preset: rule.preset ?? '',
    base: rule.base,
    threshold: thresholdOf(rule),
    num: String(rule.num),
    den: String(rule.den),
    strict: rule.strict,
    constant: rule.constant ? (rule.by_weight ? weightField(rule.constant) : String(rule.constant)) : '',
    byWeight: rule.by_weight ?? false,
    chairBreaks: rule.tie === 'chair',
    quorum: quorumKind(q.num ?? 0, q.den ?? 0, q.strict ?? false),
    quorumNum: q.num ? String(q.num) : '',
    quorumDen: q.den ? String(q.den) : '',
    quorumStrict: q.strict ?? false,
    quorumBase: q.base === 'filled_seats' ? 'filled_seats' : 'all_seats',
    quorumWhen: q.when ?? 'both',
    citation: rule.citation ?? '',
    checkedOn: dayField(rule.checked_on),
  };
}

function quorumKind(num: number, den: number, strict: boolean): QuorumKind {
  if (den === 0) return 'none';
  const named = Object.entries(fractions).find(([, [n, d]]) => n === num && d === den);
  return (strict ? undefined : (named?.[0] as QuorumKind | undefined)) ?? 'other';
}

export type RuleError = 'fraction' | 'unreachable' | 'constant' | 'quorum' | 'checked_on';

/** The most that may be added to a fraction, in heads. */
const mostConstant = 1_000_000;

const whole = (text: string): number => (/^\d{1,7}$/.test(text.trim()) ? Number(text) : Number.NaN);

const proper = (num: number, den: number): boolean => num > 0 && num <= den && den <= 1000;

function fractionOf(f: RuleFields): Pick<Rule, 'num' | 'den' | 'strict'> {
  const named = thresholds.find((one) => one.key === f.threshold);
  return named ? { num: named.num, den: named.den, strict: named.strict } : { num: whole(f.num), den: whole(f.den), strict: f.strict };
}

function constantOf(f: RuleFields): number {
  if (!f.constant.trim()) return 0;
  return (f.byWeight ? microOf(f.constant) : whole(f.constant)) ?? Number.NaN;
}

function quorumOf(f: RuleFields): [num: number, den: number] {
  if (f.quorum === 'none') return [0, 0];
  const named = f.quorum === 'other' ? undefined : fractions[f.quorum];
  return named ? [named[0], named[1]] : [whole(f.quorumNum), whole(f.quorumDen)];
}

/** What is wrong with a rule, as the server would see it. */
export function ruleFaults(f: RuleFields): RuleError[] {
  const found: RuleError[] = [];
  const { num, den, strict } = fractionOf(f);
  const constant = constantOf(f);
  if (!proper(num, den)) found.push('fraction');
  if (!(constant >= 0 && constant <= mostConstant * (f.byWeight ? 1e6 : 1))) found.push('constant');
  else if (num === den && (strict || constant > 0)) found.push('unreachable');
  const [n, d] = quorumOf(f);
  if (f.quorum !== 'none' && (!proper(n, d) || (n === d && f.quorum === 'other' && f.quorumStrict))) found.push('quorum');
  if (f.checkedOn.trim() && !dayOf(f.checkedOn)) found.push('checked_on');
  return found;
}

/** The rule that the fields mean; they have no faults. */
export function ruleOf(f: RuleFields): Rule {
  const [num, den] = quorumOf(f);
  const constant = constantOf(f);
  const checked = dayOf(f.checkedOn);
  const strict = f.quorum === 'other' && f.quorumStrict;
  return {
    base: f.base,
    ...fractionOf(f),
    ...(constant ? { constant } : {}),
    ...(f.byWeight ? { by_weight: true } : {}),
    ...(f.chairBreaks ? { tie: 'chair' as const } : {}),
    ...(den ? { quorum: { base: f.quorumBase, num, den, ...(strict ? { strict } : {}), when: f.quorumWhen } } : {}),
    ...(f.preset ? { preset: f.preset } : {}),
    ...(f.citation.trim() ? { citation: f.citation } : {}),
    ...(f.citation.trim() && checked ? { checked_on: checked } : {}),
  };
}

/** Fields that say where a rule stands; changing them leaves it the rule that it was. */
const beside: ReadonlySet<keyof RuleFields> = new Set(['citation', 'checkedOn', 'preset']);

/**
 * A rule with something else in it. Other figures than a template's are no longer the template's, and were never
 * compared with its source.
 */
export function changedRule(f: RuleFields, more: Partial<RuleFields>): RuleFields {
  const figures = (Object.keys(more) as (keyof RuleFields)[]).some((key) => !beside.has(key) && more[key] !== f[key]);
  return { ...f, ...(figures && f.preset ? { preset: '', checkedOn: '' } : {}), ...more };
}
