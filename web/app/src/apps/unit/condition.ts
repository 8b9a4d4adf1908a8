import type { Link } from '../../core/conn';
import type { Checked } from '../../features/video/check';
import type { Line, Standing } from '../../features/video/state';

/** How the site as a whole stands, as its own people and the desk speak of it. */
export type Condition = 'out' | 'checking' | 'unready' | 'ready' | 'in' | 'weak' | 'lost';

/** Before joining. */
export function beforehand(checked: Checked, hub: Link['state'], media: boolean | undefined): Condition {
  if (hub !== 'online') return 'out';
  if (checked.camera === 'checking' || checked.microphone === 'checking' || media === undefined) return 'checking';
  if (!media) return 'out';
  return checked.camera === 'good' && heard(checked.microphone) ? 'ready' : 'unready';
}

/** Whether there is a microphone, though nobody may have spoken into it yet. */
export const heard = (microphone: Checked['microphone']): boolean =>
  microphone === 'good' || microphone === 'quiet' || microphone === 'silent';

/** In the meeting. */
export function within(hub: Link['state'], standing: Standing, line: Line | undefined): Condition {
  if (hub === 'lost' || standing === 'rejoining') return 'lost';
  if (standing !== 'in') return 'out';
  return line === 'poor' || line === 'lost' ? 'weak' : 'in';
}
