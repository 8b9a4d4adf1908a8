import { base, meetingID } from '../../core/session';
import type { Wishes } from './state';

// What outlives a reload: in the tab, whether it is in the conference and what is on; on the machine, its devices.

const tabKey = `video${base}/${meetingID}`;
const machineKey = 'dienhong.devices';

type Ids = Pick<Wishes, 'microphoneID' | 'cameraID' | 'speakerID'>;
type On = Pick<Wishes, 'microphone' | 'camera'>;

function read(storage: () => Storage, key: string): Record<string, unknown> {
  try {
    return { ...(JSON.parse(storage().getItem(key) ?? '{}') as Record<string, unknown>) };
  } catch {
    return {}; // storage is off, or holds something else
  }
}

function write(storage: () => Storage, key: string, value: object): void {
  try {
    storage().setItem(key, JSON.stringify(value));
  } catch {
    // storage is off: after a reload things are turned on by hand
  }
}

const tab = (): Storage => sessionStorage;
const machine = (): Storage => localStorage;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

/** The devices that were chosen on this machine. */
export function keptDevices(): Ids {
  const { microphoneID, cameraID, speakerID } = read(machine, machineKey);
  return { microphoneID: text(microphoneID), cameraID: text(cameraID), speakerID: text(speakerID) };
}

export const keepDevices = ({ microphoneID, cameraID, speakerID }: Ids): void =>
  write(machine, machineKey, { microphoneID, cameraID, speakerID });

/** What was on when this tab was last in the conference; undefined when it was not in. */
export function keptPart(): On | undefined {
  const kept = read(tab, tabKey);
  return kept['in'] === true ? { microphone: kept['microphone'] === true, camera: kept['camera'] === true } : undefined;
}

export const keepPart = (part: On | undefined): void =>
  write(tab, tabKey, part ? { in: true, microphone: part.microphone, camera: part.camera } : { in: false });
