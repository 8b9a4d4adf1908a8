import { describe, expect, it } from 'vitest';
import type { Question, Rule } from '../../core/protocol.gen';
import { type Known, stateFrom } from './cast';
import { proofIn } from './proof';
import { citationWords, fractionWords, neededOf, ruleMore, ruleWords } from './rule';

const yes = { yes: 1 };
const recorded = { marks: yes, receipt: 'AAAA-BBBB', at: '2026-09-24T03:20:41Z', command: 'c' } as const;
const accepted = { ok: true, seq: 1, data: { receipt: 'AAAA-BBBB', at: '2026-09-24T03:20:41Z' } } as const;
const late = { ok: false, code: 'ballot_closed' } as const;
const nothing: Known = { recorded: undefined, sending: undefined, answered: undefined };

describe('how it stands with a ballot', () => {
  it.each<[string, Partial<Known>, string]>([
    ['nothing was sent', {}, 'none'],
    ['it is on its way', { sending: { id: 'd', marks: { no: 1 } } }, 'sending'],
    ['the server accepted it', { answered: { marks: yes, answer: accepted } }, 'recorded'],
    ['the hub knows of it, from another device', { recorded }, 'recorded'],
    ['it was refused', { answered: { marks: yes, answer: late } }, 'refused'],
    [
      'it was refused since one is recorded',
      { recorded, answered: { marks: { no: 1 }, answer: { ok: false, code: 'ballot_already_cast' } } },
      'recorded',
    ],
    [
      'it is sent anew after a refusal',
      { sending: { id: 'd', marks: yes }, answered: { marks: yes, answer: { ok: false, code: 'ballot_changed' } } },
      'sending',
    ],
    ['the hub has recorded the one that still waits for its answer', { recorded, sending: { id: 'c', marks: yes } }, 'recorded'],
    ['another one is on its way, to replace it', { recorded, sending: { id: 'd', marks: { no: 1 } } }, 'sending'],
  ])('%s', (_, known, state) => expect(stateFrom({ ...nothing, ...known }).state).toBe(state));

  it('tells the marks that the server recorded, not those tried last', () => {
    const state = stateFrom({ ...nothing, recorded, answered: { marks: { no: 1 }, answer: late } });
    expect(state).toMatchObject({ state: 'recorded', marks: yes, receipt: 'AAAA-BBBB' });
  });

  it('tells of a ballot that was refused beside the one that stands', () => {
    const state = stateFrom({ ...nothing, recorded, answered: { marks: { no: 1 }, answer: late } });
    expect(state).toMatchObject({ state: 'recorded', marks: yes, refused: { code: 'ballot_closed' } });
    expect(stateFrom({ ...nothing, recorded })).not.toHaveProperty('refused');
  });

  it('takes a newer answer for the truth until the hub tells it too', () => {
    const newer = { ...accepted, data: { receipt: 'CCCC-DDDD', at: '2026-09-24T10:20:42.5+07:00' } };
    const change = { marks: { no: 1 }, answer: newer };
    expect(stateFrom({ ...nothing, recorded, answered: change })).toMatchObject({ receipt: 'CCCC-DDDD', marks: { no: 1 } });
    expect(stateFrom({ ...nothing, recorded, answered: { marks: yes, answer: accepted } })).toMatchObject({ receipt: 'AAAA-BBBB' });
  });

  it('never knows the marks of a sealed one', () => {
    const { marks: _, ...secret } = recorded;
    expect(stateFrom({ ...nothing, recorded: secret }).state).toBe('recorded');
    expect(stateFrom({ ...nothing, recorded: secret })).toMatchObject({ marks: undefined });
  });
});

describe('the proof of a sealed ballot', () => {
  const data = { receipt: 'AAAA-BBBB', at: 'x', envelope: 'ab12', position: 7, signed: 'note' };
  it.each<[string, Record<string, unknown>, unknown]>([
    ['is in its answer', data, { receipt: 'AAAA-BBBB', envelope: 'ab12', position: 7, signed: 'note' }],
    ['may lack the signature', { ...data, signed: undefined }, { receipt: 'AAAA-BBBB', envelope: 'ab12', position: 7 }],
    ['is in no answer to a named one', { receipt: 'AAAA-BBBB', at: 'x' }, undefined],
    ['is nothing half', { ...data, position: '7' }, undefined],
  ])('%s', (_, answer, proof) => expect(proofIn(answer)).toEqual(proof));
});

const plain: Rule = { base: 'present', num: 1, den: 2, strict: true };

describe('a rule in words', () => {
  const rule = plain;
  it.each<[Partial<Rule>, string]>([
    [{}, 'Quá một nửa số thành viên có mặt tán thành'],
    [{ num: 2, den: 3, strict: false }, 'Ít nhất hai phần ba số thành viên có mặt tán thành'],
    [{ num: 4, den: 6, strict: false }, 'Ít nhất hai phần ba số thành viên có mặt tán thành'],
    [{ num: 3, den: 4, base: 'cast', strict: false }, 'Ít nhất ba phần tư số phiếu đã gửi tán thành'],
    [{ num: 3, den: 5, base: 'valid' }, 'Quá 3/5 số phiếu có ý kiến (không kể phiếu không biểu quyết) tán thành'],
    [{ constant: 1 }, 'Quá một nửa số thành viên có mặt cộng thêm 1 tán thành'],
    [{ by_weight: true, base: 'cast' }, 'Quá một nửa số phiếu đã gửi tán thành, tính theo trọng số'],
    [
      { by_weight: true, base: 'cast', constant: 2_500_000 },
      'Quá một nửa số phiếu đã gửi cộng thêm 2,5 tán thành, tính theo trọng số',
    ],
    [{ base: 'all_seats' }, 'Quá một nửa tổng số thành viên theo cơ cấu (kể cả ghế khuyết) tán thành'],
  ])('%j', (part, words) => expect(ruleWords({ ...rule, ...part })).toBe(words));

  it('is never rounded to a familiar fraction', () => expect(fractionWords({ num: 667, den: 1000 })).toBe('667/1000'));

  it('names its source and the day it was compared', () => {
    expect(citationWords({ ...rule, citation: 'Quy chế, Điều 12', checked_on: '2026-01-05' })).toBe(
      'Quy chế, Điều 12 (đối chiếu ngày 05/01/2026)',
    );
    expect(citationWords({ ...rule, citation: 'Quy chế, Điều 12' })).toBe('Quy chế, Điều 12');
    expect(citationWords(rule)).toBe('');
  });
});

const told = (rule: Partial<Rule>, more: Partial<Question> = {}): string =>
  ruleMore({
    question: { form: 'yes_no_abstain', secrecy: 'named', method: 'tablet', rule: { ...plain, ...rule }, ...more } as Question,
    electors: 14,
    seats: 15,
  }).join(' ');

describe('what a rule says beside its fraction', () => {
  const quorum = { base: 'all_seats', num: 2, den: 3, when: 'both' } as const;
  it.each<[string, Partial<Rule>, Partial<Question>, string]>([
    ['nothing of those present, whose number the ballots tell', {}, {}, ''],
    ['how many of all seats', { base: 'all_seats' }, {}, 'Cần ít nhất 8 phiếu tán thành trên 15.'],
    ['how many of the filled ones', { base: 'filled_seats' }, {}, 'Cần ít nhất 8 phiếu tán thành trên 14.'],
    ['with a constant', { base: 'all_seats', constant: 2 }, {}, 'Cần ít nhất 10 phiếu tán thành trên 15.'],
    ['weights are not counted in heads', { base: 'all_seats', by_weight: true }, {}, ''],
    ['the side of the chair', { tie: 'chair' }, {}, 'Khi số tán thành bằng số không tán thành, theo ý kiến của chủ tọa.'],
    ['which is known of no secret', { tie: 'chair' }, { secrecy: 'secret' }, ''],
    ['and of papers by name', { tie: 'chair' }, { method: 'paper' }, 'Khi số tán thành bằng số không tán thành, theo ý kiến của chủ tọa.'],
    ['and decides nothing where more than half is asked', { tie: 'chair', num: 2, den: 3 }, {}, ''],
    ['who must be there', { quorum }, {}, 'Phải có mặt ít nhất hai phần ba tổng số thành viên theo cơ cấu (kể cả ghế khuyết).'],
    ['or answer', { quorum }, { method: 'letters' }, 'Phải có ít nhất hai phần ba tổng số thành viên theo cơ cấu (kể cả ghế khuyết) trả lời.'],
    ['nothing of points, which no rule decides', { quorum, base: 'all_seats' }, { form: 'score' }, ''],
  ])('%s', (_, rule, more, words) => expect(told(rule, more)).toBe(words));

  it.each([
    [{ num: 1, den: 2, strict: true }, 15, 8],
    [{ num: 1, den: 2, strict: true }, 14, 8],
    [{ num: 2, den: 3, strict: false }, 15, 10],
    [{ num: 2, den: 3, strict: false }, 14, 10],
    [{ num: 1, den: 1, strict: false }, 9, 9],
    [{ num: 1, den: 1000, strict: false }, 0, 1],
  ])('%j of %i takes %i', (rule, base, votes) => expect(neededOf({ base: 'all_seats', ...rule }, base)).toBe(votes));
});
