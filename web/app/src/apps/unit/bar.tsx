import { useState } from 'preact/hooks';
import { floor, send } from '../../core/meeting';
import { FloorButton } from '../../features/speak/speak';
import { VideoControls } from '../../features/video/controls';
import { stageNow } from '../../features/video/grid';
import { sharing } from '../../features/video/order';
import { seats } from '../../features/video/state';
import { leaveVideo } from '../../features/video/video';
import { openBallot } from '../../features/vote/cast';
import { t } from '../../locale';
import { Button, IconButton } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { Segments } from '../../ui/field';
import { doorOpenIcon, fileTextIcon, handIcon, listOrderedIcon, monitorIcon, squareCheckIcon } from '../../ui/icons';
import { inside, panel, showPage, showShare, toggle, type View, view } from './view';
import { u } from './words';

const views = (): { key: View; title: string }[] => [
  { key: 'video', title: u('viewVideo') },
  { key: 'both', title: u('viewBoth') },
  { key: 'document', title: u('viewDocument') },
];

/** What the site's people can do, always in the same place. */
export function Bar() {
  return (
    <div class="unit-bar">
      <div class="unit-bar-row">
        <VideoControls />
        <FloorButton onPlace={() => toggle('speakers')} />
        <div class="unit-bar-end">
          <Lists />
          <ShareSwitch />
          <Segments
            label={u('view')}
            quiet
            value={view.value}
            options={views()}
            onChange={(next) => {
              view.value = next;
            }}
          />
          <Leave />
        </div>
      </div>
    </div>
  );
}

function Lists() {
  const beside = panel.value;
  const waiting = floor.value?.queue.length ?? 0;
  return (
    <>
      <IconButton
        icon={listOrderedIcon}
        label={t('agenda')}
        spell
        expanded={beside === 'agenda'}
        onClick={() => toggle('agenda')}
      />
      <IconButton
        icon={handIcon}
        label={t('speakers')}
        spell
        badge={waiting > 0 ? waiting : undefined}
        expanded={beside === 'speakers'}
        onClick={() => toggle('speakers')}
      />
      <IconButton
        icon={squareCheckIcon}
        label={t('voting')}
        spell
        badge={openBallot.value ? 1 : undefined}
        expanded={beside === 'voting'}
        onClick={() => toggle('voting')}
      />
    </>
  );
}

/** While somebody shares a screen: that, or the document. */
function ShareSwitch() {
  if (!sharing(seats.value, stageNow())) return null;
  const shown = showShare.value;
  return (
    <Button
      icon={shown ? fileTextIcon : monitorIcon}
      label={shown ? u('showPage') : u('showShare')}
      class="spelled"
      onClick={shown ? showPage : showScreen}
    >
      {shown ? t('document') : u('showShareShort')}
    </Button>
  );
}

const showScreen = (): void => {
  showShare.value = true;
};

function Leave() {
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <Button icon={doorOpenIcon} label={t('leave')} class="spelled" onClick={() => setLeaving(true)}>
        {u('leaveShort')}
      </Button>
      {leaving && (
        <Confirm
          title={t('leaveTitle')}
          text={u('leaveText')}
          verb={t('leave')}
          danger
          onConfirm={leave}
          onClose={() => setLeaving(false)}
        />
      )}
    </>
  );
}

/** The site goes at once; the server's word on the attendance may take as long as it takes. */
function leave(): void {
  panel.value = undefined;
  inside.value = false;
  void leaveVideo();
  void send('attendance.leave', {});
}
