import { expect, it } from 'vitest';
import type { Phase } from '../../core/protocol.gen';
import { usual, type View } from './view';

it.each<[string, Phase | undefined, boolean, boolean, View]>([
  ['before anything is known', undefined, false, false, 'overview'],
  ['before the session, with papers', 'scheduled', false, true, 'overview'],
  ['at check-in, with papers', 'check_in', false, true, 'overview'],
  ['at check-in, when something is presented', 'check_in', true, true, 'reader'],
  ['in session, with a paper', 'in_session', false, true, 'reader'],
  ['in session, without papers', 'in_session', false, false, 'overview'],
  ['in a break, with a paper', 'paused', false, true, 'reader'],
  ['after the end', 'closed', false, true, 'overview'],
])('%s', (_, phase, presented, place, view) => expect(usual(phase, presented, place)).toBe(view));
