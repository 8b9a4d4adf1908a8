import type { BallotValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { toast } from '../../ui/toast';
import { shown } from './cast';
import { outcomeWords } from './outcome';
import { b } from './words';

const open = (ballot: BallotValue) => (): void => {
  shown.value = { ballot: ballot.id, as: 'sheet' };
};

/** What became of a vote. */
export function sayResult(ballot: BallotValue): void {
  const result = ballot.tally ? outcomeWords(ballot.tally) : '';
  toast(ballot.state === 'void' ? t('ballotVoid') : t('resultIs', result), {
    stay: 12_000,
    action: { text: t('see'), run: open(ballot) },
  });
}

/** That an answer is still waited for. */
export function sayReminder(ballot: BallotValue): void {
  toast(`${b('reminderCame')}: ${ballot.question.text}`, {
    kind: 'warn',
    stay: 30_000,
    action: { text: b('answer'), run: open(ballot) },
  });
}
