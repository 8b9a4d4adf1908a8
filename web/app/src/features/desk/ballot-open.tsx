import { useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { can } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { clockIcon, Icon } from '../../ui/icons';
import { Progress } from '../../ui/parts';
import { Countdown, Elapsed } from '../../ui/timer';
import { LateOnes, NotVoted, OnPaper } from './ballot-electors';
import { BallotCard, EarlierRounds, RuleLines, VoidButton, Warnings } from './ballot-parts';
import { byDevice } from './ballots';
import { FallBackButton } from './fall-back';
import { d } from './words';

/** The ballot that runs: how many have voted and who has not; never how. */
export function OpenBallot({ ballot }: { ballot: BallotValue }) {
  const closing = ballot.state === 'closing';
  const devices = byDevice(ballot.question.method);
  const missing = ballot.not_voted ?? [];
  return (
    <BallotCard
      ballot={ballot}
      state={closing ? d('state_closing') : t('ballotOpen')}
      kind={closing ? 'warn' : 'ok'}
      current
      extra={<Time ballot={ballot} />}
    >
      {devices ? <Count ballot={ballot} /> : <p class="desk-strong">{d(ballot.question.method === 'hands' ? 'raiseHands' : 'handOutPapers')}</p>}
      {closing && ballot.until && (
        <output>
          {d('takingLast')} <Countdown until={ballot.until} />
        </output>
      )}
      {!closing && (
        <div class="desk-buttons">
          {can('ballot.close') && <Close ballot={ballot} missing={devices ? missing.length : 0} />}
          {can('ballot.extend') && devices && <Extend ballot={ballot} />}
        </div>
      )}
      {devices && <NotVoted ballot={ballot} />}
      {devices && <OnPaper ballot={ballot} />}
      <LateOnes ballot={ballot} />
      <Warnings list={ballot.warnings ?? []} />
      <EarlierRounds ballot={ballot} />
      <RuleLines ballot={ballot} />
      <div class="desk-buttons">
        {can('ballot.fall_back') && <FallBackButton ballot={ballot} />}
        {can('ballot.void') && <VoidButton ballot={ballot} />}
      </div>
    </BallotCard>
  );
}

/** How many of how many have sent a ballot. */
export function Count({ ballot }: { ballot: BallotValue }) {
  const paper = ballot.on_paper?.length ?? 0;
  return (
    <div class="desk-count">
      <p>
        <span class="desk-count-number figures">
          {ballot.recorded}/{ballot.electors}
        </span>{' '}
        {d('recorded')}
        {paper > 0 && <span class="figures"> · {d('papersOut', paper)}</span>}
      </p>
      <Progress kind="ok" value={ballot.electors ? ballot.recorded / ballot.electors : 0} label={t('votedCount', ballot.recorded, ballot.electors)} />
    </div>
  );
}

function Time({ ballot }: { ballot: BallotValue }) {
  if (!ballot.opened || ballot.state !== 'open') return null;
  return (
    <span class="desk-ballot-time">
      <Icon of={clockIcon} />
      {ballot.closes ? <Countdown until={ballot.closes} /> : <Elapsed since={ballot.opened} />}
    </span>
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

/** Ends the voting; it asks first as long as somebody is missing. */
export function Close({ ballot, missing }: { ballot: BallotValue; missing: number }) {
  const [busy, close] = useAct('ballot.close');
  const [asking, setAsking] = useState(false);
  const go = async (): Promise<void> => {
    const answer = await close({ ballot: ballot.id });
    if (answer.ok) announce(t('ballotEnded'));
  };
  const { method } = ballot.question;
  const word = method === 'letters' ? d('closeLetter') : byDevice(method) ? d('closeBallot') : d('toCounting');
  return (
    <>
      <Button
        kind="primary"
        busy={busy}
        why={offlineReason()}
        onClick={() => (missing > 0 ? setAsking(true) : void go())}
      >
        {busy ? t('sending') : word}
      </Button>
      {asking && (
        <Confirm
          title={method === 'letters' ? d('closeLetterTitle') : d('closeTitle')}
          text={method === 'letters' ? d('closeLetterText', missing) : d('closeText', missing)}
          verb={word}
          onConfirm={go}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
