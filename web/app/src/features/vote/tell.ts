import { t } from '../../locale';
import { toast } from '../../ui/toast';
import { shown, watchReminders, watchResults } from './cast';
import { outcomeWords } from './result';
import { b } from './words';

/** Says what became of a vote to whoever does not have its sheet open, and reminds. Called once, by apps with a voter. */
export function tellResults(): void {
  watchResults((ballot) => {
    const now = shown.peek();
    if (now?.ballot === ballot.id && now.as === 'sheet') return;
    const result = ballot.tally ? outcomeWords(ballot.tally) : '';
    toast(ballot.state === 'void' ? t('ballotVoid') : t('resultIs', result), {
      stay: 12_000,
      action: {
        text: t('see'),
        run: () => {
          shown.value = { ballot: ballot.id, as: 'sheet' };
        },
      },
    });
  });
  watchReminders((ballot) => {
    const now = shown.peek();
    if (now?.ballot === ballot.id && now.as === 'sheet') return;
    toast(`${b('reminderCame')}: ${ballot.question.text}`, {
      kind: 'warn',
      stay: 30_000,
      action: {
        text: b('answer'),
        run: () => {
          shown.value = { ballot: ballot.id, as: 'sheet' };
        },
      },
    });
  });
}
