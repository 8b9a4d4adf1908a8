import { shown, watchReminders, watchResults } from './cast';

const seen = (ballot: string): boolean => {
  const now = shown.peek();
  return now?.ballot === ballot && now.as === 'sheet';
};

// The words come with the first news; whoever has no line then finds it in the list of votes.
const news = () => import('./news').catch(() => undefined);

/** Says what became of a vote to whoever does not have its sheet open, and reminds. Called once, by apps with a voter. */
export function tellResults(): void {
  watchResults((ballot) => {
    if (!seen(ballot.id)) void news().then((words) => words?.sayResult(ballot));
  });
  watchReminders((ballot) => {
    if (!seen(ballot.id)) void news().then((words) => words?.sayReminder(ballot));
  });
}
