import { useEffect } from 'preact/hooks';
import { meeting } from '../../core/meeting';
import { time } from '../../core/format';
import { AgendaList } from '../../features/agenda/agenda';
import { CheckInStrip } from '../../features/attend/check-in';
import { Reader } from '../../features/docs/reader';
import { FollowButton, PresentButton, PresentingStrip, ReturnPill } from '../../features/present/controls';
import { following, openDocument, place, presented, turn } from '../../features/present/reader';
import { FloorStrip, SpeakFoot, SpeakPanel } from '../../features/speak/speak';
import { stageNow, VideoGrid, VideoStrip } from '../../features/video/grid';
import { VideoNotices } from '../../features/video/notices';
import { sharing } from '../../features/video/order';
import { type Seat, seats, standing } from '../../features/video/state';
import { ScreenTile } from '../../features/video/tile';
import { joinVideo } from '../../features/video/video';
import { BallotList } from '../../features/vote/ballots';
import { BallotHerald } from '../../features/vote/herald';
import { VoteSheet } from '../../features/vote/sheet';
import { t } from '../../locale';
import { Button } from '../../ui/button';
import { Drawer } from '../../ui/drawer';
import { circleAlertIcon, coffeeIcon, fileTextIcon, Icon } from '../../ui/icons';
import { Banner, EmptyState } from '../../ui/parts';
import { Bar } from './bar';
import { panel, read, showPage, showShare, view } from './view';
import { u } from './words';

/** The site in the meeting: pictures and document, its own devices, the floor and its vote. */
export function InMeeting() {
  // The button that led here is gone: keys and screen readers go on from the meeting.
  useEffect(() => document.getElementById('main')?.focus(), []);
  return (
    <>
      <section class="unit-notices" aria-label={t('status')}>
        <Outside />
        <VideoNotices />
        <FloorStrip />
        <VoteSheet onReview={showPage} />
        <BallotHerald />
        <CheckInStrip />
        <BreakStrip />
        <PresentingStrip />
      </section>
      <div class="unit-work">
        <Main />
        <Panels />
      </div>
      <Bar />
    </>
  );
}

/** Nobody sees or hears the site although it is in the meeting: somebody took it out of the conference. */
function Outside() {
  if (standing.value !== 'out') return null;
  const back = (
    <Button kind="primary" onClick={() => joinVideo()}>
      {u('rejoin')}
    </Button>
  );
  return (
    <Banner kind="warn" icon={circleAlertIcon} actions={back}>
      {u('outside')}
    </Banner>
  );
}

/** The screen that somebody shares, unless the site prefers the document. */
const shownShare = (): Seat | undefined => (showShare.value ? sharing(seats.value, stageNow()) : undefined);

function Main() {
  const shared = shownShare();
  // Without anything to read all room is for the pictures.
  const empty = !shared && !openDocument.value;
  const shown = view.value === 'both' && empty ? 'video' : view.value;
  return (
    <main id="main" class={`unit-main ${shown}`} tabIndex={-1}>
      {shown === 'video' ? <VideoGrid share={showShare.value} /> : <Paper shared={shared} />}
      {shown === 'both' && <VideoStrip onMore={showPictures} />}
    </main>
  );
}

const showPictures = (): void => {
  view.value = 'video';
};

/** The document, or in its place the screen that somebody shares. */
function Paper({ shared }: { shared: Seat | undefined }) {
  if (shared) return <ScreenTile seat={shared} />;
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

const close = (): void => {
  panel.value = undefined;
};

function Panels() {
  switch (panel.value) {
    case 'agenda':
      return (
        <Drawer key="agenda" title={t('agenda')} onClose={close}>
          <AgendaList onOpen={read} open={openDocument.value?.id} presented={presented.value?.document} />
        </Drawer>
      );
    case 'speakers':
      return (
        <Drawer key="speakers" title={t('speakers')} onClose={close} foot={<SpeakFoot />}>
          <SpeakPanel />
        </Drawer>
      );
    case 'voting':
      return (
        <Drawer key="voting" title={t('voting')} onClose={close}>
          <BallotList />
        </Drawer>
      );
    case undefined:
      return null;
  }
}

function BreakStrip() {
  const now = meeting.value;
  if (now?.phase !== 'paused') return null;
  return (
    <div class="strip break-strip">
      <Icon of={coffeeIcon} />
      <span class="strip-text">{t('pausedTitle')}</span>
      <span class="break-strip-end">
        {now.back_at ? t('backAt', time(now.back_at)) : t('pausedOpen')}
      </span>
    </div>
  );
}
