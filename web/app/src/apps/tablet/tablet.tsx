import './tablet.css';
import { useEffect } from 'preact/hooks';
import { followTitle } from '../../core/title';
import { me, meeting } from '../../core/meeting';
import { t } from '../../locale';
import { CheckInStrip } from '../../features/attend/check-in';
import { Reader } from '../../features/docs/reader';
import { FollowButton, PresentButton, PresentingStrip, ReturnPill } from '../../features/present/controls';
import { following, openDocument, place, presented, turn } from '../../features/present/reader';
import { FloorButton, FloorStrip } from '../../features/speak/speak';
import { BallotHerald } from '../../features/vote/herald';
import { VoteSheet } from '../../features/vote/sheet';
import { fileTextIcon, hourglassIcon } from '../../ui/icons';
import { LinkBanner } from '../../ui/link-banner';
import { EmptyState } from '../../ui/parts';
import { Header } from './header';
import { BreakStrip, Overview } from './overview';
import { Panels } from './panels';
import { Rail } from './rail';
import { panel, read, show, view, watchView } from './view';

/** The app of delegates and guests: the document first, everything else beside it or one tap away. */
export function Tablet() {
  useEffect(() => followTitle(() => `${meeting.value?.title ?? t('meeting')} – Diên Hồng`), []);
  useEffect(() => watchView(), []);
  const beside = panel.value !== undefined;
  return (
    <div class={`tablet ${beside ? 'beside' : ''}`}>
      <a class="skip" href="#main">
        {t('skipToContent')}
      </a>
      <Header />
      <section class="notices" aria-label={t('status')}>
        <LinkBanner />
        <FloorStrip />
        <VoteSheet onReview={read} />
        <BallotHerald />
        {view.value === 'reader' && <BreakStrip />}
        {view.value === 'reader' && <CheckInStrip />}
        {view.value === 'reader' && <PresentingStrip />}
      </section>
      <Rail />
      <main id="main" class="main" tabIndex={-1}>
        <Main />
      </main>
      <Panels />
    </div>
  );
}

function Main() {
  if (!me.value || !meeting.value) return <Waiting />;
  if (meeting.value.phase === 'draft') {
    return <EmptyState icon={hourglassIcon} title={t('draftTitle')} hint={t('draftHint')} />;
  }
  return view.value === 'reader' ? <Reading /> : <Overview />;
}

function Waiting() {
  return (
    <p class="waiting" aria-busy="true">
      {t('connecting')}
    </p>
  );
}

function Reading() {
  const document = openDocument.value;
  const here = place.value;
  const away = presented.value && !following.value;
  const end = (
    <>
      <PresentButton />
      <FollowButton />
      <FloorButton
        onPlace={() => {
          panel.value = 'speakers';
        }}
      />
    </>
  );
  if (!document || !here) {
    return (
      <div class="reader">
        <EmptyState icon={fileTextIcon} title={t('noDocumentOpen')} hint={t('noDocumentHint')} />
        <div class="reader-over" />
        <div class="toolbar">
          <div class="toolbar-end">{end}</div>
        </div>
      </div>
    );
  }
  return (
    <Reader
      document={document}
      page={here.page}
      onTurn={turn}
      over={away ? <ReturnPill onReturn={() => show('reader')} /> : null}
    >
      {end}
    </Reader>
  );
}
