import './video.css';
import { effect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { Button, IconButton } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import {
  micIcon,
  micOffIcon,
  monitorUpIcon,
  phoneIcon,
  settingsIcon,
  videoIcon,
  videoOffIcon,
} from '../../ui/icons';
import { toast } from '../../ui/toast';
import { DevicePickers } from './devices';
import { held, wishes } from './state';
import { leaveVideo, wish } from './video';
import { v } from './words';

/** Microphone, camera, screen and devices of the person at this page. */
export function VideoControls({ onLeave, canShare = true }: { onLeave?: () => void; canShare?: boolean }) {
  const [choosing, setChoosing] = useState(false);
  const { camera, screen } = wishes.value;
  useSayHeld();
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset has a look of its own
    <div class="video-controls" role="group" aria-label={v('controls')}>
      <Microphone />
      <Button
        icon={camera ? videoIcon : videoOffIcon}
        label={camera ? v('cameraOff') : v('cameraOn')}
        class="spelled"
        pressed={camera}
        onClick={() => wish({ camera: !camera })}
      >
        {camera ? v('cameraOff') : v('cameraOn')}
      </Button>
      {canShare && mayShare() && (
        <Button
          icon={monitorUpIcon}
          label={screen ? v('shareOff') : v('shareOn')}
          class="spelled"
          pressed={screen}
          onClick={() => wish({ screen: !screen })}
        >
          {screen ? v('shareOff') : v('shareShort')}
        </Button>
      )}
      <IconButton icon={settingsIcon} label={v('devices')} spell onClick={() => setChoosing(true)} />
      {onLeave && (
        <IconButton
          icon={phoneIcon}
          label={v('leave')}
          onClick={() => {
            void leaveVideo();
            onLeave();
          }}
        />
      )}
      {choosing && (
        <Dialog title={v('devices')} size="small" onClose={() => setChoosing(false)}>
          <DevicePickers />
        </Dialog>
      )}
    </div>
  );
}

/** The microphone, or the reason for which it stays off. */
function Microphone() {
  const { microphone } = wishes.value;
  if (held.value) {
    return (
      <Button icon={micOffIcon} label={v('heldShort')} class="spelled held" pressed={false} why={v('heldHint')}>
        {v('heldShort')}
      </Button>
    );
  }
  return (
    <Button
      icon={microphone ? micIcon : micOffIcon}
      label={microphone ? v('microphoneOff') : v('microphoneOn')}
      class="spelled microphone"
      pressed={microphone}
      onClick={() => wish({ microphone: !microphone })}
    >
      {microphone ? v('microphoneOff') : v('microphoneOn')}
    </Button>
  );
}

/** Tablets and phones cannot share their screen in a browser. */
const mayShare = (): boolean => typeof navigator.mediaDevices?.getDisplayMedia === 'function';

/** Says when the chair takes the microphone, and when they let go. */
function useSayHeld(): void {
  useEffect(() => {
    let before = held.peek();
    return effect(() => {
      const now = held.value;
      if (now === before) return;
      before = now;
      toast(v(now ? 'heldHint' : 'released'), { kind: now ? 'info' : 'ok' });
    });
  }, []);
}
