import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { deviceFault } from './faults';
import { type DeviceFault, wishes } from './state';

/** What a look at the devices found. `quiet`: nothing was heard yet; `silent`: nothing for so long that it is odd. */
export interface Checked {
  microphone: DeviceFault | 'checking' | 'quiet' | 'silent' | 'good';
  camera: DeviceFault | 'checking' | 'good';
}

interface Check {
  checked: Checked;
  /** One's own picture, once there is one. */
  stream: MediaStream | undefined;
  /** How loud one is heard, 0 to 1. */
  level: ReadonlySignal<number>;
  /** Looks again, for example when the browser was told to allow it. */
  again: () => void;
}

/** Louder than this is a voice and not the hum of a device. */
const voice = 0.02;
/** After so many milliseconds without a voice something may be wrong. */
const longSilence = 6_000;
/** How often a device that could not be had is tried again where nobody is asked for it, in milliseconds. */
const retry = 4_000;

/** Opens camera and microphone as long as the component is there, for looking and listening before joining. */
export function useDeviceCheck(): Check {
  const { microphoneID, cameraID } = wishes.value;
  const [checked, setChecked] = useState<Checked>({ microphone: 'checking', camera: 'checking' });
  const [stream, setStream] = useState<MediaStream>();
  const [attempt, setAttempt] = useState(0);
  const level = useSignal(0);
  const again = useCallback(() => setAttempt((n) => n + 1), []);

  useEffect(() => {
    let over = false;
    const found = (part: Partial<Checked>): void => {
      if (!over) setChecked((before) => ({ ...before, ...part }));
    };
    const opened = openBoth(cameraID, microphoneID);
    const ended = opened.then(({ camera, microphone }) => {
      const ends: (() => void)[] = [];
      if (typeof camera === 'string') found({ camera });
      else {
        ends.push(hold(camera, () => found({ camera: 'missing' })));
        if (!over) setStream(camera);
        found({ camera: 'good' });
      }
      if (typeof microphone === 'string') found({ microphone });
      else {
        ends.push(hold(microphone, () => found({ microphone: 'missing' })), listen(microphone, level, found));
      }
      return ends;
    });
    return () => {
      over = true;
      setStream(undefined);
      void ended.then((ends) => ends.forEach((end) => end()));
    };
  }, [cameraID, microphoneID, attempt, level]);

  const waiting = isFault(checked.camera) || isFault(checked.microphone);
  useEffect(() => (waiting ? whenWorthIt(again) : undefined), [waiting, attempt, again]);
  return { checked, stream, level, again };
}

const isFault = (state: string): boolean => !['checking', 'quiet', 'silent', 'good'].includes(state);

/** Says what is heard: first quiet, then good for ever, or silent when nothing comes. */
function listen(stream: MediaStream, level: { value: number }, found: (part: Partial<Checked>) => void): () => void {
  let heard = false;
  found({ microphone: 'quiet' });
  const odd = setTimeout(() => heard || found({ microphone: 'silent' }), longSilence);
  const stop = measure(stream, (now) => {
    level.value = now;
    if (now < voice || heard) return;
    heard = true;
    found({ microphone: 'good' });
  });
  return () => {
    clearTimeout(odd);
    level.value = 0;
    stop();
  };
}

type Got = MediaStream | DeviceFault;

/** Asks for both at once, so that the person is asked once; when that fails, one by one, to know which it is. */
async function openBoth(cameraID?: string, microphoneID?: string): Promise<{ camera: Got; microphone: Got }> {
  const video: MediaTrackConstraints = { ...chosen(cameraID), width: { ideal: 1280 }, height: { ideal: 720 } };
  const audio: MediaTrackConstraints = chosen(microphoneID);
  try {
    const both = await navigator.mediaDevices.getUserMedia({ video, audio });
    return { camera: new MediaStream(both.getVideoTracks()), microphone: new MediaStream(both.getAudioTracks()) };
  } catch {
    return { camera: await open({ video }), microphone: await open({ audio }) };
  }
}

const chosen = (id: string | undefined): MediaTrackConstraints => (id ? { deviceId: { ideal: id } } : {});

async function open(what: MediaStreamConstraints): Promise<Got> {
  try {
    return await navigator.mediaDevices.getUserMedia(what);
  } catch (error) {
    return deviceFault(error);
  }
}

/** Tells when a device goes away by itself; the answer gives it back. */
function hold(stream: MediaStream, gone: () => void): () => void {
  const tracks = stream.getTracks();
  for (const track of tracks) track.addEventListener('ended', gone);
  return () => {
    for (const track of tracks) {
      track.removeEventListener('ended', gone);
      track.stop();
    }
  };
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
  // A page that was loaded anew may not listen before somebody has touched it.
  const wake = (): void => void context.resume();
  document.addEventListener('pointerdown', wake);
  document.addEventListener('keydown', wake);
  return () => {
    document.removeEventListener('pointerdown', wake);
    document.removeEventListener('keydown', wake);
    clearInterval(timer);
    void context.close();
  };
}

/**
 * Calls back when a device that could not be had may be had now: something was plugged in, or the browser allows it. Events
 * of permissions are not to be relied on, so it is looked at every few seconds; nobody is asked by that.
 */
function whenWorthIt(call: () => void): () => void {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  const timer = setInterval(() => void mayBeOpened().then((yes) => yes && call()), retry);
  media?.addEventListener('devicechange', call);
  return () => {
    clearInterval(timer);
    media?.removeEventListener('devicechange', call);
  };
}

async function mayBeOpened(): Promise<boolean> {
  try {
    const names = ['camera', 'microphone'] as PermissionName[];
    const states = await Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
    return states.every((state) => state === 'granted');
  } catch {
    return false; // this browser does not tell; there is the button
  }
}
