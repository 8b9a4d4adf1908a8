import { me } from '../../core/meeting';
import { castState, openBallot, openLetters, sheetsOf, shown, waitsForMe, watchBallots } from '../vote/cast';
import { dutyWaits } from '../vote/duty';
import { BallotHerald } from '../vote/herald';
import { later } from './later';

const VoteSheet = later(async () => (await import('./rare')).VoteSheet, true);

/**
 * Keeps one's own vote in reach: whoever leads or serves the meeting is looking at the whole of the ballot, so their own
 * sheet waits beside that, not before it. Called once, by the app's entry.
 */
export function keepOwnVote(): void {
  watchBallots(() => {
    const now = shown.peek();
    if (now) shown.value = { ...now, as: 'bar' };
  });
}

/** What is one's own to do, where there is anything: bars until it is done, the sheet on request. */
export function OwnVote({ onReview }: { onReview: (document: string) => void }) {
  return (
    <>
      {concerned() && <VoteSheet onReview={onReview} />}
      <BallotHerald />
    </>
  );
}

/** Whether a sheet is open, or something waits: a vote of one's own or of somebody else, an opinion, a teller's part. */
function concerned(): boolean {
  if (shown.value?.as === 'sheet') return true;
  const open = openBallot.value;
  if (open && sheetsOf(open.id).length > 0 && castState(open.id).state !== 'recorded') return true;
  return openLetters.value.some(waitsForMe) || Object.keys(me.value?.ballots ?? {}).some(dutyWaits);
}
