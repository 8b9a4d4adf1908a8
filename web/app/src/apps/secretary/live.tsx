import { signal } from '@preact/signals';
import { floor } from '../../core/meeting';
import { AgendaPanel } from '../../features/desk/agenda-panel';
import { FloorPanel } from '../../features/desk/floor-panel';
import { later } from '../../features/desk/later';
import { roomFor } from '../../features/desk/layout';
import { MuteAllButton } from '../../features/desk/microphones';
import { NowBar } from '../../features/desk/now-bar';
import { PresentDock } from '../../features/desk/present-dock';
import { SceneButton } from '../../features/desk/scene';
import { sessionBallot } from '../../features/desk/session-ballot';
import { VotingPanel } from '../../features/desk/voting-panel';
import { t as shared } from '../../locale';
import { Button } from '../../ui/button';
import { presentationIcon, undo2Icon } from '../../ui/icons';
import { Tabs } from '../../ui/tabs';
import { AttendanceBoard } from './attendance-board';
import { t } from './words';

const PresentPanel = later(async () => (await import('../../features/desk/present-panel')).PresentPanel);

type Tab = 'agenda' | 'floor' | 'voting' | 'attendance' | 'present';

/** Which part is open where there is no room for all; the wide layouts keep a part of it. */
const tab = signal<Tab>('attendance');

const choose = (next: Tab): void => {
  tab.value = next;
};

/** Whether the stage takes the place of the columns, where there are any. */
const stage = signal(false);

/** Brings a document before the secretary. */
export function showStage(): void {
  stage.value = true;
  tab.value = 'present';
}

/** The meeting as it goes on: what is on, who speaks, how the vote stands, who is there. */
export function Live() {
  const wide = roomFor(76);
  const whole = stage.value;
  return (
    <div class="sec-live">
      <NowBar onChoose={choose} />
      {!wide ? <Tabbed /> : whole ? <Stage /> : <Columns />}
      <div class="sec-live-foot">
        <MuteAllButton />
        <SceneButton />
        {wide && (
          <Button
            icon={whole ? undo2Icon : presentationIcon}
            pressed={whole}
            onClick={() => {
              stage.value = !whole;
            }}
          >
            {whole ? t('backToBoard') : t('stage')}
          </Button>
        )}
      </div>
    </div>
  );
}

function badge(key: Tab): string | number | undefined {
  if (key === 'floor') return floor.value?.queue.length || undefined;
  if (key === 'voting') return sessionBallot.value ? `${sessionBallot.value.recorded}/${sessionBallot.value.electors}` : undefined;
  return undefined;
}

const tabsOf = (keys: readonly Tab[]) => keys.map((key) => ({ key, title: titleOf(key), badge: badge(key) }));

function titleOf(key: Tab): string {
  const words: Record<Tab, string> = {
    agenda: shared('agenda'),
    floor: shared('speakers'),
    voting: shared('voting'),
    attendance: t('attendance'),
    present: t('stage'),
  };
  return words[key];
}

function Content({ of }: { of: Tab }) {
  switch (of) {
    case 'agenda':
      return <AgendaPanel onLook={showStage} />;
    case 'floor':
      return <FloorPanel />;
    case 'voting':
      return <VotingPanel />;
    case 'attendance':
      return <AttendanceBoard />;
    case 'present':
      return <PresentPanel />;
  }
}

/** Some of the parts, one at a time; another choice elsewhere leaves the last one open. */
function Some({ keys, usual }: { keys: readonly Tab[]; usual: Tab }) {
  const current = keys.includes(tab.value) ? tab.value : usual;
  return (
    <Tabs label={t('parts')} tabs={tabsOf(keys)} current={current} onChange={choose}>
      <Content of={current} />
    </Tabs>
  );
}

function Columns() {
  const four = roomFor(104);
  return (
    <div class={`sec-columns ${four ? 'four' : ''}`}>
      <div class="sec-column">
        <AgendaPanel onLook={showStage} />
        <PresentDock onLook={showStage} />
      </div>
      {four ? (
        <>
          <FloorPanel />
          <VotingPanel />
        </>
      ) : (
        <Some keys={['floor', 'voting']} usual="floor" />
      )}
      <AttendanceBoard />
    </div>
  );
}

function Stage() {
  return (
    <div class="sec-stage-view">
      <PresentPanel />
      <Some keys={['agenda', 'floor', 'voting', 'attendance']} usual="floor" />
    </div>
  );
}

function Tabbed() {
  return (
    <>
      <Some keys={['attendance', 'agenda', 'present', 'floor', 'voting']} usual="attendance" />
      {tab.value !== 'present' && <PresentDock onLook={showStage} />}
    </>
  );
}
