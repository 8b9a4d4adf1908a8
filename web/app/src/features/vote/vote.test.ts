import { describe, expect, it } from 'vitest';
import type { Rule } from '../../core/protocol.gen';
import { type Known, stateFrom } from './cast';
import { proofIn } from './proof';
import { citationWords, fractionWords, ruleWords } from './rule';

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

describe('a rule in words', () => {
  const rule: Rule = { base: 'present', num: 1, den: 2, strict: true };
  it.each<[Partial<Rule>, string]>([
    [{}, 'Quá một nửa số thành viên có mặt tán thành'],
    [{ num: 2, den: 3, strict: false }, 'Ít nhất hai phần ba số thành viên có mặt tán thành'],
    [{ num: 4, den: 6, strict: false }, 'Ít nhất hai phần ba số thành viên có mặt tán thành'],
    [{ num: 3, den: 4, base: 'cast', strict: false }, 'Ít nhất ba phần tư số phiếu đã gửi tán thành'],
    [{ num: 3, den: 5, base: 'valid' }, 'Quá 3/5 số phiếu có ý kiến (không kể phiếu không biểu quyết) tán thành'],
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
