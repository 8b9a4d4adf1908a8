import { time } from '../../core/format';
import { can, meeting } from '../../core/meeting';
import type { MeetingValue } from '../../core/protocol.gen';
import { here, meetingID } from '../../core/session';
import { later } from '../../features/desk/later';
import { MuteAllButton } from '../../features/desk/microphones';
import { SceneButton } from '../../features/desk/scene';
import { sessionBallot } from '../../features/desk/session-ballot';
import { t as shared } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { coffeeIcon, externalLinkIcon, Icon, megaphoneIcon, playIcon, userCheckIcon } from '../../ui/icons';
import { Countdown } from '../../ui/timer';
import { useState } from 'preact/hooks';
import { EndButton } from './end';
import { t } from './words';

const OpenDialog = later(async () => (await import('./parts')).OpenDialog, true);
const PauseDialog = later(async () => (await import('./parts')).PauseDialog, true);

/** What the chair does to the meeting as a whole, according to how far it is. */
export function Controls() {
  const now = meeting.value;
  if (!now) return null;
  return (
    <footer class="controls" aria-label={t('controls')}>
      <Phase now={now} />
    </footer>
  );
}

function Phase({ now }: { now: MeetingValue }) {
  switch (now.phase) {
    case 'draft':
      return <Publish />;
    case 'scheduled':
      return (
        <>
          <OpenCheckIn />
          <Open />
          <SceneButton />
        </>
      );
    case 'check_in':
      return (
        <>
          <Open />
          <MuteAllButton />
          <SceneButton />
        </>
      );
    case 'in_session':
      return (
        <>
          <Pause />
          <MuteAllButton />
          <SceneButton />
          <EndButton />
        </>
      );
    case 'paused':
      return (
        <>
          <Resume now={now} />
          <MuteAllButton />
          <SceneButton />
          <EndButton />
        </>
      );
    case 'closed':
      return <Closed now={now} />;
  }
}

function Publish() {
  const [busy, publish] = useAct('meeting.publish');
  if (!can('meeting.publish')) return null;
  return (
    <>
      <Button kind="primary" icon={megaphoneIcon} busy={busy} why={offlineReason()} onClick={() => void publish({})}>
        {busy ? shared('sending') : t('publish')}
      </Button>
      <p class="soft">{t('draftHint')}</p>
    </>
  );
}

function OpenCheckIn() {
  const [busy, open] = useAct('meeting.open_check_in');
  if (!can('meeting.open_check_in')) return null;
  return (
    <Button icon={userCheckIcon} busy={busy} why={offlineReason()} onClick={() => void open({})}>
      {busy ? shared('sending') : t('openCheckIn')}
    </Button>
  );
}

function Open() {
  const [asking, setAsking] = useState(false);
  if (!can('meeting.open')) return null;
  return (
    <>
      <Button kind="primary" icon={playIcon} why={offlineReason()} onClick={() => setAsking(true)}>
        {t('open')}
      </Button>
      {asking && <OpenDialog onClose={() => setAsking(false)} />}
    </>
  );
}

function Pause() {
  const [asking, setAsking] = useState(false);
  if (!can('meeting.pause')) return null;
  const why = sessionBallot.value ? t('voteFirst') : offlineReason();
  return (
    <>
      <Button icon={coffeeIcon} why={why} onClick={() => setAsking(true)}>
        {t('pause')}
      </Button>
      {asking && <PauseDialog onClose={() => setAsking(false)} />}
    </>
  );
}

function Resume({ now }: { now: MeetingValue }) {
  const [busy, resume] = useAct('meeting.resume');
  if (!can('meeting.resume')) return null;
  return (
    <>
      <Button kind="primary" icon={playIcon} busy={busy} why={offlineReason()} onClick={() => void resume({})}>
        {busy ? shared('sending') : t('resume')}
      </Button>
      {now.back_at && (
        <p class="soft">
          {shared('backAt', time(now.back_at))} · <Countdown until={now.back_at} />
        </p>
      )}
    </>
  );
}

function Closed({ now }: { now: MeetingValue }) {
  return (
    <>
      <p class="soft">{now.closed && shared('closedAt', time(now.closed))}</p>
      <a class="button primary controls-end" href={here(`/m/${meetingID}/record`)} target="_blank" rel="noopener">
        <Icon of={externalLinkIcon} />
        {t('record')}
      </a>
    </>
  );
}
