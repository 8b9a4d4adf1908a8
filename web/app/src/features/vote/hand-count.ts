import type { Choice, HandCount, Marks, Question } from '../../core/protocol.gen';
import { listed } from './kind';
import { optionName } from './marks';
import { b } from './words';

/** The count that fields hold, once every one is a number. Raised hands are issued and returned as they are raised. */
export function countOf(question: Question, values: Readonly<Record<string, string>>, askChair = false): HandCount | undefined {
  const hands = question.method === 'hands';
  let whole = true;
  const number = (name: string): number => {
    const text = (values[name] ?? '').trim();
    if (!/^\d+$/.test(text)) whole = false;
    return Number(text);
  };
  const per = (sign: string): Record<Choice, number> => Object.fromEntries(question.options.map(({ id }) => [id, number(sign + id)]));
  const counts = per('+');
  const sides = question.form === 'approve' ? { against: per('-'), abstained: per('0') } : {};
  const raised = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const paper = (name: string, otherwise: number): number => (hands ? otherwise : number(name));
  const chair = chairOf(question, values);
  if (askChair && !chair) whole = false;
  const count: HandCount = {
    issued: paper('issued', raised),
    returned: paper('returned', raised),
    spoiled: paper('spoiled', 0),
    invalid: paper('invalid', 0),
    blank: listed(question) ? paper('blank', 0) : 0,
    counts,
    ...sides,
    ...(askChair && chair && Object.keys(chair).length > 0 ? { chair } : {}),
  };
  return whole ? count : undefined;
}

/** The marks of each side of a field. */
const sideMarks: Readonly<Record<string, number>> = { yes: 1, no: -1, abstain: 0 };

/** What the chair's own was for, as the fields `chair` or `chair/ID` say: nothing for none, undefined while not said. */
export function chairOf(question: Question, values: Readonly<Record<string, string>>): Marks | undefined {
  if (question.form !== 'approve') {
    const side = values['chair'];
    return side === 'none' ? {} : side ? { [side]: 1 } : undefined;
  }
  const sides = question.options.map(({ id }) => [id, values[`chair/${id}`] ?? ''] as const);
  if (sides.every(([, side]) => side === 'none')) return {};
  if (sides.some(([, side]) => !(side in sideMarks))) return undefined;
  return Object.fromEntries(sides.map(([id, side]) => [id, sideMarks[side] ?? 0]));
}

/** Whether the figures hold what the chair's own was for. */
export function chairCounted(question: Question, { chair = {}, counts, against = {}, abstained = {} }: HandCount): boolean {
  return Object.entries(chair).every(([id, mark]) => {
    const of = question.form !== 'approve' || mark > 0 ? counts : mark < 0 ? against : abstained;
    return (of[id] ?? 0) > 0;
  });
}

const sumOf = (counts: Readonly<Record<Choice, number>>): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

/** What cannot be in a count, in words, so that it is seen while it is typed. The server looks again. */
export function countFault(question: Question, count: HandCount): string | undefined {
  const { issued, returned, invalid, blank, counts, against = {}, abstained = {} } = count;
  const valid = returned - invalid - blank;
  if (!chairCounted(question, count)) return b('chairSideNotCounted');
  if (returned > issued) return b('countReturned', returned, issued);
  if (valid < 0) return b('countValid');
  switch (question.form) {
    case 'yes_no':
    case 'yes_no_abstain':
      return sumOf(counts) === valid ? undefined : b('countSum', sumOf(counts), valid);
    case 'approve': {
      const sides = (id: Choice): number => (counts[id] ?? 0) + (against[id] ?? 0) + (abstained[id] ?? 0);
      const wrong = question.options.find(({ id }) => sides(id) !== valid);
      return wrong && b('countEntry', optionName(wrong), sides(wrong.id), valid);
    }
    case 'choose':
    case 'elect': {
      const sum = sumOf(counts);
      const fits = sum >= valid * Math.max(question.least ?? 0, 1) && sum <= valid * (question.most ?? 1);
      return fits ? undefined : b('countSum', sum, valid);
    }
    case 'score':
      return undefined;
  }
}
