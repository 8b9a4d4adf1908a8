import './vote.css';
import { minute } from '../../core/clock';
import { timeOrDate } from '../../core/format';
import type { BallotValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { Button } from '../../ui/button';
import { clockIcon, Icon } from '../../ui/icons';
import { Pill } from '../../ui/parts';
import { TimeLeft } from './about';
import { castState, openLetters, sheetsOf, shown, waitsForMe } from './cast';
import { StatePill } from './standing';
import { b } from './words';

/** The opinions that are asked between meetings, each with its deadline and how it stands with one's own. */
export function LetterList() {
  const letters = openLetters.value.filter(({ id }) => sheetsOf(id).length > 0);
  if (letters.length === 0) return null;
  return (
    <section class="overview-section" aria-label={b('lettersTitle')}>
      <h2>{b('lettersTitle')}</h2>
      <ul class="ballots">
        {letters.map((ballot) => (
          <Letter key={ballot.id} ballot={ballot} />
        ))}
      </ul>
    </section>
  );
}

function Letter({ ballot }: { ballot: BallotValue }) {
  const waits = waitsForMe(ballot);
  return (
    <li class="card">
      <div class="ballot-above">
        <StatePill state={castState(ballot.id)} />
        {waits && ballot.reminded && <Pill kind="warn">{b('reminderCame')}</Pill>}
        {ballot.closes && (
          <span class="ballot-time">
            <Icon of={clockIcon} />
            <TimeLeft until={ballot.closes} />
          </span>
        )}
      </div>
      <h3>{ballot.question.text}</h3>
      {ballot.closes && <p class="soft">{b('deadline', timeOrDate(ballot.closes, minute.value))}</p>}
      <Button
        kind={waits ? 'primary' : 'plain'}
        onClick={() => {
          shown.value = { ballot: ballot.id, as: 'sheet' };
        }}
      >
        {waits ? b('answer') : ballot.question.allow_change ? b('changeAnswer') : t('seeBallot')}
      </Button>
    </li>
  );
}
