import { can, isDesk, me, meeting } from '../../core/meeting';
import type { BallotValue, TellerValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { checkIcon, hourglassIcon, Icon, refreshCwIcon, triangleAlertIcon } from '../../ui/icons';
import { Banner, Pill } from '../../ui/parts';
import { nameOf, person } from '../people/names';
import { hasWork } from '../vote/duty';
import { TellerWork } from '../vote/teller';
import { Answers } from './ballot-result';
import { LateOnes, OnPaper } from './ballot-electors';
import { BallotCard, EarlierRounds, RuleLines, VoidButton } from './ballot-parts';
import { awaitsCount, keyMissing, splitKey } from './ballots';
import { FallBackButton } from './fall-back';
import { d } from './words';

/** Voting has ended; tellers are waited for, with their parts of the key, or with what they counted. */
export function CountingBallot({ ballot }: { ballot: BallotValue }) {
  const { question, tellers = [] } = ballot;
  const over = meeting.value?.phase === 'closed';
  return (
    <BallotCard ballot={ballot} state={d('state_counting')} kind="warn" current>
      {splitKey(question) && (
        <Waiting
          title={d('waitsForKeys', ballot.threshold ?? 0, tellers.length)}
          tellers={tellers}
          word={(one) => (one.given ? { done: true, words: d('keyGiven') } : { done: false, words: d(one.gave ? 'keyLost' : 'keyHeld') })}
        />
      )}
      {awaitsCount(ballot) && <Counts ballot={ballot} />}
      {keyMissing(ballot) && <KeyMissing ballot={ballot} />}
      {hasWork(ballot) && <TellerWork ballot={ballot} />}
      <OnPaper ballot={ballot} />
      <LateOnes ballot={ballot} />
      <Answers ballot={ballot} />
      <EarlierRounds ballot={ballot} />
      <RuleLines ballot={ballot} />
      {!over && (
        <div class="desk-buttons">
          {can('ballot.fall_back') && <FallBackButton ballot={ballot} />}
          {can('ballot.void') && <VoidButton ballot={ballot} />}
        </div>
      )}
    </BallotCard>
  );
}

/** The server could not have the key of a secret round: it is tried again, or the round is given up. */
function KeyMissing({ ballot }: { ballot: BallotValue }) {
  const [busy, close] = useAct('ballot.close');
  return (
    <div class="desk-stack">
      <Banner kind="danger" icon={triangleAlertIcon}>
        {d('keyMissing')}
      </Banner>
      {can('ballot.close') && meeting.value?.phase !== 'closed' && (
        <Button icon={refreshCwIcon} busy={busy} why={offlineReason()} onClick={() => void close({ ballot: ballot.id })}>
          {busy ? t('sending') : d('openAgain')}
        </Button>
      )}
    </div>
  );
}

/** Two counts that agree are waited for: of the tellers, or where none is named, of chair and secretary. */
function Counts({ ballot }: { ballot: BallotValue }) {
  const { tellers = [] } = ballot;
  const entered = tellers.filter((one) => one.entered).length;
  if (tellers.length === 0) return <p>{d('deskCounts')}</p>;
  return (
    <>
      <Waiting
        title={d('waitsForCounts')}
        tellers={tellers}
        word={(one) => (one.entered ? { done: true, words: d('countEntered') } : { done: false, words: d('countMissing') })}
      />
      {entered >= 2 && <p class="desk-differs">{d('countsDiffer')}</p>}
    </>
  );
}

/** The tellers of a round, and how far each is. */
function Waiting(props: {
  title: string;
  tellers: readonly TellerValue[];
  word: (one: TellerValue) => { done: boolean; words: string };
}) {
  const { title, tellers, word } = props;
  return (
    <div class="desk-tellers">
      <p class="desk-strong">{title}</p>
      <ul>
        {tellers.map((one) => {
          const { done, words } = word(one);
          return <Teller key={one.person} id={one.person} done={done} words={words} />;
        })}
      </ul>
    </div>
  );
}

function Teller({ id, done, words }: { id: string; done: boolean; words: string }) {
  const one = person(id);
  const mine = id === me.value?.person && isDesk();
  return (
    <li>
      <Icon of={done ? checkIcon : hourglassIcon} />
      <span>{nameOf(id)}</span>
      <span class="faint">{[words, one && !one.online ? d('noDevice') : ''].filter(Boolean).join(' · ')}</span>
      {mine && <Pill kind="gold">{d('you')}</Pill>}
    </li>
  );
}

/** Before a round whose key is split: whose device has taken its part. */
export function KeyHolders({ ballot }: { ballot: BallotValue }) {
  const { tellers = [], threshold = 0 } = ballot;
  const ready = tellers.filter((one) => one.ready).length;
  return (
    <Waiting
      title={ready === tellers.length ? d('keysReady', threshold, tellers.length) : d('keysWaiting', ready, tellers.length)}
      tellers={tellers}
      word={(one) => (one.ready ? { done: true, words: d('deviceReady') } : { done: false, words: d('deviceNotReady') })}
    />
  );
}
