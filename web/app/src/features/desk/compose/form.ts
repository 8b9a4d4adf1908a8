import type {
  BallotValue,
  Form,
  ItemID,
  Method,
  Option,
  PersonID,
  PrepareBallot,
  Secrecy,
} from '../../../core/protocol.gen';
import { byCount, byDevice, type Further, listed, sealed, splitKey } from '../ballots';
import { plainRule, type RuleError, ruleFaults, type RuleFields, ruleOf, rulesFields } from './rule-form';

export const forms: readonly Form[] = ['yes_no_abstain', 'yes_no', 'choose', 'elect', 'approve', 'score'];
export const secrecies: readonly Secrecy[] = ['live', 'named', 'secret', 'secret_tellers'];
export const methods: readonly Method[] = ['tablet', 'paper', 'hands', 'mixed', 'letters'];

/** A question as the form holds it: numbers are text. */
export interface BallotForm {
  item: ItemID;
  question: string;
  document: string;
  form: Form;
  /** New options have no id: the server makes them. */
  options: Option[];
  least: string;
  most: string;
  winners: string;
  maxScore: string;
  secrecy: Secrecy;
  method: Method;
  allowChange: boolean;
  tellers: PersonID[];
  threshold: string;
  /** The group with which it is declared: none, one of its own making, or one that is there. */
  group: string;
  rule: RuleFields;
}

export type FormError =
  | RuleError
  | 'question'
  | 'item'
  | 'options_few'
  | 'options_many'
  | 'option_empty'
  | 'option_twice'
  | 'least'
  | 'most'
  | 'winners'
  | 'max_score'
  | 'hands_secret'
  | 'keys_without_device'
  | 'weights_by_hand'
  | 'letters_present'
  | 'group_live'
  | 'tellers'
  | 'tellers_many'
  | 'threshold';

export const mostOptions = 60;
const mostTellers = 9;

const text = (n: number | undefined): string => (n ? String(n) : '');

/** What a question begins with: an empty one, or one that was written before. */
export function formOf(model: BallotValue | undefined, item: ItemID): BallotForm {
  const q = model?.question;
  return {
    item: model?.item ?? item,
    question: q?.text ?? '',
    document: model?.document ?? '',
    form: q?.form ?? 'yes_no_abstain',
    options: q && listed(q.form) ? q.options : [],
    least: text(q?.least),
    most: text(q?.most),
    winners: text(q?.winners),
    maxScore: text(q?.max_score),
    secrecy: q?.secrecy ?? 'named',
    method: q?.method ?? 'tablet',
    allowChange: q?.allow_change ?? false,
    tellers: model?.tellers?.map((one) => one.person) ?? [],
    threshold: text(model?.threshold),
    group: model?.group ?? '',
    rule: rulesFields(q?.rule ?? plainRule),
  };
}

/** The form of a further round of an election, as proposed. */
export function formOfFurther(model: BallotValue, further: Further): BallotForm {
  return {
    ...formOf(model, model.item),
    group: '',
    options: further.options,
    winners: String(further.winners),
    most: String(further.most),
    least: text(further.least),
  };
}

const whole = (typed: string): number => (/^\d{1,3}$/.test(typed.trim()) ? Number(typed) : Number.NaN);
const wholeOr = (typed: string, usual: number): number => (typed.trim() ? whole(typed) : usual);

/** How a list is compared: without regard to white space and case. */
const plain = (title: string): string => title.normalize('NFC').replaceAll(/\s+/g, ' ').trim().toLowerCase();

/** The numbers of the form; an empty field means the usual. */
export function numbersOf(f: BallotForm): { least: number; most: number; winners: number; maxScore: number } {
  const winners = wholeOr(f.winners, 1);
  return {
    least: wholeOr(f.least, 0),
    most: wholeOr(f.most, f.form === 'elect' ? winners : 1),
    winners,
    maxScore: wholeOr(f.maxScore, 10),
  };
}

/** Why things do not go together, as far as they do not. */
export function conflicts(f: Pick<BallotForm, 'secrecy' | 'method' | 'rule' | 'group'>): FormError[] {
  const found: FormError[] = [];
  if (f.method === 'hands' && sealed(f.secrecy)) found.push('hands_secret');
  else if (f.secrecy === 'secret_tellers' && !byDevice(f.method)) found.push('keys_without_device');
  if (byCount(f.method) && f.rule.byWeight) found.push('weights_by_hand');
  if (f.method === 'letters' && f.rule.base === 'present') found.push('letters_present');
  if (f.group && f.secrecy === 'live') found.push('group_live');
  return found;
}

/** What a change would not go together with; undefined when nothing. */
export function hindrance(f: BallotForm, more: Partial<Pick<BallotForm, 'secrecy' | 'method'>>): FormError | undefined {
  const before = new Set(conflicts(f));
  // Letters bring their own base along; see changed.
  return conflicts(changed(f, more)).find((one) => !before.has(one));
}

/** The form with another form, secrecy or method, and what goes with that. */
export function changed(f: BallotForm, more: Partial<BallotForm>): BallotForm {
  const next = { ...f, ...more };
  // Nobody is present between meetings; everybody who may answer is asked.
  if (next.method === 'letters' && next.rule.base === 'present') {
    next.rule = { ...next.rule, base: 'filled_seats', preset: '', checkedOn: '' };
  }
  if (!byDevice(next.method)) next.allowChange = false;
  return next;
}

/** Whether tellers can be named: they count, or hold a key. */
export const takesTellers = (f: Pick<BallotForm, 'secrecy' | 'method'>): boolean => byCount(f.method) || splitKey(f);

/** What is wrong with a form, as the server would see it. */
export function faults(f: BallotForm): FormError[] {
  const found: FormError[] = [];
  if (!f.question.trim()) found.push('question');
  if (!f.item) found.push('item');
  if (listed(f.form)) found.push(...listFaults(f));
  found.push(...conflicts(f));
  if (takesTellers(f)) found.push(...tellerFaults(f));
  found.push(...ruleFaults(f.rule));
  return found;
}

function listFaults(f: BallotForm): FormError[] {
  const found: FormError[] = [];
  const n = f.options.length;
  const titles = f.options.map((one) => plain(one.title ?? ''));
  if (n < (f.form === 'choose' ? 2 : 1)) found.push('options_few');
  if (n > mostOptions) found.push('options_many');
  if (titles.includes('')) found.push('option_empty');
  if (new Set(titles.filter(Boolean)).size < titles.filter(Boolean).length) found.push('option_twice');
  const { least, most, winners, maxScore } = numbersOf(f);
  if (f.form === 'choose' || f.form === 'elect') {
    if (!(most >= 1 && most <= n)) found.push('most');
    if (!(least >= 0 && least <= most)) found.push('least');
  }
  if (f.form === 'elect' && !(winners >= 1 && winners <= n)) found.push('winners');
  if (f.form === 'score' && !(maxScore >= 1 && maxScore <= 100)) found.push('max_score');
  return found;
}

function tellerFaults(f: BallotForm): FormError[] {
  const n = f.tellers.length;
  if (n > mostTellers) return ['tellers_many'];
  if (!splitKey(f)) return byCount(f.method) && n === 1 ? ['tellers'] : [];
  if (n < 2) return ['tellers'];
  const k = wholeOr(f.threshold, usualThreshold(n));
  return k >= 2 && k <= n ? [] : ['threshold'];
}

/** More than half of the tellers, and at least two. */
export const usualThreshold = (n: number): number => Math.max(2, Math.floor(n / 2) + 1);

/** The command that the form means; it has no faults. */
export function prepareOf(f: BallotForm): PrepareBallot {
  const { least, most, winners, maxScore } = numbersOf(f);
  const chosen = f.form === 'choose' || f.form === 'elect';
  return {
    item: f.item,
    question: f.question,
    ...(f.document ? { document: f.document } : {}),
    rule: ruleOf(f.rule),
    form: f.form,
    secrecy: f.secrecy,
    method: f.method,
    ...(listed(f.form) ? { options: f.options.map(tidyOption) } : {}),
    ...(chosen ? { most, ...(least ? { least } : {}) } : {}),
    ...(f.form === 'elect' ? { winners } : {}),
    ...(f.form === 'score' ? { max_score: maxScore } : {}),
    ...(f.allowChange && byDevice(f.method) ? { allow_change: true } : {}),
    ...(takesTellers(f) && f.tellers.length > 0 ? { tellers: f.tellers } : {}),
    ...(f.group ? { group: f.group } : {}),
    ...(splitKey(f) ? { threshold: wholeOr(f.threshold, usualThreshold(f.tellers.length)) } : {}),
  };
}

const tidyOption = ({ id, title = '', note = '' }: Option): Option => ({ id, title, ...(note.trim() ? { note } : {}) });

/** Lines of pasted text as options: a title a line, a note after a tab or a semicolon; numbering in front is dropped. */
export function pastedOptions(typed: string): Option[] {
  return typed.split(/\r\n|\r|\n/).flatMap((line) => {
    const [first = '', ...rest] = line.split(line.includes('\t') ? '\t' : ';').map((part) => part.replaceAll(/\s+/g, ' ').trim());
    const title = first.replace(/^(?:\d{1,3}\s*[.)/-]\s*|[-–•*+]\s+)/, '');
    const note = rest.filter(Boolean).join('; ');
    return title ? [{ id: '', title, ...(note ? { note } : {}) }] : [];
  });
}

/** A list with one of its entries at another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(to, 0, one);
  return next;
}
