import './video.css';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { Button } from '../../ui/button';
import { Select } from '../../ui/field';
import { volume2Icon } from '../../ui/icons';
import { deviceFault } from './faults';
import { type DeviceFault, wishes } from './state';
import { chooseDevice } from './video';
import { v } from './words';

type Kind = 'audioinput' | 'videoinput' | 'audiooutput';

const names = { audioinput: 'microphone', videoinput: 'camera', audiooutput: 'speaker' } as const;
const keys = { audioinput: 'microphoneID', videoinput: 'cameraID', audiooutput: 'speakerID' } as const;

/** The devices that are plugged in, kept up to date. Their names are known once one of them may be used. */
function useDevices(): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    const media = navigator.mediaDevices;
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
  const devices = useDevices();
  return (
    <div class="device-pickers">
      {(['audioinput', 'videoinput', 'audiooutput'] as const).map((kind) => (
        <Picker key={kind} kind={kind} devices={devices.filter((one) => one.kind === kind && one.deviceId)} />
      ))}
    </div>
  );
}

function Picker({ kind, devices }: { kind: Kind; devices: MediaDeviceInfo[] }) {
  if (devices.length === 0) return null;
  const named = devices
    .filter((one) => one.deviceId !== 'default')
    .map((one, i) => ({ key: one.deviceId, title: one.label || v('deviceNumber', i + 1) }));
  return (
    <Select
      label={v(names[kind])}
      value={wishes.value[keys[kind]] ?? ''}
      options={[{ key: '', title: v('defaultDevice') }, ...named]}
      onChange={(id) => void chooseDevice(kind, id || 'default')}
    />
  );
}

/** What a look at the devices found. */
export interface Checked {
  microphone: DeviceFault | 'checking' | 'quiet' | 'good';
  camera: DeviceFault | 'checking' | 'good';
}

/** Opens camera and microphone as long as the component is there, for looking and listening before joining. */
export function useDeviceCheck(): { checked: Checked; stream: MediaStream | undefined; level: number } {
  const { microphoneID, cameraID } = wishes.value;
  const [microphone, setMicrophone] = useState<Checked['microphone']>('checking');
  const [camera, setCamera] = useState<Checked['camera']>('checking');
  const [pictures, setPictures] = useState<MediaStream>();
  const [level, setLevel] = useState(0);

  useEffect(() => {
    const open = openDevice({ video: choice(cameraID) }, (stream) => {
      setPictures(stream);
      setCamera('good');
      return undefined;
    }, setCamera);
    return () => void open.then((stop) => stop?.());
  }, [cameraID]);

  useEffect(() => {
    const open = openDevice({ audio: choice(microphoneID) }, (stream) => {
      setMicrophone('quiet');
      return measure(stream, (now) => {
        setLevel(now);
        if (now > 0.02) setMicrophone('good');
      });
    }, setMicrophone);
    return () => void open.then((stop) => stop?.());
  }, [microphoneID]);

  return { checked: { microphone, camera }, stream: pictures, level };
}

const choice = (id: string | undefined): MediaTrackConstraints | true => (id ? { deviceId: { ideal: id } } : true);

async function openDevice(
  what: MediaStreamConstraints,
  got: (stream: MediaStream) => (() => void) | undefined,
  refuse: (why: DeviceFault) => void,
): Promise<(() => void) | undefined> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(what);
    const done = got(stream);
    return () => {
      done?.();
      for (const track of stream.getTracks()) track.stop();
    };
  } catch (error) {
    refuse(deviceFault(error));
    return undefined;
  }
}

/** Tells the loudness of the stream, 0 to 1, several times a second. */
function measure(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    tell(Math.min(1, Math.sqrt(power) * 4));
  }, 120);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** One's own picture before joining. */
export function Preview({ stream }: { stream: MediaStream | undefined }) {
  const show = useCallback(
    (element: HTMLVideoElement | null) => {
      if (element) element.srcObject = stream ?? null;
    },
    [stream],
  );
  return (
    <div class="preview">
      <video ref={show} class="mirrored" aria-label={v('preview')} autoPlay muted playsInline />
    </div>
  );
}

/** How loud one is heard. */
export function LevelMeter({ level }: { level: number }) {
  return <meter class="level" min={0} max={1} value={level} aria-label={v('level')} />;
}

/** Plays two notes, so that whoever sits there knows that the speaker works. */
export function SpeakerTest() {
  const [playing, setPlaying] = useState(false);
  const play = (): void => {
    const context = new AudioContext();
    const volume = context.createGain();
    volume.gain.value = 0.2;
    volume.connect(context.destination);
    [523, 659].forEach((pitch, i) => {
      const note = context.createOscillator();
      note.frequency.value = pitch;
      note.connect(volume);
      note.start(context.currentTime + i * 0.5);
      note.stop(context.currentTime + i * 0.5 + 0.4);
      if (i === 1) {
        note.onended = () => {
          setPlaying(false);
          void context.close();
        };
      }
    });
    setPlaying(true);
  };
  return (
    <Button icon={volume2Icon} busy={playing} onClick={play}>
      {playing ? v('testingSpeaker') : v('testSpeaker')}
    </Button>
  );
}
