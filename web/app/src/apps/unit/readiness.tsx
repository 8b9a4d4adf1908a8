import { useEffect, useState } from 'preact/hooks';
import { link, meeting, myself, send } from '../../core/meeting';
import { api, meetingID } from '../../core/session';
import { DevicePickers, LevelMeter, Preview, SpeakerTest, useDeviceCheck, type Checked } from '../../features/video/devices';
import type { DeviceFault } from '../../features/video/state';
import { joinVideo } from '../../features/video/video';
import { v } from '../../features/video/words';
import { explain } from '../../locale';
import { Button } from '../../ui/button';
import { Checkbox } from '../../ui/field';
import { checkIcon, circleAlertIcon, hourglassIcon, Icon, videoIcon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { beforehand } from './condition';
import { ConditionPill } from './header';
import { inside } from './view';
import { u } from './words';

/** A look at the devices and the lines before anybody sees or hears the site. */
export function Readiness() {
  const { checked, stream, level } = useDeviceCheck();
  const media = useMediaLine();
  const condition = beforehand(checked, link.value.state, media);
  return (
    <main id="main" class="readiness" tabIndex={-1}>
      <div class="readiness-head">
        <h2>{u('readyTitle')}</h2>
        <ConditionPill condition={condition} />
        <p class="soft">{u('readyHint')}</p>
      </div>
      <div class="readiness-picture">
        <Preview stream={stream} />
        <LevelMeter level={level} />
        <p class="soft">{checked.microphone === 'quiet' ? v('levelHint') : ' '}</p>
      </div>
      <div class="readiness-side">
        <ul class="checks">
          <Check name={u('checkCamera')} state={deviceState(checked.camera, u('cameraGood'))} />
          <Check name={u('checkMicrophone')} state={microphoneState(checked.microphone)} />
          <li class="check">
            <span class="check-text">
              <strong>{u('checkSpeaker')}</strong>
              <span class="soft">{u('speakerHint')}</span>
            </span>
            <SpeakerTest />
          </li>
          <Check
            name={u('checkServer')}
            state={link.value.state === 'online' ? good(u('serverGood')) : wait(u('serverAway'))}
          />
          <Check name={u('checkMedia')} state={lineState(media)} />
        </ul>
        <details class="readiness-devices">
          <summary>{v('devices')}</summary>
          <DevicePickers />
        </details>
      </div>
      <Enter checked={checked} />
    </main>
  );
}

interface State {
  kind: 'good' | 'wait' | 'bad';
  text: string;
}

const good = (text: string): State => ({ kind: 'good', text });
const wait = (text: string): State => ({ kind: 'wait', text });

function deviceState(state: DeviceFault | 'checking' | 'good', works: string): State {
  if (state === 'good') return good(works);
  return state === 'checking' ? wait(u('checking')) : { kind: 'bad', text: u(`fault_${state}`) };
}

function microphoneState(state: Checked['microphone']): State {
  return state === 'quiet' ? wait(u('microphoneQuiet')) : deviceState(state, u('microphoneGood'));
}

function lineState(open: boolean | undefined): State {
  if (open === undefined) return wait(u('checking'));
  return open ? good(u('mediaGood')) : wait(u('mediaAway'));
}

const signs = { good: checkIcon, wait: hourglassIcon, bad: circleAlertIcon };

function Check({ name, state }: { name: string; state: State }) {
  return (
    <li class={`check ${state.kind}`}>
      <Icon of={signs[state.kind]} />
      <span class="check-text">
        <strong>{name}</strong>
        <span>{state.text}</span>
      </span>
    </li>
  );
}

/** Asks the media server whether it would let the site in; again until it would. */
function useMediaLine(): boolean | undefined {
  const [open, setOpen] = useState<boolean>();
  const up = link.value.state === 'online';
  const phase = meeting.value?.phase;
  useEffect(() => {
    if (!up) return undefined;
    let over = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const answer = await mediaAnswers();
      if (over) return;
      setOpen(answer);
      if (!answer) again = setTimeout(() => void ask(), 4_000);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(again);
    };
  }, [up, phase]);
  return open;
}

async function mediaAnswers(): Promise<boolean> {
  try {
    const { url, token } = await api<{ url: string; token: string }>('POST', `/api/meetings/${meetingID}/media-token`);
    const address = new URL('/rtc/validate', url.replace(/^ws/, 'http'));
    address.searchParams.set('access_token', token);
    return (await fetch(address)).ok;
  } catch {
    return false;
  }
}

/** The one big button: present, and in the conference. */
function Enter({ checked }: { checked: Checked }) {
  const [camera, setCamera] = useState(true);
  const [microphone, setMicrophone] = useState(true);
  const [busy, setBusy] = useState(false);
  const seen = checked.camera === 'good';
  const heard = checked.microphone === 'good' || checked.microphone === 'quiet';
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
    joinVideo({ camera: camera && seen, microphone: microphone && heard });
    inside.value = true;
  };
  return (
    <div class="readiness-enter">
      <div class="readiness-wishes">
        <Checkbox label={u('cameraWish')} checked={camera} onChange={setCamera} />
        <Checkbox label={u('microphoneWish')} checked={microphone} onChange={setMicrophone} />
      </div>
      <Button
        kind="primary"
        size="large"
        icon={videoIcon}
        busy={busy}
        why={open ? undefined : u('notYet')}
        onClick={() => void enter()}
      >
        {busy ? u('entering') : seen || heard ? u('enter') : u('enterSilent')}
      </Button>
      {!open && <p class="soft">{u('notYet')}</p>}
    </div>
  );
}
