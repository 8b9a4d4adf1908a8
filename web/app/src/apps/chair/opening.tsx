import { useState } from 'preact/hooks';
import { attendance, myself, send } from '../../core/meeting';
import { useDraft } from '../../features/desk/draft';
import { explain, t as shared } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Segments, TextArea } from '../../ui/field';
import { triangleAlertIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { missing } from './opening-rule';
import { t } from './words';

/** Before the session begins: who is there. Below the quorum it needs a reason in writing. */
export function OpenDialog({ onClose }: { onClose: () => void }) {
  const numbers = attendance.value;
  const short = missing(numbers, myself.value);
  const [refused, setRefused] = useState(false);
  const draft = useDraft('open-without', '');
  const [busy, setBusy] = useState(false);
  const without = short > 0 || refused;
  const go = async (): Promise<void> => {
    setBusy(true);
    const answer = await send('meeting.open', without ? { without: draft.value } : {});
    setBusy(false);
    if (answer.ok) {
      draft.drop();
      onClose();
    } else if (answer.code === 'no_quorum') {
      setRefused(true); // somebody has left meanwhile
    } else {
      toast(explain(answer), { kind: 'error' });
    }
  };
  return (
    <Dialog
      title={t('openTitle')}
      size="small"
      firm={without}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button
            kind="primary"
            busy={busy}
            why={without && !draft.value.trim() ? t('withoutNeeded') : offlineReason()}
            onClick={() => void go()}
          >
            {busy ? shared('sending') : t('open')}
          </Button>
        </>
      }
    >
      {numbers && (
        <p class="figures">
          {shared('peopleHere', numbers.present, numbers.expected)}.{' '}
          {numbers.quorum > 0 ? t('openQuorum', numbers.voters_present, numbers.voters, numbers.quorum) : ''}
        </p>
      )}
      {without ? (
        <Without short={short} value={draft.value} onInput={draft.edit} />
      ) : (
        <p class="soft">{t('openText')}</p>
      )}
    </Dialog>
  );
}

/** Below the quorum: how many are missing, and the reason for opening all the same. */
function Without({ short, value, onInput }: { short: number; value: string; onInput: (text: string) => void }) {
  return (
    <>
      <Banner kind="warn" icon={triangleAlertIcon}>
        {short > 0 ? shared('quorumMissing', short) : explain({ code: 'no_quorum' })}
      </Banner>
      <TextArea label={t('without')} hint={t('withoutHint')} rows={3} maxLength={300} value={value} onInput={onInput} />
    </>
  );
}

const lengths = ['5', '10', '15', '30', '0'] as const;
type Minutes = (typeof lengths)[number];

/** A break, of so many minutes or with an open end. */
export function PauseDialog({ onClose }: { onClose: () => void }) {
  const [minutes, setMinutes] = useState<Minutes>('15');
  const [busy, pause] = useAct('meeting.pause');
  const go = async (): Promise<void> => {
    const answer = await pause(minutes === '0' ? {} : { minutes: Number(minutes) });
    if (answer.ok) onClose();
  };
  return (
    <Dialog
      title={t('pauseTitle')}
      size="small"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button kind="primary" busy={busy} why={offlineReason()} onClick={() => void go()}>
            {busy ? shared('sending') : t('pause')}
          </Button>
        </>
      }
    >
      <p class="soft">{t('pauseText')}</p>
      <Segments<Minutes>
        label={t('pauseLength')}
        value={minutes}
        onChange={setMinutes}
        options={lengths.map((key) => ({ key, title: key === '0' ? t('openEnd') : shared('minutes', Number(key)) }))}
      />
    </Dialog>
  );
}
