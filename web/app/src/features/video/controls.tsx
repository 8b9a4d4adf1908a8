import './video.css';
import { effect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { Button, IconButton } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import {
  circleAlertIcon,
  micIcon,
  micOffIcon,
  monitorUpIcon,
  phoneIcon,
  settingsIcon,
  videoIcon,
  videoOffIcon,
  volume2Icon,
  wifiOffIcon,
} from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { DevicePickers } from './devices';
import { fault, heldFault, held, ownSeat, silent, standing, wishes } from './state';
import { joinVideo, leaveVideo, playSound, wish } from './video';
import { v } from './words';

/** Microphone, camera, screen and devices of the person at this page. */
export function VideoControls({ onLeave, canShare = true }: { onLeave?: () => void; canShare?: boolean }) {
  const [choosing, setChoosing] = useState(false);
  const { microphone, camera, screen } = wishes.value;
  useSayHeld();
  return (
    <div class="video-controls" role="toolbar" aria-label={v('controls')}>
      <IconButton
        icon={microphone ? micIcon : micOffIcon}
        label={microphone ? v('microphoneOff') : v('microphoneOn')}
        spell
        pressed={microphone}
        why={held.value ? v('held') : undefined}
        onClick={() => wish({ microphone: !microphone })}
      />
      <IconButton
        icon={camera ? videoIcon : videoOffIcon}
        label={camera ? v('cameraOff') : v('cameraOn')}
        spell
        pressed={camera}
        onClick={() => wish({ camera: !camera })}
      />
      {canShare && mayShare() && (
        <IconButton
          icon={monitorUpIcon}
          label={screen ? v('shareOff') : v('shareOn')}
          spell
          pressed={screen}
          onClick={() => wish({ screen: !screen })}
        />
      )}
      <IconButton icon={settingsIcon} label={v('devices')} onClick={() => setChoosing(true)} />
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
        <Dialog title={v('devices')} onClose={() => setChoosing(false)}>
          <DevicePickers />
        </Dialog>
      )}
    </div>
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

const turnOn = { microphone: 'microphoneOn', camera: 'cameraOn', screen: 'shareOn' } as const;

/** What is to be known of the conference: the line, a device that refuses, silence. Nothing when all is well. */
export function VideoNotices() {
  const now = standing.value;
  const refused = fault.value;
  useEffect(() => {
    if (now === 'rejoining') announce(v('stateRejoining'));
  }, [now]);
  return (
    <>
      {now === 'rejoining' && (
        <Banner kind="warn" icon={wifiOffIcon}>
          {v('stateRejoining')}
        </Banner>
      )}
      {now === 'taken' && (
        <Banner
          kind="warn"
          icon={circleAlertIcon}
          actions={
            <Button kind="primary" onClick={() => joinVideo()}>
              {v('takeBack')}
            </Button>
          }
        >
          {v('stateTaken')}
        </Banner>
      )}
      {refused && (
        <Banner
          kind="danger"
          icon={circleAlertIcon}
          actions={
            <Button
              onClick={() => {
                heldFault.value = undefined;
                wish({ [refused.of]: true });
              }}
            >
              {v(turnOn[refused.of])}
            </Button>
          }
        >
          <strong>{v(`fault_${refused.of}`)}.</strong> {v(`why_${refused.why}`)}
        </Banner>
      )}
      {now === 'in' && silent.value && (
        <Banner
          kind="info"
          icon={volume2Icon}
          actions={
            <Button kind="primary" onClick={() => void playSound()}>
              {v('playSound')}
            </Button>
          }
        >
          {v('silent')}
        </Banner>
      )}
      {now === 'in' && ownSeat.value?.line === 'poor' && (
        <Banner kind="warn" icon={wifiOffIcon}>
          {v('lineWeakOwn')}
        </Banner>
      )}
    </>
  );
}
