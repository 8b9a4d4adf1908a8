import './screen.css';
import { computed, effect, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { timeWithSeconds } from '../../core/format';
import { now, serverNow } from '../../core/clock';
import { agenda, floor, link, meeting, presentation, store } from '../../core/meeting';
import { followTitle } from '../../core/title';
import { seats, silent, standing } from '../../features/video/state';
import { t } from '../../locale';
import { Icon, volume2Icon, wifiOffIcon } from '../../ui/icons';
import { Pill } from '../../ui/parts';
import { Clock } from '../../ui/timer';
import { AgendaScene, BreakScene, ClosedScene, SpeakerScene, WelcomeScene } from './calm';
import { DocumentScene, isTall } from './document';
import { type Later, useLater } from './later';
import { type Scene, sceneOf } from './scene';
import { w } from './words';

const isSharing = computed(() => seats.value.some((seat) => seat.screen && !seat.own));

/** When what is presented changed before the eyes of this wall. */
const shownSince = signal(0);

function watchShown(): () => void {
  let before: string | undefined;
  return effect(() => {
    const { document, page } = presentation.value ?? {};
    const shown = JSON.stringify([document, page, isSharing.value]);
    if (presentation.value && before !== undefined && before !== shown) shownSince.value = serverNow();
    if (presentation.value) before = shown;
  });
}

/** What is to be shown at the moment. */
function sceneNow(): Scene {
  return sceneOf({
    scene: store.value('scene').value?.scene ?? 'auto',
    meeting: meeting.value,
    agenda: agenda.value,
    presentation: presentation.value,
    floor: floor.value,
    ballots: store.all('ballot'),
    sharing: isSharing.value,
    shownSince: shownSince.value,
    now: now.value,
  });
}

/** Whether anybody is in the conference of a meeting that goes on. */
const conferenceLive = (): boolean =>
  meeting.value?.phase !== 'closed' &&
  store.all('media').some(({ person, joined }) => joined && store.value(`person/${person}`).value?.role !== 'screen');

/** The big screen: it shows, and asks for nothing. */
export function Wall() {
  useEffect(() => followTitle(() => `${meeting.value?.title ?? t('meeting')} – Diên Hồng`), []);
  useEffect(watchShown, []);
  const later = useLater();
  return (
    <>
      {later && <later.Joined live={conferenceLive()} />}
      <Picture later={later} />
    </>
  );
}

/** The scenes beside which the conference is seen. */
const withSide: ReadonlySet<Scene['name']> = new Set(['document', 'share', 'speaker', 'agenda']);

function Picture({ later }: { later: Later | undefined }) {
  const scene = sceneNow();
  if (scene.name === 'blank') return <main id="main" class="wall blank" aria-label={t('meeting')} />;
  const large = scene.name === 'speaker' ? later?.largeSpeaker() : undefined;
  // A speaker without a picture is the scene itself: no card says it again.
  const card = large !== undefined || scene.name === 'document' || scene.name === 'share';
  const tall = scene.name === 'document' && isTall(scene.document, scene.page);
  return (
    <div class={`wall ${tall ? 'tall' : ''}`}>
      <WallHeader />
      <main id="main" class="wall-main">
        {large && later ? <later.SpeakerPicture seat={large} /> : <Shown scene={scene} later={later} />}
        {later && withSide.has(scene.name) && <later.Side card={card} without={large} />}
      </main>
      <Corner />
    </div>
  );
}

function Shown({ scene, later }: { scene: Scene; later: Later | undefined }) {
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
    case 'result':
      return later ? <later.BallotScene ballot={scene.ballot} /> : null;
    case 'share':
      return later ? <later.ShareScene /> : null;
    case 'break':
      return <BreakScene />;
    case 'closed':
      return <ClosedScene />;
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

/** A corner that says so when the line is away, or the browser keeps silent; the picture stays. */
function Corner() {
  const { state, since } = link.value;
  const [seen, setSeen] = useState(false);
  const away = state !== 'online';
  useEffect(() => {
    setSeen(false);
    if (!away) return undefined;
    const timer = setTimeout(() => setSeen(true), 1_500);
    return () => clearTimeout(timer);
  }, [away]);
  const quiet = silent.value && standing.value === 'in';
  if (away ? !seen : !quiet) return null;
  return (
    <output class={`wall-corner ${away ? '' : 'quiet'}`}>
      <Icon of={away ? wifiOffIcon : volume2Icon} />
      {!away ? w('touch') : state === 'ended' ? w('ended') : w('lost', timeWithSeconds(since))}
    </output>
  );
}
