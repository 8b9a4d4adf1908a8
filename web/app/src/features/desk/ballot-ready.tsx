import { useState } from 'preact/hooks';
import { agenda, attendance, can, meeting } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button, IconButton } from '../../ui/button';
import { Confirm, Dialog } from '../../ui/dialog';
import { Segments } from '../../ui/field';
import { pencilIcon, trash2Icon, triangleAlertIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { BallotCard, RuleLines } from './ballot-parts';
import { needed, sizeOf } from './ballots';
import { d } from './words';

/** A question that can be put. */
export function ReadyBallot(props: { ballot: BallotValue; blocked: BallotValue | undefined; onEdit: () => void }) {
  const { ballot, blocked, onEdit } = props;
  const [opening, setOpening] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  const [, discard] = useAct('ballot.discard');
  const phase = meeting.value?.phase;
  const why = blocked ? d('otherOpen') : phase === 'in_session' ? offlineReason() : d('onlyInSession');
  return (
    <BallotCard ballot={ballot} state={d('ballotReady')} kind="neutral">
      <RuleLines ballot={ballot} />
      {phase !== 'closed' && (
        <div class="desk-buttons end">
          {can('ballot.prepare') && can('ballot.discard') && (
            <IconButton icon={pencilIcon} kind="ghost" label={d('editBallot')} why={offlineReason()} onClick={onEdit} />
          )}
          {can('ballot.discard') && (
            <IconButton icon={trash2Icon} kind="ghost" label={d('discardBallot')} why={offlineReason()} onClick={() => setDiscarding(true)} />
          )}
          {can('ballot.open') && (
            <Button kind={ballot.item === agenda.value?.current ? 'primary' : 'plain'} why={why} onClick={() => setOpening(true)}>
              {d('openBallot')}
            </Button>
          )}
        </div>
      )}
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

const times = ['0', '60', '120', '180', '300'] as const;
type Seconds = (typeof times)[number];

/** Before a question is put: what exactly, to whom, under which rule, for how long. */
function OpenDialog({ ballot, onClose }: { ballot: BallotValue; onClose: () => void }) {
  const [seconds, setSeconds] = useState<Seconds>('0');
  const [busy, open] = useAct('ballot.open');
  const numbers = attendance.value;
  const size = sizeOf(ballot.question.rule.base, numbers, meeting.value?.seats);
  const missing = numbers?.quorum ? numbers.quorum - numbers.voters_present : 0;
  const go = async (): Promise<void> => {
    const answer = await open({ ballot: ballot.id, ...(seconds === '0' ? {} : { seconds: Number(seconds) }) });
    if (answer.ok) onClose();
  };
  return (
    <Dialog
      title={d('openTitle')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" busy={busy} why={offlineReason()} onClick={() => void go()}>
            {busy ? t('sending') : d('openNow')}
          </Button>
        </>
      }
    >
      <p class="desk-question desk-large">{ballot.question.text}</p>
      <RuleLines ballot={ballot} />
      {numbers && (
        <p class="figures">
          {d('electorate', numbers.voters, numbers.voters_present)}
          {size !== undefined && <> {d('neededNow', needed(ballot.question.rule, size), size)}</>}
        </p>
      )}
      {missing > 0 && (
        <Banner kind="warn" icon={triangleAlertIcon}>
          {d('quorumShort', missing)}
        </Banner>
      )}
      <Segments<Seconds>
        label={d('votingTime')}
        value={seconds}
        onChange={setSeconds}
        options={times.map((key) => ({ key, title: key === '0' ? d('untilClosed') : timeWord(Number(key)) }))}
      />
      <p class="faint">{d('openHint')}</p>
    </Dialog>
  );
}

const timeWord = (seconds: number): string => (seconds < 120 ? d('seconds', seconds) : t('minutes', seconds / 60));
