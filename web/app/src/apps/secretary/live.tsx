import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { floor } from '../../core/meeting';
import { AgendaPanel } from '../../features/desk/agenda-panel';
import { FloorPanel } from '../../features/desk/floor-panel';
import { later } from '../../features/desk/later';
import { roomFor } from '../../features/desk/layout';
import { MuteAllButton } from '../../features/desk/microphones';
import { NowBar } from '../../features/desk/now-bar';
import { PresentDock } from '../../features/desk/present-dock';
import { SceneButton } from '../../features/desk/scene';
import { VotingPanel } from '../../features/desk/voting-panel';
import { openBallot } from '../../features/vote/cast';
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

/** The meeting as it goes on: what is on, who speaks, how the vote stands, who is there. */
export function Live() {
  const [stage, setStage] = useState(false);
  const wide = roomFor(76);
  const look = (): void => {
    if (wide) setStage(true);
    else tab.value = 'present';
  };
  return (
    <div class="sec-live">
      <NowBar onChoose={choose} />
      {wide && stage ? <Stage onLook={look} /> : wide ? <Columns onLook={look} /> : <Tabbed onLook={look} />}
      <div class="sec-live-foot">
        <MuteAllButton />
        <SceneButton />
        {wide && (
          <Button icon={stage ? undo2Icon : presentationIcon} pressed={stage} onClick={() => setStage(!stage)}>
            {stage ? t('backToBoard') : t('stage')}
          </Button>
        )}
      </div>
    </div>
  );
}

function badge(key: Tab): string | number | undefined {
  if (key === 'floor') return floor.value?.queue.length || undefined;
  if (key === 'voting') return openBallot.value ? `${openBallot.value.recorded}/${openBallot.value.electors}` : undefined;
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

function Content({ of, onLook }: { of: Tab; onLook: () => void }) {
  switch (of) {
    case 'agenda':
      return <AgendaPanel onLook={onLook} />;
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
function Some({ keys, usual, onLook }: { keys: readonly Tab[]; usual: Tab; onLook: () => void }) {
  const current = keys.includes(tab.value) ? tab.value : usual;
  return (
    <Tabs label={t('parts')} tabs={tabsOf(keys)} current={current} onChange={choose}>
      <Content of={current} onLook={onLook} />
    </Tabs>
  );
}

function Columns({ onLook }: { onLook: () => void }) {
  const four = roomFor(104);
  return (
    <div class={`sec-columns ${four ? 'four' : ''}`}>
      <div class="sec-column">
        <AgendaPanel onLook={onLook} />
        <PresentDock onLook={onLook} />
      </div>
      {four ? (
        <>
          <FloorPanel />
          <VotingPanel />
        </>
      ) : (
        <Some keys={['floor', 'voting']} usual="floor" onLook={onLook} />
      )}
      <AttendanceBoard />
    </div>
  );
}

function Stage({ onLook }: { onLook: () => void }) {
  return (
    <div class="sec-stage-view">
      <PresentPanel />
      <Some keys={['agenda', 'floor', 'voting', 'attendance']} usual="floor" onLook={onLook} />
    </div>
  );
}

function Tabbed({ onLook }: { onLook: () => void }) {
  return (
    <>
      <Some keys={['attendance', 'agenda', 'present', 'floor', 'voting']} usual="attendance" onLook={onLook} />
      {tab.value !== 'present' && <PresentDock onLook={onLook} />}
    </>
  );
}
