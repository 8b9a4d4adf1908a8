import './screen.css';
import { useEffect, useState } from 'preact/hooks';
import { timeWithSeconds } from '../../core/format';
import { now } from '../../core/clock';
import { agenda, floor, link, meeting, presentation, store } from '../../core/meeting';
import { followTitle } from '../../core/title';
import { seats } from '../../features/video/state';
import { t } from '../../locale';
import { Icon, wifiOffIcon } from '../../ui/icons';
import { Pill } from '../../ui/parts';
import { Clock } from '../../ui/timer';
import { conferenceLive, type Side, useBeside } from './beside';
import { BallotScene, ResultScene } from './ballot';
import { AgendaScene, BreakScene, ClosedScene, SpeakerScene, WelcomeScene } from './calm';
import { DocumentScene } from './document';
import { type Scene, sceneOf } from './scene';
import { w } from './words';

/** What is to be shown at the moment. */
function sceneNow(): Scene {
  return sceneOf({
    scene: store.value('scene').value?.scene ?? 'auto',
    meeting: meeting.value,
    agenda: agenda.value,
    presentation: presentation.value,
    floor: floor.value,
    ballots: store.all('ballot'),
    sharing: seats.value.some((seat) => seat.screen && !seat.own),
    now: now.value,
  });
}

/** The big screen: it shows, and asks for nothing. */
export function Wall() {
  useEffect(() => followTitle(() => `${meeting.value?.title ?? t('meeting')} – Diên Hồng`), []);
  const side = useBeside();
  return (
    <>
      {side && <side.Joined live={conferenceLive()} />}
      <Picture side={side} />
    </>
  );
}

function Picture({ side }: { side: Side | undefined }) {
  const scene = sceneNow();
  if (scene.name === 'blank') return <main id="main" class="wall blank" aria-label={t('meeting')} />;
  const shared = scene.name === 'share';
  const beside = shared || scene.name === 'document';
  return (
    <div class="wall">
      <WallHeader />
      <main id="main" class={`wall-main ${beside ? 'with-side' : ''}`}>
        {shared ? side && <side.ShareScene /> : <Shown scene={scene} />}
        {beside && side && <side.Side sharing={shared} />}
      </main>
      <LineLost />
    </div>
  );
}

function Shown({ scene }: { scene: Scene }) {
  switch (scene.name) {
    case 'welcome':
      return <WelcomeScene />;
    case 'agenda':
      return <AgendaScene />;
    case 'document':
      return <DocumentScene id={scene.document} page={scene.page} />;
    case 'speaker':
      return <SpeakerScene />;
    case 'ballot':
      return <BallotScene ballot={scene.ballot} />;
    case 'result':
      return <ResultScene ballot={scene.ballot} />;
    case 'break':
      return <BreakScene />;
    case 'closed':
      return <ClosedScene />;
    case 'share':
    case 'blank':
      return null;
  }
}

function WallHeader() {
  const value = meeting.value;
  return (
    <header class="wall-header">
      <div class="wall-titles">
        <h1>{value?.title ?? ''}</h1>
        <p>{value?.body ?? ''}</p>
      </div>
      {value && value.phase !== 'scheduled' && (
        <Pill kind={value.phase === 'in_session' ? 'ok' : value.phase === 'paused' ? 'warn' : 'neutral'}>
          {t(`phase_${value.phase}`)}
        </Pill>
      )}
      <span class="wall-clock">{value && <Clock />}</span>
    </header>
  );
}

/** A corner that says so when the line is away; the picture stays. */
function LineLost() {
  const { state, since } = link.value;
  const [seen, setSeen] = useState(false);
  const away = state !== 'online';
  useEffect(() => {
    setSeen(false);
    if (!away) return undefined;
    const timer = setTimeout(() => setSeen(true), 1_500);
    return () => clearTimeout(timer);
  }, [away]);
  if (!away || !seen) return null;
  return (
    <output class="wall-lost">
      <Icon of={wifiOffIcon} />
      {w('lost', timeWithSeconds(since))}
    </output>
  );
}
