import { computed, type ReadonlySignal } from '@preact/signals';
import { store } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';
import { running } from './ballots';

/** The ballot that runs in the session, until the last ballot on its way is in. Letters run beside the session. */
export const sessionBallot: ReadonlySignal<BallotValue | undefined> = computed(() =>
  store.all('ballot').find((ballot) => running(ballot) && ballot.question.method !== 'letters'),
);
