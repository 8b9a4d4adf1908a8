import { useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { can } from '../../core/meeting';
import type { BallotValue, PersonID } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { clockIcon, Icon } from '../../ui/icons';
import { Progress } from '../../ui/parts';
import { Countdown, Elapsed } from '../../ui/timer';
import { nameOf, person } from '../people/names';
import { BallotCard, RuleLines, VoidButton } from './ballot-parts';
import { d } from './words';

/** The ballot that runs: how many have voted and who has not; never how. */
export function OpenBallot({ ballot }: { ballot: BallotValue }) {
  const missing = ballot.not_voted ?? [];
  return (
    <BallotCard ballot={ballot} state={t('ballotOpen')} kind="ok" current extra={<Time ballot={ballot} />}>
      <div class="desk-count">
        <p>
          <span class="desk-count-number figures">
            {ballot.recorded}/{ballot.electors}
          </span>{' '}
          {d('recorded')}
        </p>
        <Progress kind="ok" value={ballot.electors ? ballot.recorded / ballot.electors : 0} label={t('votedCount', ballot.recorded, ballot.electors)} />
      </div>
      <div class="desk-buttons">
        {can('ballot.close') && <Close ballot={ballot} missing={missing.length} />}
        {can('ballot.extend') && <Extend ballot={ballot} />}
        {can('ballot.void') && <VoidButton ballot={ballot} />}
      </div>
      <NotVoted people={missing} />
      <RuleLines ballot={ballot} />
    </BallotCard>
  );
}

function Time({ ballot }: { ballot: BallotValue }) {
  if (!ballot.opened) return null;
  return (
    <span class="desk-ballot-time">
      <Icon of={clockIcon} />
      {ballot.closes ? <Countdown until={ballot.closes} /> : <Elapsed since={ballot.opened} />}
    </span>
  );
}

/** Who has not voted, by name, with what may be the reason. */
function NotVoted({ people }: { people: readonly PersonID[] }) {
  if (people.length === 0) return <p class="desk-everybody">{d('everybodyVoted')}</p>;
  return (
    <details class="desk-missing" open>
      <summary>{d('notVoted', people.length)}</summary>
      <ul>
        {people.map((id) => (
          <Missing key={id} id={id} />
        ))}
      </ul>
    </details>
  );
}

function Missing({ id }: { id: PersonID }) {
  const one = person(id);
  const state = !one?.present ? d('notHere') : one.online ? '' : d('noDevice');
  return (
    <li>
      <span>{nameOf(id)}</span>
      <span class="faint desk-one-line">{state || (one?.unit ?? one?.title)}</span>
    </li>
  );
}

function Extend({ ballot }: { ballot: BallotValue }) {
  const [busy, extend] = useAct('ballot.extend');
  return (
    <Button
      busy={busy}
      why={offlineReason()}
      label={ballot.closes ? d('oneMinuteMore') : d('setMinute')}
      onClick={() => void extend({ ballot: ballot.id, seconds: 60 })}
    >
      {busy ? t('sending') : ballot.closes ? d('minuteMore') : d('setMinute')}
    </Button>
  );
}

function Close({ ballot, missing }: { ballot: BallotValue; missing: number }) {
  const [busy, close] = useAct('ballot.close');
  const [asking, setAsking] = useState(false);
  const go = async (): Promise<void> => {
    const answer = await close({ ballot: ballot.id });
    if (answer.ok) announce(t('ballotEnded'));
  };
  return (
    <>
      <Button
        kind="primary"
        busy={busy}
        why={offlineReason()}
        onClick={() => (missing > 0 ? setAsking(true) : void go())}
      >
        {busy ? t('sending') : d('closeBallot')}
      </Button>
      {asking && (
        <Confirm
          title={d('closeTitle')}
          text={d('closeText', missing)}
          verb={d('closeBallot')}
          onConfirm={go}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
