import { useState } from 'preact/hooks';
import { meeting, myself, send } from '../../core/meeting';
import type { Checked } from '../../features/video/check';
import { joinVideo, wish } from '../../features/video/video';
import { explain } from '../../locale';
import { offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { Checkbox } from '../../ui/field';
import { videoIcon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { heard } from './condition';
import { inside } from './view';
import { u } from './words';

/** The one big button: present, and in the conference. */
export function Enter({ checked }: { checked: Checked }) {
  const [camera, setCamera] = useState(true);
  const [microphone, setMicrophone] = useState(true);
  const [busy, setBusy] = useState(false);
  const hasCamera = checked.camera === 'good';
  const hasMicrophone = heard(checked.microphone);
  const phase = meeting.value?.phase;
  const open = phase === 'check_in' || phase === 'in_session' || phase === 'paused';

  const enter = async (): Promise<void> => {
    setBusy(true);
    if (!myself.value?.present) {
      const answer = await send('attendance.check_in', { mode: 'remote' });
      if (!answer.ok) {
        setBusy(false);
        toast(explain(answer), { kind: 'error' });
        return;
      }
    }
    wish({ screen: false });
    joinVideo({ camera: camera && hasCamera, microphone: microphone && hasMicrophone });
    inside.value = true;
  };

  const word = hasCamera || hasMicrophone ? u('enter') : u('enterSilent');
  return (
    <div class="readiness-enter">
      {!open && <p class="soft">{u('notYet')}</p>}
      {hasCamera && <Checkbox label={u('cameraWish')} checked={camera} onChange={setCamera} />}
      {hasMicrophone && <Checkbox label={u('microphoneWish')} checked={microphone} onChange={setMicrophone} />}
      <Button
        kind="primary"
        size="large"
        icon={videoIcon}
        busy={busy}
        why={open ? offlineReason() : u('notYet')}
        onClick={() => void enter()}
      >
        {busy ? u('entering') : word}
      </Button>
    </div>
  );
}
