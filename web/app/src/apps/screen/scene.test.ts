import { describe, expect, it } from 'vitest';
import type { BallotValue } from '../../core/protocol.gen';
import { type Facts, resultStays, sceneOf } from './scene';

const declaredAt = '2026-09-24T03:20:00Z';
const later = Date.parse(declaredAt) + resultStays + 1;

const ballot = (more: Partial<BallotValue>): BallotValue => ({
  id: 'b1',
  item: 'i5',
  question: {
    text: 'Thông qua?',
    form: 'yes_no_abstain',
    options: [{ id: 'yes' }, { id: 'no' }, { id: 'abstain' }],
    secrecy: 'named',
    method: 'tablet',
    rule: { base: 'present', num: 1, den: 2, strict: true },
  },
  round: 1,
  state: 'open',
  electors: 8,
  recorded: 0,
  ...more,
});

const facts = (more: Partial<Facts>): Facts => ({
  scene: 'auto',
  meeting: { phase: 'in_session' },
  agenda: { order: ['i1', 'i5'], current: 'i5' },
  presentation: {},
  floor: { queue: [] },
  ballots: [],
  sharing: false,
  shownSince: 0,
  now: later,
  ...more,
});

const speaking = { queue: [], speaking: { person: 'p', start: declaredAt } };
const page = { document: 'd1', page: 3 };
const declared = ballot({ state: 'declared', declared: declaredAt });

describe('by itself the wall shows', () => {
  it.each<[string, Partial<Facts>, string]>([
    ['a welcome before anything is current', { agenda: { order: [] } }, 'welcome'],
    ['the agenda when nothing else is on', {}, 'agenda'],
    ['who speaks', { floor: speaking }, 'speaker'],
    ['the page that is presented, also while somebody speaks', { floor: speaking, presentation: page }, 'document'],
    ['a shared screen before the page', { sharing: true, presentation: page }, 'share'],
    ['an open ballot before everything', { ballots: [ballot({})], presentation: page, sharing: true }, 'ballot'],
    ['a ballot that waits for its result', { ballots: [ballot({ state: 'closed' })], presentation: page }, 'ballot'],
    ['a fresh result before the page', { ballots: [declared], presentation: page, now: later - 2 }, 'result'],
    [
      'a page that was turned to after the result at once',
      { ballots: [declared], presentation: page, now: later - 2, shownSince: later - 10 },
      'document',
    ],
    [
      'who was given the floor after the result at once',
      { ballots: [declared], floor: { queue: [], speaking: { person: 'p', start: '2026-09-24T03:20:20Z' } }, now: later - 2 },
      'speaker',
    ],
    ['the page again when the result was seen', { ballots: [declared], presentation: page }, 'document'],
    ['the result for as long as its item is current and nothing else is on', { ballots: [declared] }, 'result'],
    [
      'the agenda when another item is current',
      { ballots: [declared], agenda: { order: ['i1', 'i5'], current: 'i1' } },
      'agenda',
    ],
    ['nothing of a voided ballot', { ballots: [ballot({ state: 'void' })], presentation: page }, 'document'],
    ['a break', { meeting: { phase: 'paused' }, presentation: page }, 'break'],
    ['thanks at the end', { meeting: { phase: 'closed' }, ballots: [declared] }, 'closed'],
    ['a page already before the session', { meeting: { phase: 'check_in' }, presentation: page }, 'document'],
    ['a welcome while nothing is known', { meeting: undefined, agenda: undefined, floor: undefined }, 'welcome'],
  ])('%s', (_, more, want) => expect(sceneOf(facts(more)).name).toBe(want));
});

describe('the desk may choose', () => {
  it.each<[Facts['scene'], Partial<Facts>, string]>([
    ['blank', { presentation: page }, 'blank'],
    ['welcome', { presentation: page }, 'welcome'],
    ['agenda', { ballots: [ballot({})] }, 'agenda'],
    ['document', { presentation: page, ballots: [ballot({})] }, 'document'],
    ['document', {}, 'agenda'],
    ['ballot', { ballots: [declared], presentation: page }, 'result'],
    ['ballot', { presentation: page }, 'document'],
  ])('%s, and what there is nothing of falls back', (scene, more, want) =>
    expect(sceneOf(facts({ ...more, scene })).name).toBe(want));
});
