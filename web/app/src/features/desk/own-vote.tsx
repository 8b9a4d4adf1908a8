import { myself } from '../../core/meeting';
import { castState, shown, watchBallots } from '../vote/cast';
import { BallotHerald, VoteSheet } from '../vote/sheet';

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

/** One's own vote, where one has one: a bar until it is recorded, the sheet on request. */
export function OwnVote({ onReview }: { onReview: (document: string) => void }) {
  return (
    <>
      <Sheet onReview={onReview} />
      <BallotHerald />
    </>
  );
}

function Sheet({ onReview }: { onReview: (document: string) => void }) {
  const now = shown.value;
  if (!myself.value?.votes || !now) return null;
  if (now.as === 'bar' && castState(now.ballot).state === 'recorded') return null;
  return <VoteSheet onReview={onReview} />;
}
