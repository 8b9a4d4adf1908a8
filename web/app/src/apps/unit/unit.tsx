import './unit.css';
import { useEffect } from 'preact/hooks';
import { me, meeting } from '../../core/meeting';
import { followTitle } from '../../core/title';
import { leaveVideo } from '../../features/video/video';
import { t } from '../../locale';
import { circleCheckIcon, hourglassIcon } from '../../ui/icons';
import { LinkBanner } from '../../ui/link-banner';
import { EmptyState } from '../../ui/parts';
import { UnitHeader } from './header';
import { InMeeting } from './inside';
import { Readiness } from './readiness';
import { inside } from './view';
import { u } from './words';

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
  if (!me.value || !now) {
    return (
      <main id="main" class="unit-calm">
        <EmptyState icon={hourglassIcon} title={t('connecting')} />
      </main>
    );
  }
  if (now.phase === 'closed') {
    return (
      <main id="main" class="unit-calm">
        <EmptyState icon={circleCheckIcon} title={u('closedTitle')} hint={u('closedHint')} />
      </main>
    );
  }
  return inside.value ? <InMeeting /> : <Readiness />;
}
