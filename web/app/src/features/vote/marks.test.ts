import { describe, expect, it } from 'vitest';
import type { BallotValue, HandCount, Question } from '../../core/protocol.gen';
import { countFault, countOf } from './hand-count';
import { type Draft, emptyDraft, mark, markAll, marksInWords, secrecyWords, unready, wayWords } from './marks';

const rule = { base: 'present', num: 1, den: 2, strict: true } as const;
const question = (more: Partial<Question>): Question => ({
  text: '?',
  form: 'elect',
  options: [
    { id: 'a', title: 'Lê An' },
    { id: 'b', title: 'Trần Bình' },
    { id: 'c', title: 'Võ Chi' },
  ],
  secrecy: 'named',
  method: 'tablet',
  rule,
  most: 2,
  winners: 2,
  ...more,
});
const yesNo = question({ form: 'yes_no_abstain', options: [{ id: 'yes' }, { id: 'no' }, { id: 'abstain' }] });
const yesOrNo = question({ form: 'yes_no', options: [{ id: 'yes' }, { id: 'no' }], method: 'paper' });
const elect = question({});
const approve = question({ form: 'approve' });
const score = question({ form: 'score', max_score: 5 });
const draft = (marks: Draft['marks'], blank = false): Draft => ({ marks, blank });

const count = (more: Partial<HandCount>): HandCount => ({
  issued: 12, returned: 11, spoiled: 0, invalid: 1, blank: 0, counts: { yes: 6, no: 3, abstain: 1 }, ...more,
});
const toldOf = (more: Partial<Question>): string =>
  secrecyWords({ question: question(more), threshold: 2, tellers: [{ person: 'a' }, { person: 'b' }, { person: 'c' }] } as unknown as BallotValue);

describe('marking a sheet', () => {
  it('chooses one of yes, no and abstain', () =>
    expect(mark(yesNo, mark(yesNo, emptyDraft, 'yes'), 'no').marks).toEqual({ no: 1 }));
  it('ticks and unticks candidates', () => {
    const two = mark(elect, mark(elect, emptyDraft, 'a'), 'c');
    expect(two.marks).toEqual({ a: 1, c: 1 });
    expect(mark(elect, two, 'a').marks).toEqual({ c: 1 });
  });
  it('moves the only tick where one alone may be chosen', () => {
    const one = question({ most: 1, winners: 1 });
    expect(mark(one, mark(one, emptyDraft, 'a'), 'c').marks).toEqual({ c: 1 });
    expect(mark(one, mark(one, emptyDraft, 'a'), 'a').marks).toEqual({ a: 1 });
  });
  it('gives entries their sides and points', () => {
    expect(mark(approve, draft({ a: 1 }), 'b', -1).marks).toEqual({ a: 1, b: -1 });
    expect(mark(score, draft({ a: 4 }), 'a', 0).marks).toEqual({ a: 0 });
    expect(markAll(approve, 1).marks).toEqual({ a: 1, b: 1, c: 1 });
    expect(markAll(approve, -1).marks).toEqual({ a: -1, b: -1, c: -1 });
  });
  it('takes a mark for the end of leaving it blank', () => expect(mark(elect, draft({}, true), 'a').blank).toBe(false));
});

describe('a sheet that can be sent', () => {
  it.each<[string, Question, Draft, boolean]>([
    ['nothing chosen', yesNo, emptyDraft, false],
    ['yes', yesNo, draft({ yes: 1 }), true],
    ['yes and no is never blank', yesNo, draft({}, true), false],
    ['no candidate, not blank on purpose', elect, emptyDraft, false],
    ['blank on purpose', elect, draft({}, true), true],
    ['two of two', elect, draft({ a: 1, b: 1 }), true],
    ['three of two', elect, draft({ a: 1, b: 1, c: 1 }), false],
    ['fewer than the least', question({ least: 2 }), draft({ a: 1 }), false],
    ['an entry left out', approve, draft({ a: 1, b: -1 }), false],
    ['every entry', approve, draft({ a: 1, b: -1, c: 0 }), true],
    ['no points at all', score, draft({ a: 0, b: 0, c: 0 }), true],
  ])('%s', (_, asked, given, ready) => expect(unready(asked, given) === undefined).toBe(ready));
});

describe('marks in words', () => {
  it.each<[Question, Draft['marks'], string[]]>([
    [yesNo, { abstain: 1 }, ['Không biểu quyết']],
    [elect, { c: 1, a: 1 }, ['Lê An', 'Võ Chi']],
    [elect, {}, ['phiếu trắng']],
    [approve, { a: 1, b: -1, c: 0 }, ['Lê An: Tán thành', 'Trần Bình: Không tán thành', 'Võ Chi: Không biểu quyết']],
    [score, { a: 5 }, ['Lê An: 5 điểm']],
  ])('%j %j', (asked, given, words) => expect(marksInWords(asked, given)).toEqual(words));
});

describe('a count that tellers enter', () => {
  const values = { issued: '12', returned: '11', spoiled: '1', invalid: '1', '+yes': '7', '+no': '3' };
  it('is there when every field is a number', () =>
    expect(countOf(yesOrNo, values)).toEqual({
      issued: 12,
      returned: 11,
      spoiled: 1,
      invalid: 1,
      blank: 0,
      counts: { yes: 7, no: 3 },
    }));
  it.each(['', '-1', '1,5', 'mười'])('is none with %j in a field', (text) =>
    expect(countOf(yesOrNo, { ...values, '+no': text })).toBeUndefined(),
  );
  it('asks for the blank papers of a list', () => {
    const papers = { ...values, '+a': '4', '+b': '4', '+c': '2' };
    expect(countOf(elect, papers)).toBeUndefined();
    expect(countOf(elect, { ...papers, blank: '0' })).toMatchObject({ blank: 0, counts: { a: 4, b: 4, c: 2 } });
  });
  it('issues raised hands as they are raised', () =>
    expect(countOf({ ...yesOrNo, method: 'hands' }, { '+yes': '7', '+no': '3' })).toMatchObject({ issued: 10, returned: 10 }));
});

describe('a count that cannot be', () => {
  const list = { a: 7, b: 6, c: 2 };
  it.each<[string, Question, HandCount, string | undefined]>([
    ['adds up', yesNo, count({}), undefined],
    ['more came back than went out', yesNo, count({ returned: 13 }), 'Số thu về (13) nhiều hơn số phát ra (12).'],
    ['more blank and invalid than came back', yesNo, count({ invalid: 12 }), 'Phiếu không hợp lệ và phiếu trắng nhiều hơn số thu về.'],
    ['the sides do not add up', yesNo, count({ invalid: 2 }), 'Các phương án cộng lại là 10, số phiếu hợp lệ là 9.'],
    ['each ballot carries one to two ticks', elect, count({ counts: list }), undefined],
    ['more ticks than ballots carry', elect, count({ counts: { ...list, c: 9 } }), 'Các phương án cộng lại là 22, số phiếu hợp lệ là 10.'],
    [
      'an entry without all its sides',
      approve,
      count({ counts: list, against: { a: 3, b: 4, c: 8 }, abstained: { a: 0, b: 0, c: 1 } }),
      'Võ Chi: cộng lại là 11, số phiếu hợp lệ là 10.',
    ],
    ['points may be anything', score, count({ counts: list }), undefined],
  ])('%s', (_, asked, given, fault) => expect(countFault(asked, given)).toBe(fault));
});

describe('what becomes of a ballot', () => {
  it.each<[string, Partial<Question>, RegExp]>([
    ['live', { secrecy: 'live' }, /hiện trên màn hình ngay/],
    ['named', {}, /chỉ được công bố cùng kết quả/],
    ['secret, with the trust that is left', { secrecy: 'secret' }, /niêm phong.+lúc mở phiếu là cần tin vào máy chủ/],
    ['by tellers, with how many', { secrecy: 'secret_tellers' }, /ít nhất 2 trong 3 người.+không tự mở được/],
    ['nothing is sealed on paper', { secrecy: 'secret', method: 'paper' }, /^Phiếu giấy/],
    ['nor by hands', { method: 'hands' }, /^Giơ tay công khai/],
    ['beside paper', { secrecy: 'secret', method: 'mixed' }, /niêm phong.+nhận phiếu giấy không gửi/],
  ])('is told: %s', (_, more, words) => expect(toldOf(more)).toMatch(words));

  it.each<[Partial<Question>, string]>([
    [{}, 'Biểu quyết ghi tên'],
    [{ method: 'hands' }, 'Giơ tay'],
    [{ method: 'paper' }, 'Phiếu giấy'],
    [{ method: 'paper', secrecy: 'secret' }, 'Phiếu giấy · Bỏ phiếu kín'],
    [{ method: 'letters', secrecy: 'secret' }, 'Lấy ý kiến bằng phiếu · Bỏ phiếu kín'],
  ])('%j in a few words', (more, words) => expect(wayWords(question(more))).toBe(words));
});
