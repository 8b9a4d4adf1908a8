import { describe, expect, it } from 'vitest';
import { complete, completeness, type Prepared, type Step, steps } from './completeness';

const good: Prepared = {
  meeting: {
    id: 'm',
    title: 'Giao ban',
    body: 'Sở Giao thông vận tải',
    place: 'Phòng 301',
    phase: 'scheduled',
    starts: '2026-09-24T01:00:00Z',
    ends: '2026-09-24T02:30:00Z',
  },
  items: [
    { id: 'i1', title: 'Báo cáo', kind: 'report', minutes: 20, state: 'ready', documents: ['d1'] },
    { id: 'i2', title: 'Biểu quyết', kind: 'decision', minutes: 25, state: 'ready', documents: ['d1'] },
    { id: 'i3', title: 'Kết luận', kind: 'notice', minutes: 10, state: 'ready', documents: [] },
  ],
  documents: [
    { id: 'd1', item: 'i1', title: 'Báo cáo', name: 'a.pdf', file: 'f', size: 1, state: 'ready', pages: [[595, 842]], done: 1 },
  ],
  people: [{ id: 'p1', name: 'Lê Đình Khải', role: 'chair', votes: true }],
  ballots: [
    {
      id: 'b1',
      item: 'i2',
      question: {
        text: 'Thông qua',
        form: 'yes_no_abstain',
        options: [{ id: 'yes' }, { id: 'no' }, { id: 'abstain' }],
        secrecy: 'named',
        method: 'tablet',
        rule: { base: 'present', num: 1, den: 2, strict: true },
      },
      round: 1,
      state: 'ready',
      electors: 0,
      recorded: 0,
    },
  ],
};

const [report, decision] = good.items;

it('finds nothing missing where nothing is', () => {
  const found = completeness(good);
  expect(steps.flatMap((step) => found[step])).toEqual([]);
});

describe('what is missing', () => {
  const cases: { what: string; step: Step; change: Partial<Prepared>; codes: string[]; done: boolean }[] = [
    { what: 'a place', step: 'info', change: { meeting: { ...good.meeting, place: '' } }, codes: ['no_place'], done: false },
    {
      what: 'an end',
      step: 'info',
      change: { meeting: { ...good.meeting, ends: '' } },
      codes: ['no_end'],
      done: true,
    },
    { what: 'items', step: 'agenda', change: { items: [] }, codes: ['no_items'], done: false },
    {
      what: 'minutes',
      step: 'agenda',
      change: { items: [{ ...(report as Prepared['items'][0]), minutes: 0 }] },
      codes: ['no_minutes'],
      done: false,
    },
    {
      what: 'time for the whole agenda',
      step: 'agenda',
      change: { meeting: { ...good.meeting, ends: '2026-09-24T01:30:00Z' } },
      codes: ['too_long'],
      done: true,
    },
    {
      what: 'a paper that failed',
      step: 'documents',
      change: { documents: good.documents.map((one) => ({ ...one, state: 'failed' as const, code: 'encrypted' as const })) },
      codes: ['documents_failed'],
      done: false,
    },
    {
      what: 'a report without papers',
      step: 'documents',
      change: { items: [{ ...(report as Prepared['items'][0]), documents: [] }] },
      codes: ['items_without_documents'],
      done: false,
    },
    { what: 'a chair and voters', step: 'people', change: { people: [] }, codes: ['no_chair', 'no_voters'], done: false },
    {
      what: 'a question for a decision',
      step: 'ballots',
      change: { items: [decision as Prepared['items'][0]], ballots: good.ballots.map((one) => ({ ...one, state: 'void' as const })) },
      codes: ['decisions_without_question'],
      done: false,
    },
    { what: 'publishing', step: 'publish', change: { meeting: { ...good.meeting, phase: 'draft' } }, codes: ['not_published'], done: false },
  ];
  it.each(cases)('$what', ({ step, change, codes, done }) => {
    const notes = completeness({ ...good, ...change })[step];
    expect(notes.map((note) => note.code)).toEqual(codes);
    expect(complete(notes)).toBe(done);
  });

  it('says by how much an agenda is too long', () => {
    const [note] = completeness({ ...good, meeting: { ...good.meeting, ends: '2026-09-24T01:30:00Z' } }).agenda;
    expect(note?.n).toBe(25);
  });
});
