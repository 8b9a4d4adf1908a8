import './secretary.css';
import { meeting } from '../../core/meeting';
import { here, meetingID } from '../../core/session';
import { CheckInStrip } from '../../features/attend/check-in';
import { DeskHeader } from '../../features/desk/header';
import { roomFor } from '../../features/desk/layout';
import { OwnVote } from '../../features/desk/own-vote';
import { SettingsButton } from '../../features/desk/settings';
import { SubstituteStrip } from '../../features/substitute/strip';
import { open as look } from '../../features/present/reader';
import { t as shared } from '../../locale';
import { externalLinkIcon, hourglassIcon, Icon } from '../../ui/icons';
import { LinkBanner } from '../../ui/link-banner';
import { EmptyState } from '../../ui/parts';
import { AgendaEditor } from './agenda-editor';
import { BallotStep } from './ballot-step';
import { Documents } from './documents';
import { InfoForm } from './info';
import { Live, showStage } from './live';
import { Nav } from './nav';
import { PeopleEditor } from './people-editor';
import { PrintSheet } from './print-sheet';
import { Publish } from './publish';
import { show, view } from './view';
import { t } from './words';

/** The secretary's desk: the steps of the preparation, and the meeting as it goes on. */
export function Secretary() {
  const wide = roomFor(76);
  const rail = wide && view.value === 'live' && !roomFor(96);
  const phase = meeting.value?.phase;
  const begun = phase === 'in_session' || phase === 'paused' || phase === 'closed';
  return (
    <>
      <div class={`sec-app ${rail ? 'wide rail' : wide ? 'wide' : ''}`}>
        <a class="skip" href="#main">
          {shared('skipToContent')}
        </a>
        <DeskHeader title={t('title')}>
          {begun && (
            <a class="button ghost" href={here(`/m/${meetingID}/record`)} target="_blank" rel="noopener" aria-label={t('record')}>
              <Icon of={externalLinkIcon} />
              <span class="button-text">{t('record')}</span>
            </a>
          )}
          <SettingsButton />
        </DeskHeader>
        <LinkBanner />
        <CheckInStrip />
        <SubstituteStrip />
        <div class="sec-body">
          <Nav />
          <main id="main" class={`sec-main ${view.value === 'live' ? 'whole' : ''}`} tabIndex={-1}>
            {meeting.value ? <Page /> : <EmptyState icon={hourglassIcon} title={shared('connecting')} />}
          </main>
        </div>
        <OwnVote onReview={review} />
      </div>
      <PrintSheet />
    </>
  );
}

/** The paper that a question is about, on the stage of the live board. */
function review(document: string): void {
  look(document);
  show('live');
  showStage();
}

function Page() {
  switch (view.value) {
    case 'info':
      return <InfoForm />;
    case 'agenda':
      return <AgendaEditor />;
    case 'documents':
      return <Documents />;
    case 'people':
      return <PeopleEditor />;
    case 'ballots':
      return <BallotStep />;
    case 'publish':
      return <Publish />;
    case 'live':
      return <Live />;
  }
}
