import './unit.css';
import { useEffect } from 'preact/hooks';
import { link, me, meeting } from '../../core/meeting';
import { followTitle } from '../../core/title';
import { later } from '../../features/desk/later';
import { leaveVideo } from '../../features/video/video';
import { t } from '../../locale';
import { circleCheckIcon, hourglassIcon, wifiOffIcon } from '../../ui/icons';
import { LinkBanner } from '../../ui/link-banner';
import { EmptyState } from '../../ui/parts';
import { UnitHeader } from './header';
import { Readiness } from './readiness';
import { inside } from './view';
import { u } from './words';

const InMeeting = later(async () => (await import('./inside')).InMeeting);

/** A remote site: a look at its devices first, then the meeting. */
export function Unit() {
  useEffect(() => followTitle(() => `${u('title')} – ${meeting.value?.title ?? t('meeting')}`), []);
  const phase = meeting.value?.phase;
  useEffect(() => {
    if (phase !== 'closed') return;
    inside.value = false;
    void leaveVideo();
  }, [phase]);
  return (
    <div class="unit">
      <a class="skip" href="#main">
        {t('skipToContent')}
      </a>
      <UnitHeader />
      <LinkBanner />
      <Body />
    </div>
  );
}

function Body() {
  const now = meeting.value;
  const { state, code } = link.value;
  const out = state === 'ended' && (code === 'removed' || code === 'signed_out' || code === 'meeting_not_found');
  if (out) return <Calm icon={wifiOffIcon} title={u('stateOut')} />; // the banner says why, and leads on
  if (!me.value || !now) return <Calm icon={hourglassIcon} title={t('connecting')} />;
  if (now.phase === 'closed') return <Calm icon={circleCheckIcon} title={u('closedTitle')} hint={u('closedHint')} />;
  return inside.value ? <InMeeting /> : <Readiness />;
}

function Calm(props: { icon: string; title: string; hint?: string }) {
  return (
    <main id="main" class="unit-calm" tabIndex={-1}>
      <EmptyState {...props} />
    </main>
  );
}
