import './attend.css';
import { useState } from 'preact/hooks';
import { time } from '../../core/format';
import { can, meeting, myself } from '../../core/meeting';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { checkIcon, doorOpenIcon, Icon, monitorIcon, userCheckIcon } from '../../ui/icons';

/** Whether the person could check in now and has not. */
export const mayCheckIn = (): boolean => {
  const phase = meeting.value?.phase;
  const open = phase === 'check_in' || phase === 'in_session' || phase === 'paused';
  return open && can('attendance.check_in') && myself.value !== undefined && !myself.value.present;
};

/** "I am here": one button as long as it is needed, the time afterwards. */
export function CheckInCard() {
  const mine = myself.value;
  if (mayCheckIn()) return <Ask />;
  if (mine?.present && mine.since) {
    return (
      <p class="checked-in">
        <Icon of={checkIcon} />
        {t('checkedIn', time(mine.since))}
        {mine.mode && <span> · {t(`mode_${mine.mode}`)}</span>}
      </p>
    );
  }
  if (meeting.value?.phase === 'scheduled' && can('attendance.check_in')) {
    return <p class="soft">{t('checkInLater')}</p>;
  }
  return null;
}

function Ask() {
  const [busy, run] = useAct('attendance.check_in');
  return (
    <section class="card check-in" aria-labelledby="check-in-title">
      <h2 id="check-in-title">{t('checkInTitle')}</h2>
      <p class="soft">{t('checkInHint')}</p>
      <div class="check-in-ways">
        <Button
          kind="primary"
          size="large"
          icon={userCheckIcon}
          busy={busy}
          why={offlineReason()}
          onClick={() => void run({})}
        >
          {busy ? t('sending') : t('checkIn')}
        </Button>
        {myself.value?.role !== 'unit' && (
          <Button
            size="large"
            icon={monitorIcon}
            busy={busy}
            why={offlineReason()}
            onClick={() => void run({ mode: 'remote' })}
          >
            {t('checkInRemote')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** The same in one line, for when there is something else to look at. */
export function CheckInStrip() {
  const [busy, run] = useAct('attendance.check_in');
  if (!mayCheckIn()) return null;
  return (
    <div class="strip check-in-strip">
      <Icon of={userCheckIcon} />
      <span class="strip-text">{t('checkInTitle')}</span>
      <Button kind="primary" busy={busy} why={offlineReason()} onClick={() => void run({})}>
        {busy ? t('sending') : t('checkIn')}
      </Button>
    </div>
  );
}

/** Going for good, with a question before. */
export function LeaveButton() {
  const [asking, setAsking] = useState(false);
  const [, run] = useAct('attendance.leave');
  if (!myself.value?.present || !can('attendance.leave') || meeting.value?.phase === 'closed') return null;
  return (
    <>
      <Button icon={doorOpenIcon} why={offlineReason()} onClick={() => setAsking(true)}>
        {t('leave')}
      </Button>
      {asking && (
        <Confirm
          title={t('leaveTitle')}
          text={t('leaveText')}
          verb={t('leave')}
          onConfirm={() => run({})}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
