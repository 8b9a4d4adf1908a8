import { useState } from 'preact/hooks';
import { minute, now } from '../../core/clock';
import { longDate, time, timeOrDate } from '../../core/format';
import { can } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { toast } from '../../ui/toast';
import { LateOnes, NotVoted } from './ballot-electors';
import { Close, Count } from './ballot-open';
import { BallotCard, EarlierRounds, RuleLines, VoidButton } from './ballot-parts';
import { Answers } from './ballot-result';
import { fieldsOfMoment, momentOf } from './dates';
import { d } from './words';

/** A letter that is out: who has answered, until when, and who is asked once more. */
export function OpenLetter({ ballot }: { ballot: BallotValue }) {
  return (
    <BallotCard ballot={ballot} state={ballot.state === 'closing' ? d('state_closing') : d('letterOpen')} kind="ok" current>
      {ballot.closes && <p class="desk-strong figures">{d('answerBy', momentWords(ballot.closes))}</p>}
      <Count ballot={ballot} />
      {ballot.state === 'open' && (
        <div class="desk-buttons">
          {can('ballot.remind') && <Remind ballot={ballot} />}
          {can('ballot.extend') && <Later ballot={ballot} />}
          {can('ballot.close') && <Close ballot={ballot} missing={ballot.not_voted?.length ?? 0} />}
        </div>
      )}
      {ballot.reminded && <p class="faint figures">{d('remindedAt', timeOrDate(ballot.reminded, minute.value))}</p>}
      <NotVoted ballot={ballot} />
      <LateOnes ballot={ballot} />
      <Answers ballot={ballot} />
      <EarlierRounds ballot={ballot} />
      <RuleLines ballot={ballot} />
      {can('ballot.void') && (
        <div class="desk-buttons">
          <VoidButton ballot={ballot} />
        </div>
      )}
    </BallotCard>
  );
}

/** 17:00, Thứ Năm, 24/09/2026 */
export const momentWords = (moment: string): string => `${time(moment)}, ${longDate(moment)}`;

/** How long the server takes no second reminder. */
const pause = 60_000;

function Remind({ ballot }: { ballot: BallotValue }) {
  const [busy, remind] = useAct('ballot.remind');
  const missing = ballot.not_voted?.length ?? 0;
  const justNow = ballot.reminded !== undefined && now.value - Date.parse(ballot.reminded) < pause;
  const why = missing === 0 ? d('everybodyAnswered') : justNow ? d('remindedJustNow') : offlineReason();
  const go = async (): Promise<void> => {
    const answer = await remind({ ballot: ballot.id });
    if (answer.ok) toast(d('reminded', missing), { kind: 'ok' });
  };
  return (
    <Button busy={busy} why={why} onClick={() => void go()}>
      {busy ? t('sending') : d('remind')}
    </Button>
  );
}

function Later({ ballot }: { ballot: BallotValue }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button why={offlineReason()} onClick={() => setAsking(true)}>
        {d('extendLetter')}
      </Button>
      {asking && <LaterDialog ballot={ballot} onClose={() => setAsking(false)} />}
    </>
  );
}

function LaterDialog({ ballot, onClose }: { ballot: BallotValue; onClose: () => void }) {
  const [deadline, setDeadline] = useState(() => fieldsOfMoment(ballot.closes));
  const [busy, extend] = useAct('ballot.extend');
  const moment = momentOf(deadline.day, deadline.clock);
  const later = moment !== undefined && moment > new Date(ballot.closes ?? 0).toISOString();
  const go = async (): Promise<void> => {
    if (!moment) return;
    const answer = await extend({ ballot: ballot.id, deadline: moment });
    if (answer.ok) onClose();
  };
  return (
    <Dialog
      title={d('extendLetter')}
      size="small"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" busy={busy} why={later ? offlineReason() : d('deadlineLater')} onClick={() => void go()}>
            {busy ? t('sending') : d('extendLetter')}
          </Button>
        </>
      }
    >
      {ballot.closes && <p class="soft figures">{d('answerBy', momentWords(ballot.closes))}</p>}
      <DeadlineFields value={deadline} onChange={setDeadline} />
    </Dialog>
  );
}

/** Day and time until which answers are taken. */
export function DeadlineFields(props: {
  value: { day: string; clock: string };
  onChange: (value: { day: string; clock: string }) => void;
}) {
  const { value, onChange } = props;
  const moment = momentOf(value.day, value.clock);
  return (
    <div class="desk-two">
      <TextField
        label={d('deadlineDay')}
        hint={moment ? longDate(moment) : undefined}
        error={moment ? undefined : d('deadlineWrong')}
        value={value.day}
        onInput={(day) => onChange({ ...value, day })}
      />
      <TextField label={d('deadlineTime')} value={value.clock} onInput={(clock) => onChange({ ...value, clock })} />
    </div>
  );
}
