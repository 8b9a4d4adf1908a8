import { useEffect, useState } from 'preact/hooks';
import { date } from '../../core/format';
import type { BallotValue } from '../../core/protocol.gen';
import { api, APIError, meetingID } from '../../core/session';
import { explain, t } from '../../locale';
import { offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Select } from '../../ui/field';
import { toast } from '../../ui/toast';
import { d } from './words';

interface Listed {
  id: string;
  title: string;
  starts: string;
  phase: string;
  role: string;
}

/** Puts what came of an opinion onto the agenda of another meeting, in one act. */
export function ReportLetter({ ballot }: { ballot: BallotValue }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{d('reportLetter')}</Button>
      {open && <ReportDialog ballot={ballot} onClose={() => setOpen(false)} />}
    </>
  );
}

function ReportDialog({ ballot, onClose }: { ballot: BallotValue; onClose: () => void }) {
  const [meetings, setMeetings] = useState<readonly Listed[]>();
  const [chosen, setChosen] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  useEffect(() => {
    api<{ meetings: Listed[] }>('GET', '/api/meetings').then(
      (list) => setMeetings(list.meetings.filter(fits)),
      () => setMeetings([]),
    );
  }, []);
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      await api('POST', `/api/meetings/${meetingID}/ballots/${ballot.id}/report`, { meeting: chosen });
      toast(d('reportLetterDone'), { kind: 'ok' });
      onClose();
    } catch (error) {
      setRefusal(explain({ code: error instanceof APIError ? error.code : 'unexpected' }));
    }
    setBusy(false);
  };
  const none = meetings?.length === 0;
  return (
    <Dialog
      title={d('reportLetter')}
      size="small"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" busy={busy} why={chosen ? offlineReason() : d('reportLetterPick')} onClick={() => void go()}>
            {busy ? t('sending') : d('reportLetterGo')}
          </Button>
        </>
      }
    >
      <p class="desk-question">{ballot.question.text}</p>
      <p>{d('reportLetterWhat')}</p>
      {none ? (
        <p class="soft">{d('reportLetterNone')}</p>
      ) : (
        <Select
          label={d('reportLetterTo')}
          error={refusal}
          value={chosen}
          options={[{ key: '', title: '–' }, ...(meetings ?? []).map((one) => ({ key: one.id, title: `${one.title} (${date(one.starts)})` }))]}
          onChange={setChosen}
        />
      )}
    </Dialog>
  );
}

/** Whether a report can be put onto its agenda by whoever asks. */
const fits = ({ id, phase, role }: Listed): boolean => id !== meetingID && phase !== 'closed' && (role === 'secretary' || role === 'chair');
