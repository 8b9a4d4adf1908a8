import { useEffect, useState } from 'preact/hooks';
import { effect } from '@preact/signals';
import { meeting, myself, send } from '../../core/meeting';
import { time } from '../../core/format';
import { Reader } from '../../features/docs/reader';
import { FollowButton, PresentButton, PresentingStrip, ReturnPill } from '../../features/present/controls';
import { following, openDocument, place, presented, turn } from '../../features/present/reader';
import { FloorButton, FloorStrip } from '../../features/speak/speak';
import { VideoControls, VideoNotices } from '../../features/video/controls';
import { stageNow, VideoGrid, VideoStrip } from '../../features/video/grid';
import { sharing } from '../../features/video/order';
import { type Seat, seats, standing, wishes } from '../../features/video/state';
import { ScreenTile } from '../../features/video/tile';
import { joinVideo, leaveVideo } from '../../features/video/video';
import { BallotHerald, VoteSheet } from '../../features/vote/sheet';
import { t } from '../../locale';
import { Button } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { Segments } from '../../ui/field';
import { coffeeIcon, doorOpenIcon, fileTextIcon, Icon } from '../../ui/icons';
import { EmptyState } from '../../ui/parts';
import { inside, showShare, type View, view } from './view';
import { u } from './words';

/** The site in the meeting: pictures and document, its own devices, the floor and its vote. */
export function InMeeting() {
  useReturn();
  return (
    <>
      <section class="unit-notices" aria-label={t('status')}>
        <VideoNotices />
        <FloorStrip />
        <VoteSheet
          onReview={() => {
            showShare.value = false;
            if (view.value === 'video') view.value = 'both';
          }}
        />
        <BallotHerald />
        <BreakStrip />
        <PresentingStrip />
      </section>
      <main id="main" class={`unit-main ${view.value}`} tabIndex={-1}>
        {view.value !== 'video' && <Paper />}
        {view.value === 'video' && <Pictures />}
        {view.value === 'both' && (
          <aside class="unit-side">
            <VideoStrip most={4} />
          </aside>
        )}
      </main>
      <Bar />
    </>
  );
}

/** A page that is loaded anew while the site is in comes back in, with what was on before. */
function useReturn(): void {
  useEffect(() => {
    if (standing.peek() === 'out') joinVideo(keptWishes());
    const checkIn = effect(() => {
      const phase = meeting.value?.phase;
      const open = phase === 'check_in' || phase === 'in_session' || phase === 'paused';
      if (open && myself.value && !myself.value.present) void send('attendance.check_in', { mode: 'remote' });
    });
    const keep = effect(() => keepWishes());
    return () => {
      checkIn();
      keep();
    };
  }, []);
}

const wishKey = 'unit/wishes';

function keepWishes(): void {
  const { microphone, camera } = wishes.value;
  try {
    sessionStorage.setItem(wishKey, JSON.stringify({ microphone, camera }));
  } catch {
    // storage is off: after a reload picture and sound are turned on by hand
  }
}

function keptWishes(): { microphone?: boolean; camera?: boolean } {
  try {
    const { microphone, camera } = JSON.parse(sessionStorage.getItem(wishKey) ?? '{}') as Record<string, unknown>;
    return { microphone: microphone === true, camera: camera === true };
  } catch {
    return {};
  }
}

/** The document, or in its place the screen that somebody shares. */
function Paper() {
  const shared = sharing(seats.value, stageNow());
  if (shared && showShare.value) return <ScreenTile seat={shared} />;
  const document = openDocument.value;
  const here = place.value;
  if (!document || !here) {
    return <EmptyState icon={fileTextIcon} title={t('noDocumentOpen')} hint={t('noDocumentHint')} />;
  }
  const away = presented.value && !following.value;
  return (
    <Reader document={document} page={here.page} onTurn={turn} over={away ? <ReturnPill /> : null}>
      <PresentButton />
      <FollowButton />
    </Reader>
  );
}

function Pictures() {
  const shared: Seat | undefined = sharing(seats.value, stageNow());
  if (!shared || !showShare.value) return <VideoGrid />;
  return (
    <div class="unit-shared">
      <ScreenTile seat={shared} />
      <VideoStrip most={6} kind="row" />
    </div>
  );
}

function BreakStrip() {
  const now = meeting.value;
  if (now?.phase !== 'paused') return null;
  return (
    <div class="strip break-strip">
      <Icon of={coffeeIcon} />
      <span class="strip-text">
        {u('breakTitle')}
        {now.back_at && ` – ${t('backAt', time(now.back_at))}`}
      </span>
    </div>
  );
}

const views = (): { key: View; title: string }[] => [
  { key: 'video', title: u('viewVideo') },
  { key: 'both', title: u('viewBoth') },
  { key: 'document', title: u('viewDocument') },
];

/** What the site's people can do, always in the same place. */
function Bar() {
  const [leaving, setLeaving] = useState(false);
  const shared = sharing(seats.value, stageNow());
  return (
    <div class="unit-bar">
      <VideoControls />
      <FloorButton onPlace={() => undefined} />
      <span class="unit-bar-space" />
      {shared && (
        <Button
          onClick={() => {
            showShare.value = !showShare.value;
          }}
        >
          {showShare.value ? u('showPage') : u('showShare')}
        </Button>
      )}
      <Segments
        label={u('view')}
        quiet
        value={view.value}
        options={views()}
        onChange={(next) => {
          view.value = next;
        }}
      />
      <Button icon={doorOpenIcon} label={u('leaveVerb')} onClick={() => setLeaving(true)}>
        <span class="long">{u('leaveVerb')}</span>
      </Button>
      {leaving && (
        <Confirm
          title={u('leaveTitle')}
          text={u('leaveText')}
          verb={u('leaveVerb')}
          danger
          onConfirm={leave}
          onClose={() => setLeaving(false)}
        />
      )}
    </div>
  );
}

async function leave(): Promise<void> {
  inside.value = false;
  await Promise.all([send('attendance.leave', {}), leaveVideo()]);
}
