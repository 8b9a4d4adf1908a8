import type { Tally } from '../../core/protocol.gen';
import { b } from './words';

/** The outcome in words. */
export const outcomeWords = (tally: Tally): string => b(`outcome_${tally.outcome}`);
