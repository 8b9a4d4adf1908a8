import { useState } from 'preact/hooks';
import { can, store } from '../../core/meeting';
import type { Scene } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { checkIcon, Icon, monitorIcon } from '../../ui/icons';
import { d } from './words';

const scenes: readonly Scene[] = ['auto', 'welcome', 'agenda', 'document', 'ballot', 'blank'];

/** What the big screens show, and the choice of something else. */
export function SceneButton() {
  const [open, setOpen] = useState(false);
  if (!can('screen.show')) return null;
  const scene = store.value('scene').value?.scene ?? 'auto';
  return (
    <>
      <Button icon={monitorIcon} onClick={() => setOpen(true)}>
        {scene === 'auto' ? d('bigScreen') : `${d('bigScreen')}: ${d(`scene_${scene}`)}`}
      </Button>
      {open && <SceneDialog scene={scene} onClose={() => setOpen(false)} />}
    </>
  );
}

function SceneDialog({ scene, onClose }: { scene: Scene; onClose: () => void }) {
  const [wanted, setWanted] = useState<Scene>();
  const [busy, show] = useAct('screen.show');
  const choose = async (next: Scene): Promise<void> => {
    setWanted(next);
    const answer = await show({ scene: next });
    setWanted(undefined);
    if (answer.ok) onClose();
  };
  return (
    <Dialog title={d('bigScreen')} size="small" onClose={onClose}>
      <ul class="desk-scenes">
        {scenes.map((one) => (
          <li key={one}>
            <button
              type="button"
              class="desk-scene"
              aria-pressed={one === scene}
              aria-disabled={busy || offlineReason() ? true : undefined}
              onClick={() => {
                if (!busy && !offlineReason()) void choose(one);
              }}
            >
              <span class="desk-card-text">
                <span class="desk-strong">{wanted === one ? t('sending') : d(`scene_${one}`)}</span>
                <span class="faint">{d(`sceneHint_${one}`)}</span>
              </span>
              {one === scene && <Icon of={checkIcon} />}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
