import type { ComponentChildren } from 'preact';
import { link } from '../../core/meeting';
import { type Checked, useDeviceCheck } from '../../features/video/check';
import { DevicePickers, LevelMeter, Preview, SpeakerTest } from '../../features/video/devices';
import type { DeviceFault } from '../../features/video/state';
import { v } from '../../features/video/words';
import { Button } from '../../ui/button';
import { checkIcon, circleAlertIcon, hourglassIcon, Icon, settingsIcon, videoOffIcon, volume2Icon } from '../../ui/icons';
import { beforehand } from './condition';
import { Enter } from './enter';
import { ConditionPill } from './header';
import { useMediaLine } from './media-line';
import { u } from './words';

/** A look at the devices and the lines before anybody sees or hears the site. */
export function Readiness() {
  const { checked, stream, level, again } = useDeviceCheck();
  const media = useMediaLine();
  const hub = link.value.state;
  const faults = [checked.camera, checked.microphone].filter(isFault);
  return (
    <main id="main" class="readiness" tabIndex={-1}>
      <div class="readiness-head">
        <h2>{u('readyTitle')}</h2>
        <ConditionPill condition={beforehand(checked, hub, media)} />
        <p class="soft">{u('readyHint')}</p>
      </div>
      <div class="readiness-picture">
        <div class="preview">
          <Preview stream={stream} />
          {checked.camera !== 'good' && <NoPicture state={checked.camera} />}
        </div>
        <LevelMeter level={level} />
        <p class="soft">{microphoneHint(checked.microphone)}</p>
      </div>
      <div class="readiness-side">
        <ul class="checks">
          <Check name={u('checkCamera')} state={deviceState(checked.camera, u('cameraGood'))} />
          <Check name={u('checkMicrophone')} state={microphoneState(checked.microphone)} />
          <Check name={u('checkSpeaker')} state={{ icon: volume2Icon, kind: 'wait', text: u('speakerHint') }}>
            <SpeakerTest />
          </Check>
          <Check name={u('checkServer')} state={hub === 'online' ? good(u('serverGood')) : wait(u('serverAway'))} />
          <Check name={u('checkMedia')} state={lineState(media)} />
        </ul>
        {faults.length > 0 && <Advice faults={faults} again={again} />}
        <details class="readiness-devices">
          <summary>
            <Icon of={settingsIcon} />
            {u('chooseDevices')}
          </summary>
          <DevicePickers />
        </details>
      </div>
      <Enter checked={checked} />
    </main>
  );
}

const isFault = (state: Checked['camera'] | Checked['microphone']): state is DeviceFault =>
  state !== 'checking' && state !== 'quiet' && state !== 'silent' && state !== 'good';

/** What to do about devices that cannot be had; each advice once. */
function Advice({ faults, again }: { faults: readonly DeviceFault[]; again: () => void }) {
  return (
    <div class="advice">
      {[...new Set(faults)].map((why) => (
        <p key={why}>{v(`why_${why}`)}</p>
      ))}
      <p>{u('enterAnyway')}</p>
      <Button onClick={again}>{u('checkAgain')}</Button>
    </div>
  );
}

function NoPicture({ state }: { state: Exclude<Checked['camera'], 'good'> }) {
  return (
    <p class="preview-none">
      <Icon of={state === 'checking' ? hourglassIcon : videoOffIcon} />
      {state === 'checking' ? u('checking') : v('fault_camera')}
    </p>
  );
}

const microphoneHint = (state: Checked['microphone']): string =>
  state === 'quiet' || state === 'silent' ? v('levelHint') : '\u00a0';

interface State {
  kind: 'good' | 'wait' | 'bad';
  text: string;
  icon?: string;
}

const good = (text: string): State => ({ kind: 'good', text });
const wait = (text: string): State => ({ kind: 'wait', text });
const bad = (text: string): State => ({ kind: 'bad', text });

function deviceState(state: DeviceFault | 'checking' | 'good', works: string): State {
  if (state === 'good') return good(works);
  return state === 'checking' ? wait(u('checking')) : bad(u(`fault_${state}`));
}

function microphoneState(state: Checked['microphone']): State {
  if (state === 'quiet') return wait(u('microphoneQuiet'));
  if (state === 'silent') return { kind: 'wait', text: u('microphoneSilent'), icon: circleAlertIcon };
  return deviceState(state, u('microphoneGood'));
}

function lineState(open: boolean | undefined): State {
  if (open === undefined) return wait(u('checking'));
  return open ? good(u('mediaGood')) : wait(u('mediaAway'));
}

const signs = { good: checkIcon, wait: hourglassIcon, bad: circleAlertIcon };

function Check({ name, state, children }: { name: string; state: State; children?: ComponentChildren }) {
  return (
    <li class={`check ${state.kind}`}>
      <Icon of={state.icon ?? signs[state.kind]} />
      <span class="check-text">
        <strong>{name}</strong>
        <span>{state.text}</span>
      </span>
      {children}
    </li>
  );
}
