import { useState } from 'preact/hooks';
import { timeOrDate } from '../../core/format';
import { minute } from '../../core/clock';
import { can, meeting } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { megaphoneIcon, refreshCwIcon } from '../../ui/icons';
import { nameOf, person } from '../people/names';
import { OutcomePill, Result } from '../vote/result';
import { BallotCard, VoidButton } from './ballot-parts';
import { optionTitle } from './ballot-words';
import { repetition } from './ballots';
import { d } from './words';

/** Counted, and for the desk alone until the chair declares it. */
export function ClosedBallot({ ballot }: { ballot: BallotValue }) {
  const [busy, declare] = useAct('ballot.declare');
  return (
    <BallotCard
      ballot={ballot}
      state={d('waitsForDeclaration')}
      kind="warn"
      current
      extra={ballot.tally && <OutcomePill tally={ballot.tally} />}
    >
      {can('ballot.declare') && (
        <div class="desk-buttons">
          <Button
            kind="primary"
            icon={megaphoneIcon}
            busy={busy}
            why={offlineReason()}
            onClick={() => void declare({ ballot: ballot.id })}
          >
            {busy ? t('sending') : d('declare')}
          </Button>
          {can('ballot.void') && meeting.value?.phase !== 'closed' && <VoidButton ballot={ballot} />}
        </div>
      )}
      <Result ballot={ballot} />
      <p class="faint">{can('ballot.declare') ? d('declareHint') : t('waitResult')}</p>
    </BallotCard>
  );
}

/** Declared or void: in one line, the rest on request. */
export function PastBallot(props: { ballot: BallotValue; all: readonly BallotValue[]; onRepeat: () => void }) {
  const { ballot, all, onRepeat } = props;
  const [open, setOpen] = useState(false);
  const dead = ballot.state === 'void';
  const repeated = dead ? repetition(all, ballot.id) : undefined;
  const over = meeting.value?.phase === 'closed';
  const when = ballot.voided ?? ballot.declared;
  return (
    <BallotCard
      ballot={ballot}
      state={dead ? t('ballotVoid') : d('declared')}
      kind={dead ? 'danger' : 'primary'}
      extra={
        <>
          {!dead && ballot.tally && <OutcomePill tally={ballot.tally} />}
          {when && <span class="faint figures">{timeOrDate(when, minute.value)}</span>}
        </>
      }
    >
      {dead && ballot.reason && <p>{t('voidReason', ballot.reason)}</p>}
      {repeated && <p class="faint">{d('repeatedAs', repeated.round)}</p>}
      {open && <Result ballot={ballot} />}
      {open && ballot.marks && <Choices ballot={ballot} />}
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
        {!dead && !over && can('ballot.void') && <VoidButton ballot={ballot} />}
      </div>
    </BallotCard>
  );
}

/** Who chose what: the ballot was by name, and is declared. */
function Choices({ ballot }: { ballot: BallotValue }) {
  return (
    <div class="desk-choices">
      {ballot.question.options.map((option) => {
        const who = Object.entries(ballot.marks ?? {}).filter(([, marks]) => (marks[option.id] ?? 0) > 0);
        return (
          <section key={option.id} aria-label={optionTitle(option)}>
            <h4 class="desk-label">
              {optionTitle(option)} <span class="figures">({who.length})</span>
            </h4>
            <ul>
              {who.map(([id]) => (
                <li key={id}>
                  <span>{nameOf(id)}</span>
                  <span class="faint desk-one-line">{person(id)?.unit ?? person(id)?.title}</span>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
