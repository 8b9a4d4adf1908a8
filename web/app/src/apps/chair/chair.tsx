import './chair.css';
import { floor, meeting } from '../../core/meeting';
import { CheckInStrip } from '../../features/attend/check-in';
import { AgendaPanel } from '../../features/desk/agenda-panel';
import { FloorPanel } from '../../features/desk/floor-panel';
import { DeskHeader } from '../../features/desk/header';
import { later } from '../../features/desk/later';
import { roomFor } from '../../features/desk/layout';
import { NowBar } from '../../features/desk/now-bar';
import { OwnVote } from '../../features/desk/own-vote';
import { PresentDock } from '../../features/desk/present-dock';
import { SettingsButton } from '../../features/desk/settings';
import { sessionBallot } from '../../features/desk/session-ballot';
import { VotingPanel } from '../../features/desk/voting-panel';
import { open as look } from '../../features/present/reader';
import { t as shared } from '../../locale';
import { Button } from '../../ui/button';
import { Drawer } from '../../ui/drawer';
import { hourglassIcon, presentationIcon, usersIcon } from '../../ui/icons';
import { LinkBanner } from '../../ui/link-banner';
import { EmptyState } from '../../ui/parts';
import { Tabs } from '../../ui/tabs';
import { Controls } from './controls';
import { peopleOpen, showStage, stage, type Tab, tab } from './view';
import { VideoButton, video } from './video-button';
import { t } from './words';

const PresentPanel = later(async () => (await import('../../features/desk/present-panel')).PresentPanel);
const PeoplePanel = later(async () => (await import('./parts')).PeoplePanel);
const SubstituteStrip = later(async () => (await import('./parts')).SubstituteStrip, true);
const VideoPanel = later(async () => (await import('./video-panel')).VideoPanel);

/** The chair's screen: agenda, floor and votes side by side, or as tabs below a bar that says what is on. */
export function Chair() {
  const wide = roomFor(64);
  return (
    <div class="chair-app">
      <a class="skip" href="#main">
        {shared('skipToContent')}
      </a>
      <DeskHeader title={t('title')}>
        {wide && (
          <Button
            kind="ghost"
            icon={presentationIcon}
            label={t('stage')}
            pressed={stage.value}
            onClick={() => {
              stage.value = !stage.value;
            }}
          >
            {t('stage')}
          </Button>
        )}
        <VideoButton />
        <Button
          kind="ghost"
          icon={usersIcon}
          label={shared('people')}
          pressed={peopleOpen.value}
          onClick={() => {
            peopleOpen.value = !peopleOpen.value;
          }}
        >
          {shared('people')}
        </Button>
        <SettingsButton />
      </DeskHeader>
      <LinkBanner />
      <CheckInStrip />
      <SubstituteStrip />
      {video.value !== 'hidden' && <VideoPanel />}
      <main id="main" class={`chair-main ${video.value === 'large' ? 'covered' : ''}`} tabIndex={-1}>
        <Work wide={wide} />
        {peopleOpen.value && <People />}
      </main>
      <OwnVote onReview={review} />
      <Controls />
    </div>
  );
}

function review(document: string): void {
  look(document);
  showStage();
}

function Work({ wide }: { wide: boolean }) {
  if (!meeting.value) return <EmptyState icon={hourglassIcon} title={shared('connecting')} />;
  if (!wide) return <Tabbed />;
  if (stage.value) {
    return (
      <div class="chair-stage">
        <PresentPanel />
        <Side />
      </div>
    );
  }
  return (
    <div class="chair-columns">
      <div class="chair-column">
        <AgendaPanel onLook={showStage} />
        <PresentDock onLook={showStage} />
      </div>
      <FloorPanel />
      <VotingPanel />
    </div>
  );
}

const titles = (): Record<Tab, string> => ({
  agenda: shared('agenda'),
  present: t('stage'),
  floor: shared('speakers'),
  voting: shared('voting'),
});

function badge(key: Tab): string | number | undefined {
  if (key === 'floor') return floor.value?.queue.length || undefined;
  if (key === 'voting') return sessionBallot.value ? `${sessionBallot.value.recorded}/${sessionBallot.value.electors}` : undefined;
  return undefined;
}

const tabsOf = (keys: readonly Tab[]) => keys.map((key) => ({ key, title: titles()[key], badge: badge(key) }));

const choose = (key: Tab): void => {
  tab.value = key;
};

/** Beside the stage: everything else, one at a time. */
function Side() {
  const current = tab.value === 'present' ? 'floor' : tab.value;
  return (
    <aside class="chair-side">
      <Tabs label={t('panels')} tabs={tabsOf(['agenda', 'floor', 'voting'])} current={current} onChange={choose}>
        <TabContent tab={current} />
      </Tabs>
    </aside>
  );
}

function Tabbed() {
  return (
    <div class="chair-tabbed">
      <NowBar onChoose={choose} />
      <Tabs
        label={t('panels')}
        tabs={tabsOf(['agenda', 'present', 'floor', 'voting'])}
        current={tab.value}
        onChange={choose}
      >
        <TabContent tab={tab.value} />
      </Tabs>
      {tab.value !== 'present' && <PresentDock onLook={showStage} />}
    </div>
  );
}

function TabContent({ tab: key }: { tab: Tab }) {
  switch (key) {
    case 'agenda':
      return <AgendaPanel onLook={showStage} />;
    case 'present':
      return <PresentPanel />;
    case 'floor':
      return <FloorPanel />;
    case 'voting':
      return <VotingPanel />;
  }
}

function People() {
  return (
    <div class="chair-people">
      <Drawer
        title={shared('people')}
        onClose={() => {
          peopleOpen.value = false;
        }}
      >
        <PeoplePanel />
      </Drawer>
    </div>
  );
}
