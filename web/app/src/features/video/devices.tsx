import './video.css';
import type { ReadonlySignal } from '@preact/signals';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { Button } from '../../ui/button';
import { Select } from '../../ui/field';
import { volume2Icon } from '../../ui/icons';
import { wishes } from './state';
import { chooseDevice } from './video';
import { v } from './words';

type Kind = 'audioinput' | 'videoinput' | 'audiooutput';

const names = { audioinput: 'microphone', videoinput: 'camera', audiooutput: 'speaker' } as const;
const keys = { audioinput: 'microphoneID', videoinput: 'cameraID', audiooutput: 'speakerID' } as const;

/** The devices that are plugged in, kept up to date. Their names are known once one of them may be used. */
function useDevices(): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (!media) return undefined;
    const look = (): void => void media.enumerateDevices().then(setDevices, () => undefined);
    look();
    const later = setTimeout(look, 1_500); // the names come with the permission
    media.addEventListener('devicechange', look);
    return () => {
      clearTimeout(later);
      media.removeEventListener('devicechange', look);
    };
  }, []);
  return devices;
}

/** Chooses microphone, camera and speaker among those that are plugged in. */
export function DevicePickers() {
  const devices = useDevices().filter((one) => one.deviceId);
  const kinds = (['audioinput', 'videoinput', 'audiooutput'] as const).filter((kind) =>
    devices.some((one) => one.kind === kind),
  );
  if (kinds.length === 0) return <p class="soft">{v('noDevices')}</p>;
  return (
    <div class="device-pickers">
      {kinds.map((kind) => (
        <Picker key={kind} kind={kind} devices={devices.filter((one) => one.kind === kind)} />
      ))}
    </div>
  );
}

/** What browsers call the devices of the system: they stand for others in the list. */
const aliases = new Set(['default', 'communications']);

function Picker({ kind, devices }: { kind: Kind; devices: MediaDeviceInfo[] }) {
  const named = devices
    .filter((one) => !aliases.has(one.deviceId))
    .map((one, i) => ({ key: one.deviceId, title: one.label || v('deviceNumber', i + 1) }));
  const wanted = wishes.value[keys[kind]] ?? '';
  return (
    <Select
      label={v(names[kind])}
      value={named.some((one) => one.key === wanted) ? wanted : ''}
      options={[{ key: '', title: v('defaultDevice') }, ...named]}
      onChange={(id) => void chooseDevice(kind, id)}
    />
  );
}

/** One's own picture before joining. */
export function Preview({ stream }: { stream: MediaStream | undefined }) {
  const show = useCallback(
    (element: HTMLVideoElement | null) => {
      if (element) element.srcObject = stream ?? null;
    },
    [stream],
  );
  return <video ref={show} class="mirrored" aria-label={v('preview')} autoPlay muted playsInline />;
}

/** How loud one is heard. */
export function LevelMeter({ level }: { level: ReadonlySignal<number> }) {
  return <meter class="level" min={0} max={1} value={level.value} aria-label={v('level')} />;
}

/** Plays two notes, so that whoever sits there knows that the speaker works. */
export function SpeakerTest() {
  const [playing, setPlaying] = useState(false);
  const play = async (): Promise<void> => {
    setPlaying(true);
    await twoNotes(wishes.peek().speakerID);
    setPlaying(false);
  };
  return (
    <Button icon={volume2Icon} busy={playing} onClick={() => void play()}>
      {playing ? v('testingSpeaker') : v('testSpeaker')}
    </Button>
  );
}

async function twoNotes(speaker: string | undefined): Promise<void> {
  const context = new AudioContext() as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  // Where the browser cannot choose, or the speaker is gone, the usual one is heard.
  if (speaker) await context.setSinkId?.(speaker).catch(() => undefined);
  const volume = context.createGain();
  volume.gain.value = 0.2;
  volume.connect(context.destination);
  for (const [i, pitch] of [523, 659].entries()) {
    const note = context.createOscillator();
    note.frequency.value = pitch;
    note.connect(volume);
    note.start(context.currentTime + i * 0.5);
    note.stop(context.currentTime + i * 0.5 + 0.4);
  }
  await new Promise((done) => {
    setTimeout(done, 1_000);
  });
  await context.close();
}
