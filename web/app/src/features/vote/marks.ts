import type { BallotValue, Choice, Marks, Option, Question } from '../../core/protocol.gen';
import { t } from '../../locale';
import { listed } from './kind';
import { b } from './words';

/** What somebody has marked so far; `blank` is the will to leave the sheet empty. Nothing is marked beforehand. */
export interface Draft {
  marks: Marks;
  blank: boolean;
}

export const emptyDraft: Draft = { marks: {}, blank: false };

/** How votes are given and what becomes known, in a few words. */
export function wayWords({ method, secrecy }: Question): string {
  if (method === 'hands') return b('methodShort_hands');
  const way = method === 'tablet' ? '' : b(`methodShort_${method}`);
  // Who chose what is on no paper.
  const secret = method === 'paper' && secrecy !== 'secret' ? '' : b(`secrecy_${secrecy}`);
  return [way, secret].filter(Boolean).join(' · ');
}

/** What becomes of a ballot and who has to be trusted, in one honest sentence. */
export function secrecyWords({ question, threshold = 0, tellers = [] }: BallotValue): string {
  if (question.method === 'hands') return b('about_hands');
  if (question.method === 'paper') return b('about_paper');
  if (question.secrecy === 'secret_tellers') return b('about_secret_tellers', threshold, tellers.length);
  const sentence = b(`about_${question.secrecy}`);
  return question.method === 'mixed' ? `${sentence} ${b('about_mixed')}` : sentence;
}

/** The name of an option: its own, or the word for yes, no and abstain. */
export function optionName(option: Option): string {
  if (option.title) return option.title;
  return option.id === 'yes' || option.id === 'no' || option.id === 'abstain' ? t(`choice_${option.id}`) : option.id;
}

/** Marks one option: chosen alone, ticked or unticked, or given a value. */
export function mark(question: Question, { marks }: Draft, option: Choice, value = 1): Draft {
  switch (question.form) {
    case 'yes_no':
    case 'yes_no_abstain':
      return { marks: { [option]: 1 }, blank: false };
    case 'choose':
    case 'elect': {
      const { [option]: was, ...others } = marks;
      if (question.most === 1) return { marks: { [option]: 1 }, blank: false };
      return { marks: was === undefined ? { ...marks, [option]: 1 } : others, blank: false };
    }
    case 'approve':
    case 'score':
      return { marks: { ...marks, [option]: value }, blank: false };
  }
}

/** Says the same to every entry of a list: 1 is yes, -1 no, 0 neither. */
export const markAll = (question: Question, side: number): Draft => ({
  marks: Object.fromEntries(question.options.map(({ id }) => [id, side])),
  blank: false,
});

/** Why the sheet cannot be sent as it is; undefined when it can. */
export function unready(question: Question, { marks, blank }: Draft): string | undefined {
  if (blank && listed(question)) return undefined;
  const n = Object.keys(marks).length;
  switch (question.form) {
    case 'yes_no':
    case 'yes_no_abstain':
      return n === 1 ? undefined : t('choose');
    case 'choose':
    case 'elect':
      if (n === 0) return b('notReady_pick');
      if (n < (question.least ?? 0)) return b('notReady_least', question.least ?? 0);
      return n > (question.most ?? 1) ? b('notReady_most', question.most ?? 1) : undefined;
    case 'approve':
    case 'score':
      return n === question.options.length ? undefined : b('notReady_each');
  }
}

/** What marks say, in words, an entry each. */
export function marksInWords(question: Question, marks: Marks): string[] {
  const given = question.options.filter(({ id }) => id in marks);
  if (given.length === 0) return listed(question) ? [b('blankSheet')] : [];
  return given.map((option) => {
    const name = optionName(option);
    const value = marks[option.id] ?? 0;
    if (question.form === 'approve') return `${name}: ${value > 0 ? b('yes') : value < 0 ? b('no') : b('abstain')}`;
    return question.form === 'score' ? b('points', name, value) : name;
  });
}
