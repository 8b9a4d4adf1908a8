import { useState } from 'preact/hooks';
import { agenda, can, meeting } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';
import { offlineReason, useAct } from '../../ui/act';
import { Button, IconButton } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { pencilIcon, trash2Icon } from '../../ui/icons';
import { hasWork } from '../vote/duty';
import { OpenDialog } from './ballot-opening';
import { BallotCard, EarlierRounds, RuleLines } from './ballot-parts';
import { splitKey } from './ballots';
import { later } from './later';
import { d } from './words';

const TellerWork = later(async () => (await import('./rare')).TellerWork);
const KeyHolders = later(async () => (await import('./rare')).KeyHolders);

/** Why a question cannot be put now. */
function openingReason(ballot: BallotValue, running: readonly BallotValue[]): string | undefined {
  const phase = meeting.value?.phase;
  if (ballot.question.method === 'letters') return phase === 'draft' ? d('letterAfterPublishing') : offlineReason();
  if (splitKey(ballot.question) && ballot.tellers?.some((one) => !one.ready)) return d('keysFirst');
  if (running.some((one) => !ballot.group || one.group !== ballot.group)) return d('otherOpen');
  return phase === 'in_session' ? offlineReason() : d('onlyInSession');
}

/** A question that can be put. */
export function ReadyBallot(props: { ballot: BallotValue; blocked: readonly BallotValue[]; onEdit: () => void }) {
  const { ballot, blocked, onEdit } = props;
  const [opening, setOpening] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  const [, discard] = useAct('ballot.discard');
  const letters = ballot.question.method === 'letters';
  return (
    <BallotCard ballot={ballot} state={letters ? d('letterReady') : d('ballotReady')} kind="neutral">
      {splitKey(ballot.question) && <KeyHolders ballot={ballot} />}
      {hasWork(ballot) && <TellerWork ballot={ballot} />}
      <EarlierRounds ballot={ballot} />
      <RuleLines ballot={ballot} />
      {meeting.value?.phase !== 'closed' && (
        <div class="desk-buttons end">
          {can('ballot.prepare') && can('ballot.discard') && (
            <IconButton icon={pencilIcon} kind="ghost" label={d('editBallot')} why={offlineReason()} onClick={onEdit} />
          )}
          {can('ballot.discard') && (
            <IconButton icon={trash2Icon} kind="ghost" label={d('discardBallot')} why={offlineReason()} onClick={() => setDiscarding(true)} />
          )}
          {can('ballot.open') && (
            <Button
              kind={ballot.item === agenda.value?.current || letters ? 'primary' : 'plain'}
              why={openingReason(ballot, blocked)}
              onClick={() => setOpening(true)}
            >
              {letters ? d('sendLetter') : d('openBallot')}
            </Button>
          )}
        </div>
      )}
      {letters && !can('ballot.open') && <p class="faint">{d('chairSendsLetter')}</p>}
      {opening && <OpenDialog ballot={ballot} onClose={() => setOpening(false)} />}
      {discarding && (
        <Confirm
          title={d('discardTitle')}
          text={ballot.question.text}
          verb={d('discardBallot')}
          danger
          onConfirm={() => discard({ ballot: ballot.id })}
          onClose={() => setDiscarding(false)}
        />
      )}
    </BallotCard>
  );
}
