import './video.css';
import { useEffect, useState } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { link } from '../../core/meeting';
import { t } from '../../locale';
import { Button } from '../../ui/button';
import { circleAlertIcon, micOffIcon, monitorUpIcon, signalIcon, volume2Icon, wifiOffIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { mySpeech } from '../speak/queue';
import { fault, held, heldFault, ownSeat, silent, standing, wishes } from './state';
import { joinVideo, playSound, wish } from './video';
import { v } from './words';

/** True once something has been so for a while; false at once when it is not. */
function useLasting(now: boolean, milliseconds: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    setLasts(false);
    if (!now) return undefined;
    const timer = setTimeout(() => setLasts(true), milliseconds);
    return () => clearTimeout(timer);
  }, [now, milliseconds]);
  return now && lasts;
}

/** What is to be known of the conference: the line, a device that refuses, silence. Nothing when all is well. */
export function VideoNotices() {
  return (
    <>
      <Line />
      <Refused />
      <Sound />
      <MutedSpeaker />
      <Sharing />
    </>
  );
}

/** How one's own line stands. While the hub is away too, its own banner says enough. */
function Line() {
  const now = standing.value;
  const { line } = ownSeat.value ?? {};
  const away = useLasting(now === 'rejoining' && link.value.state === 'online', 1_500);
  const weak = useLasting(now === 'in' && (line === 'poor' || line === 'lost'), 3_000);
  useEffect(() => {
    if (away) announce(v('stateRejoining'));
  }, [away]);
  if (now === 'taken') {
    const back = (
      <Button kind="primary" onClick={() => joinVideo()}>
        {v('takeBack')}
      </Button>
    );
    return (
      <Banner kind="warn" icon={circleAlertIcon} actions={back}>
        {v('stateTaken')}
      </Banner>
    );
  }
  if (away) {
    return (
      <Banner kind="warn" icon={wifiOffIcon}>
        {v('stateRejoining')}
      </Banner>
    );
  }
  if (!weak) return null;
  return (
    <Banner kind="warn" icon={signalIcon}>
      {v('lineWeakOwn')}
    </Banner>
  );
}

/** A device that could not be turned on, with what to do about it. */
function Refused() {
  const refused = fault.value;
  if (!refused) return null;
  const again = (): void => {
    heldFault.value = undefined;
    wish({ [refused.of]: true });
  };
  return (
    <Banner kind="danger" icon={circleAlertIcon} actions={<Button onClick={again}>{t('retry')}</Button>}>
      <strong>{v(`fault_${refused.of}`)}.</strong> {v(`why_${refused.why}`)}
    </Banner>
  );
}

function Sound() {
  if (standing.value !== 'in' || !silent.value) return null;
  const play = (
    <Button kind="primary" onClick={() => void playSound()}>
      {v('playSound')}
    </Button>
  );
  return (
    <Banner kind="info" icon={volume2Icon} actions={play}>
      {v('silent')}
    </Banner>
  );
}

/** The floor is theirs, and nobody hears them. */
function MutedSpeaker() {
  const muted = mySpeech() !== undefined && standing.value === 'in' && !wishes.value.microphone && !held.value;
  if (!muted) return null;
  const speak = (
    <Button kind="primary" onClick={() => wish({ microphone: true })}>
      {v('speakNow')}
    </Button>
  );
  return (
    <Banner kind="warn" icon={micOffIcon} actions={speak}>
      {v('mutedSpeaker')}
    </Banner>
  );
}

function Sharing() {
  if (!ownSeat.value?.screen) return null;
  return (
    <Banner kind="info" icon={monitorUpIcon}>
      {v('sharedByYou')}
    </Banner>
  );
}
