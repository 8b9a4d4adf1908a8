import type { Tally } from '../../core/protocol.gen';
import { Pill } from '../../ui/parts';
import { outcomeWords } from './outcome';

const good: ReadonlySet<Tally['outcome']> = new Set(['passed', 'elected']);

/** The outcome in a word. Its colour says nothing that the word does not. */
export function OutcomePill({ tally }: { tally: Tally }) {
  return <Pill kind={good.has(tally.outcome) ? 'ok' : 'neutral'}>{outcomeWords(tally)}</Pill>;
}
