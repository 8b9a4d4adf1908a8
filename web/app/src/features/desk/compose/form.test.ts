import { describe, expect, it } from 'vitest';
import type { BallotValue, Question } from '../../../core/protocol.gen';
import { type BallotForm, changed, conflicts, faults, formOf, formOfFurther, hindrance, moved, pastedOptions, prepareOf } from './form';
import { unusual, withPreset } from './presets';
import { changedRule, plainRule, ruleFaults, ruleOf, rulesFields } from './rule-form';

const simple: BallotForm = { ...formOf(undefined, 'i1'), question: 'Thông qua báo cáo?' };
const list = [{ id: 'a', title: 'An' }, { id: '', title: 'Bình' }, { id: 'c', title: 'Cúc', note: 'Phó Giám đốc' }];
const put = (more: Partial<BallotForm>): BallotForm => ({ ...simple, ...more });
const rule = (more: Partial<BallotForm['rule']>): BallotForm => ({ ...simple, rule: { ...simple.rule, ...more } });

it('asks for yes, no or abstain, by name, on tablets, unless something else is chosen', () => {
  expect(faults(simple)).toEqual([]);
  expect(prepareOf(simple)).toEqual({
    item: 'i1',
    question: 'Thông qua báo cáo?',
    rule: plainRule,
    form: 'yes_no_abstain',
    secrecy: 'named',
    method: 'tablet',
  });
});

describe('what is wrong', () => {
  const elect = put({ form: 'elect', options: list, winners: '2' });
  const tellers = put({ secrecy: 'secret_tellers', tellers: ['p', 'q', 'r'] });
  it.each([
    { what: 'no question', form: put({ question: ' ' }), found: ['question'] },
    { what: 'no item', form: put({ item: '' }), found: ['item'] },
    { what: 'a list without entries', form: put({ form: 'approve' }), found: ['options_few'] },
    { what: 'one option to choose from', form: put({ form: 'choose', options: list.slice(0, 1) }), found: ['options_few'] },
    { what: 'an entry without a title', form: put({ form: 'approve', options: [...list, { id: '', title: ' ' }] }), found: ['option_empty'] },
    { what: 'the same entry twice', form: put({ form: 'approve', options: [...list, { id: 'd', title: ' bình ' }] }), found: ['option_twice'] },
    { what: 'entries of 60 and more', form: put({ form: 'approve', options: Array.from({ length: 61 }, (_, i) => ({ id: '', title: `${i}` })) }), found: ['options_many'] },
    { what: 'an election', form: elect, found: [] },
    { what: 'more seats than candidates', form: { ...elect, winners: '4', most: '3' }, found: ['winners'] },
    { what: 'no seat', form: { ...elect, winners: '0', most: '1' }, found: ['winners'] },
    { what: 'more ticks than candidates', form: { ...elect, most: '4' }, found: ['most'] },
    { what: 'more at least than at most', form: { ...elect, least: '3', most: '2' }, found: ['least'] },
    { what: 'a score that is no number', form: put({ form: 'score', options: list, maxScore: 'mười' }), found: ['max_score'] },
    { what: 'a score of 101', form: put({ form: 'score', options: list, maxScore: '101' }), found: ['max_score'] },
    { what: 'secret hands', form: put({ method: 'hands', secrecy: 'secret' }), found: ['hands_secret'] },
    { what: 'a split key of paper', form: put({ method: 'paper', secrecy: 'secret_tellers' }), found: ['keys_without_device'] },
    { what: 'weights on paper', form: { ...rule({ byWeight: true }), method: 'paper' as const }, found: ['weights_by_hand'] },
    { what: 'letters to those present', form: put({ method: 'letters' }), found: ['letters_present'] },
    { what: 'a split key', form: tellers, found: [] },
    { what: 'a split key without tellers', form: { ...tellers, tellers: [] }, found: ['tellers'] },
    { what: 'a threshold above the tellers', form: { ...tellers, threshold: '4' }, found: ['threshold'] },
    { what: 'a threshold of one', form: { ...tellers, threshold: '1' }, found: ['threshold'] },
    { what: 'ten tellers', form: { ...tellers, tellers: [...'abcdefghij'] }, found: ['tellers_many'] },
    { what: 'a single teller of paper', form: put({ method: 'paper', tellers: ['p'] }), found: ['tellers'] },
    { what: 'no teller of paper, whom the desk replaces', form: put({ method: 'paper' }), found: [] },
    { what: 'half of a fraction', form: rule({ threshold: 'other', num: '1', den: '' }), found: ['fraction'] },
    { what: 'more than everybody', form: rule({ threshold: 'other', num: '1', den: '1', strict: true }), found: ['unreachable'] },
    { what: 'everybody and one more', form: rule({ threshold: 'whole', constant: '1' }), found: ['unreachable'] },
    { what: 'a constant that is none', form: rule({ constant: '-1' }), found: ['constant'] },
    { what: 'a quorum above one', form: rule({ quorum: 'other', quorumNum: '3', quorumDen: '2' }), found: ['quorum'] },
    { what: 'a quorum of more than everybody', form: rule({ quorum: 'other', quorumNum: '1', quorumDen: '1', quorumStrict: true }), found: ['quorum'] },
    { what: 'a day that is none', form: rule({ citation: 'Điều 12', checkedOn: '31/2/2026' }), found: ['checked_on'] },
  ])('with $what: $found', ({ form, found }) => {
    expect(faults(form)).toEqual(found);
  });
});

describe('the command', () => {
  it('of an election has seats, ticks and tidy candidates', () => {
    const form = put({ form: 'elect', options: list, winners: '2', secrecy: 'secret', allowChange: true });
    expect(prepareOf(form)).toMatchObject({ form: 'elect', winners: 2, most: 2, secrecy: 'secret', allow_change: true, options: list });
  });
  it('leaves out what belongs to another form or method', () => {
    const form = put({ options: list, most: '2', winners: '2', maxScore: '5', method: 'hands', allowChange: true, threshold: '2' });
    expect(Object.keys(prepareOf(form)).toSorted()).toEqual(['form', 'item', 'method', 'question', 'rule', 'secrecy']);
  });
  it('of a split key asks for more than half of the tellers unless told otherwise', () => {
    const form = put({ secrecy: 'secret_tellers', tellers: ['p', 'q', 'r', 's'] });
    expect(prepareOf(form)).toMatchObject({ tellers: ['p', 'q', 'r', 's'], threshold: 3 });
    expect(prepareOf({ ...form, threshold: '2' })).toMatchObject({ threshold: 2 });
  });
});

const value = (question: Question): BallotValue => ({
  id: 'b1', item: 'i1', question, round: 1, state: 'ready', electors: 0, recorded: 0,
  tellers: [{ person: 'p' }, { person: 'q' }], threshold: 2,
});

describe('a question comes back from its form', () => {
  const base: Question = {
    text: 'Câu hỏi',
    form: 'elect',
    options: [{ id: 'a', title: 'An' }, { id: 'b', title: 'Bình', note: 'Giám đốc' }],
    secrecy: 'secret_tellers',
    method: 'mixed',
    least: 1,
    most: 2,
    winners: 1,
    allow_change: true,
    rule: {
      base: 'filled_seats', num: 3, den: 5, strict: true, constant: 2, tie: 'chair',
      quorum: { base: 'filled_seats', num: 2, den: 3, strict: true, when: 'count' },
      preset: 'hdnd', citation: 'Điều 91', checked_on: '2026-11-25',
    },
  };
  it('whole', () => {
    const { text, ...rest } = base;
    expect(prepareOf(formOf(value(base), ''))).toEqual({ item: 'i1', question: text, tellers: ['p', 'q'], threshold: 2, ...rest });
  });
  it('as the further round of an election', () => {
    const further = { options: base.options.slice(1), winners: 1, most: 1, least: 0 };
    const form = formOfFurther(value(base), further);
    expect(prepareOf(form)).toMatchObject({ options: [base.options[1]], winners: 1, most: 1 });
    expect(faults(form)).toEqual([]);
  });
});

describe('what does not go together', () => {
  it.each([
    { form: simple, more: { method: 'hands' as const }, found: undefined },
    { form: put({ secrecy: 'secret' }), more: { method: 'hands' as const }, found: 'hands_secret' },
    { form: put({ method: 'hands' }), more: { secrecy: 'secret' as const }, found: 'hands_secret' },
    { form: put({ method: 'paper' }), more: { secrecy: 'secret_tellers' as const }, found: 'keys_without_device' },
    { form: rule({ byWeight: true }), more: { method: 'mixed' as const }, found: 'weights_by_hand' },
    { form: simple, more: { method: 'letters' as const }, found: undefined },
  ])('$more after $form.method, $form.secrecy: $found', ({ form, more, found }) => {
    expect(hindrance(form, more)).toBe(found);
  });
  it('brings a base along that letters have', () => {
    const letters = changed(simple, { method: 'letters' });
    expect(letters.rule.base).toBe('filled_seats');
    expect(conflicts(letters)).toEqual([]);
  });
});

describe('a rule of a template', () => {
  const preset = {
    key: 'hdnd_removal', title: { vi: '', en: '' }, note: { vi: '', en: '' },
    rule: { base: 'all_seats' as const, num: 2, den: 3, strict: false, preset: 'hdnd_removal', citation: 'Điều 102', checked_on: '2026-11-25' },
    forms: ['yes_no_abstain' as const], secrecies: ['secret' as const], methods: ['paper' as const, 'tablet' as const],
  };
  const taken = withPreset(simple, preset);
  it('is taken over, with a way of voting that its body uses', () => {
    expect(ruleOf(taken.rule)).toEqual(preset.rule);
    expect(taken).toMatchObject({ form: 'yes_no_abstain', secrecy: 'secret', method: 'tablet' });
    expect(unusual(taken, preset)).toEqual([]);
    expect(unusual({ ...taken, method: 'letters' }, preset)).toEqual(['method']);
  });
  it('is no longer the template’s once a figure is another, and was not compared', () => {
    const mine = changedRule(taken.rule, { base: 'present' });
    expect(mine).toMatchObject({ preset: '', checkedOn: '', citation: 'Điều 102' });
  });
  it('stays the template’s with another citation, or the same figure', () => {
    expect(changedRule(taken.rule, { citation: 'Điều 103' })).toMatchObject({ preset: 'hdnd_removal', checkedOn: '25/11/2026' });
    expect(changedRule(taken.rule, { base: 'all_seats' }).preset).toBe('hdnd_removal');
  });
});

it('takes constants of weights in the unit of weights', () => {
  const fields = rulesFields({ ...plainRule, by_weight: true, constant: 1_500_000 });
  expect(fields.constant).toBe('1,5');
  expect(ruleFaults(fields)).toEqual([]);
  expect(ruleOf(fields).constant).toBe(1_500_000);
});

describe('pasted lines', () => {
  it.each([
    { typed: 'An\nBình', found: [{ id: '', title: 'An' }, { id: '', title: 'Bình' }] },
    { typed: '1. Nguyễn Văn An; Giám đốc\r\n\r\n2) Trần  Thị Bình', found: [{ id: '', title: 'Nguyễn Văn An', note: 'Giám đốc' }, { id: '', title: 'Trần Thị Bình' }] },
    { typed: '- Phương án A\tphải, có; dấu', found: [{ id: '', title: 'Phương án A', note: 'phải, có; dấu' }] },
    { typed: '2026 là năm', found: [{ id: '', title: '2026 là năm' }] },
    { typed: '3 tầng', found: [{ id: '', title: '3 tầng' }] },
    { typed: ' \n;\n', found: [] },
  ])('$typed', ({ typed, found }) => {
    expect(pastedOptions(typed)).toEqual(found);
  });
});

it.each([
  { from: 0, to: 2, found: ['b', 'c', 'a'] },
  { from: 2, to: 0, found: ['c', 'a', 'b'] },
  { from: 1, to: 1, found: ['a', 'b', 'c'] },
])('an entry moves from $from to $to', ({ from, to, found }) => {
  expect(moved(['a', 'b', 'c'], from, to)).toEqual(found);
});
