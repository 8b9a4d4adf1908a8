import { useState } from 'preact/hooks';
import { minute } from '../../core/clock';
import { timeOrDate } from '../../core/format';
import { can, meeting } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { megaphoneIcon, refreshCwIcon } from '../../ui/icons';
import { OutcomePill } from '../vote/outcome-pill';
import { LateOnes } from './ballot-electors';
import { BallotCard, EarlierRounds, roundWords, VoidButton, Warnings } from './ballot-parts';
import { furtherRound, linked, successor } from './ballots';
import { later } from './later';
import { d } from './words';

const ReportLetter = later(async () => (await import('./rare')).ReportLetter, true);
const WholeResult = later(async () => (await import('./rare')).WholeResult);

interface EndedProps {
  ballot: BallotValue;
  all: readonly BallotValue[];
  /** Writes the question of a further round of an election. */
  onFurther: () => void;
}

/** Counted, and for the desk alone until the chair declares it. */
export function ClosedBallot({ ballot, all, onFurther }: EndedProps) {
  return (
    <BallotCard
      ballot={ballot}
      state={ballot.withheld ? d('waitsForGroup') : d('waitsForDeclaration')}
      kind="warn"
      current
      extra={ballot.tally && <OutcomePill tally={ballot.tally} />}
    >
      <Warnings list={ballot.warnings ?? []} />
      {can('ballot.declare') && (
        <div class="desk-buttons">
          <Declare ballot={ballot} linked={linked(all, ballot)} />
          {can('ballot.void') && meeting.value?.phase !== 'closed' && <VoidButton ballot={ballot} />}
        </div>
      )}
      <EarlierRounds ballot={ballot} />
      {ballot.withheld ? <p>{d('withheld', linked(all, ballot).filter((one) => one.state !== 'closed').length)}</p> : <WholeResult ballot={ballot} />}
      <LateOnes ballot={ballot} />
      <Further ballot={ballot} all={all} onFurther={onFurther} />
      {!ballot.withheld && <p class="faint">{can('ballot.declare') ? d('declareHint') : t('waitResult')}</p>}
    </BallotCard>
  );
}

/** Makes the result public; what may give a secret away is asked first. */
function Declare({ ballot, linked: group }: { ballot: BallotValue; linked: readonly BallotValue[] }) {
  const [busy, declare] = useAct('ballot.declare');
  const [asking, setAsking] = useState(false);
  const due = group.filter((one) => one.state === 'closed');
  const warnings = [...new Set((due.length > 0 ? due : [ballot]).flatMap((one) => one.warnings ?? []))];
  const verb = due.length > 1 ? d('declareAll', due.length) : d('declare');
  const go = (): Promise<unknown> => declare({ ballot: ballot.id });
  return (
    <>
      <Button
        kind="primary"
        icon={megaphoneIcon}
        busy={busy}
        why={ballot.withheld ? d('withheldShort') : offlineReason()}
        onClick={() => (warnings.length > 0 ? setAsking(true) : void go())}
      >
        {busy ? t('sending') : verb}
      </Button>
      {asking && (
        <Confirm title={d('declareTitle')} text={d('declareText')} verb={verb} onConfirm={go} onClose={() => setAsking(false)}>
          <Warnings list={warnings} />
        </Confirm>
      )}
    </>
  );
}

/** An election that left seats open leads to another round, and so does a tie. */
function Further({ ballot, all, onFurther }: EndedProps) {
  const next = successor(all, ballot.id);
  const tied = ballot.tally?.outcome === 'tied';
  if (next && next.state !== 'void') return <p class="faint">{d(tied ? 'repeatedAs' : 'continuedAs', next.round)}</p>;
  if (!(tied || furtherRound(ballot)) || !can('ballot.prepare') || meeting.value?.phase === 'closed') return null;
  return (
    <div>
      <Button icon={refreshCwIcon} why={offlineReason()} onClick={onFurther}>
        {d(tied ? 'repeatBallot' : 'furtherRound')}
      </Button>
    </div>
  );
}

/** Declared or void: in one line, the rest on request. */
export function PastBallot(props: EndedProps & { onRepeat: () => void }) {
  const { ballot, all, onRepeat, onFurther } = props;
  const [open, setOpen] = useState(false);
  const dead = ballot.state === 'void';
  const next = dead ? successor(all, ballot.id) : undefined;
  const repeated = next && next.state !== 'void' ? next : undefined;
  const over = meeting.value?.phase === 'closed';
  return (
    <BallotCard
      ballot={ballot}
      state={dead ? t('ballotVoid') : d('declared')}
      kind={dead ? 'danger' : 'primary'}
      extra={
        <>
          {!dead && ballot.tally && <OutcomePill tally={ballot.tally} />}
          {!dead && ballot.declared && <span class="faint figures">{timeOrDate(ballot.declared, minute.value)}</span>}
        </>
      }
    >
      {dead && <p>{roundWords(ballot)}</p>}
      {repeated && <p class="faint">{d('repeatedAs', repeated.round)}</p>}
      <EarlierRounds ballot={ballot} />
      {open && <WholeResult ballot={ballot} />}
      {open && <LateOnes ballot={ballot} />}
      {!dead && <Further ballot={ballot} all={all} onFurther={onFurther} />}
      <div class="desk-buttons">
        {dead && !repeated && !over && can('ballot.prepare') && (
          <Button icon={refreshCwIcon} why={offlineReason()} onClick={onRepeat}>
            {d('repeatBallot')}
          </Button>
        )}
        {ballot.tally && (
          <Button kind="ghost" expanded={open} onClick={() => setOpen(!open)}>
            {open ? d('lessResult') : d('moreResult')}
          </Button>
        )}
        {!dead && ballot.question.method === 'letters' && can('ballot.prepare') && <ReportLetter ballot={ballot} />}
        {!dead && !over && can('ballot.void') && <VoidButton ballot={ballot} />}
      </div>
    </BallotCard>
  );
}
