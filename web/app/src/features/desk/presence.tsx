import type { PersonValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { checkIcon, monitorIcon, wifiOffIcon } from '../../ui/icons';
import { Pill } from '../../ui/parts';
import { d } from './words';

/** Whether somebody is there, how, and whether their device is connected, in words. */
export function Presence({ one }: { one: PersonValue }) {
  if (one.present && !one.online && one.mode === 'remote') {
    return (
      <Pill kind="warn" icon={wifiOffIcon}>
        {d('lostLink')}
      </Pill>
    );
  }
  if (one.present) {
    return (
      <Pill kind="ok" icon={one.mode === 'remote' ? monitorIcon : checkIcon}>
        {one.mode === 'remote' ? d('presentRemote') : d('presentInRoom')}
      </Pill>
    );
  }
  if (one.reason) return <Pill kind="neutral">{d('absentBecause', one.reason)}</Pill>;
  return <Pill kind="neutral">{one.online ? d('onlineNotHere') : t('absent')}</Pill>;
}
