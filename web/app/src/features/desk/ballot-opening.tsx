import { useState } from 'preact/hooks';
import { serverNow } from '../../core/clock';
import { attendance, store } from '../../core/meeting';
import type { BallotValue, OpenBallot } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Checkbox, Segments } from '../../ui/field';
import { triangleAlertIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { DeadlineFields } from './ballot-letters';
import { RuleLines, Warnings } from './ballot-parts';
import { fieldsOfMoment, momentOf } from './dates';
import { bodyNow, meaningOf, meaningWords, warningsBefore } from './meaning';
import { d } from './words';

/** Before a question is put: what exactly, to whom, under which rule, for how long; and what to mind of a secret. */
export function OpenDialog({ ballot, onClose }: { ballot: BallotValue; onClose: () => void }) {
  const letters = ballot.question.method === 'letters';
  const [seconds, setSeconds] = useState<Seconds>('0');
  const [deadline, setDeadline] = useState(() => fieldsOfMoment(usualDeadline(serverNow())));
  const [minded, setMinded] = useState(false);
  const [busy, open] = useAct('ballot.open');
  const warnings = warningsBefore(ballot.question, store.all('person'));
  const until = letters ? momentOf(deadline.day, deadline.clock) : undefined;
  const late = letters && !(until && Date.parse(until) > serverNow());
  const go = async (): Promise<void> => {
    const answer = await open(argsOf(ballot, seconds, until));
    if (answer.ok) onClose();
  };
  const why = late ? d('deadlineWrong') : warnings.length > 0 && !minded ? d('mindFirst') : offlineReason();
  return (
    <Dialog
      title={letters ? d('sendLetterTitle') : d('openTitle')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" busy={busy} why={why} onClick={() => void go()}>
            {busy ? t('sending') : letters ? d('sendLetter') : d('openNow')}
          </Button>
        </>
      }
    >
      <p class="desk-question desk-large">{ballot.question.text}</p>
      <RuleLines ballot={ballot} />
      <Body ballot={ballot} />
      <Warnings list={warnings} />
      {warnings.length > 0 && <Checkbox label={d('mindSecret')} checked={minded} onChange={setMinded} />}
      {letters ? (
        <DeadlineFields value={deadline} onChange={setDeadline} />
      ) : (
        ballot.question.method !== 'hands' &&
        ballot.question.method !== 'paper' && (
          <Segments<Seconds>
            label={d('votingTime')}
            value={seconds}
            onChange={setSeconds}
            options={times.map((key) => ({ key, title: key === '0' ? d('untilClosed') : timeWord(Number(key)) }))}
          />
        )
      )}
      <p class="faint">{d('openHint')}</p>
    </Dialog>
  );
}

const times = ['0', '60', '120', '180', '300'] as const;
type Seconds = (typeof times)[number];

const timeWord = (seconds: number): string => (seconds < 120 ? d('seconds', seconds) : t('minutes', seconds / 60));

function argsOf(ballot: BallotValue, seconds: Seconds, deadline: string | undefined): OpenBallot {
  if (deadline) return { ballot: ballot.id, deadline };
  return { ballot: ballot.id, ...(seconds === '0' ? {} : { seconds: Number(seconds) }) };
}

const day = 86_400_000;

/** Three days from now at 17:00 in Vietnam. */
function usualDeadline(now: number): string {
  const { day: on } = fieldsOfMoment(new Date(now + 3 * day).toISOString());
  return momentOf(on, '17:00') ?? new Date(now + 3 * day).toISOString();
}

/** Who may vote, who is there, what the rule asks for, and whether that can be decided at all. */
function Body({ ballot }: { ballot: BallotValue }) {
  const numbers = attendance.value;
  if (!numbers) return null;
  const { form, rule, method } = ballot.question;
  const body = bodyNow();
  const quorum = method === 'letters' || rule.quorum?.when === 'count' ? 0 : (meaningOf(rule, body)?.quorum ?? 0);
  const missing = quorum - numbers.voters_present;
  return (
    <>
      <p class="figures">
        {method === 'letters' ? d('electorateOfLetter', numbers.voters) : d('electorate', numbers.voters, numbers.voters_present)}{' '}
        {meaningWords(form, rule, body)}
      </p>
      {missing > 0 && (
        <Banner kind="warn" icon={triangleAlertIcon}>
          {d('quorumOfRound', missing)}
        </Banner>
      )}
    </>
  );
}
