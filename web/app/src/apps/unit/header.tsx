import { useState } from 'preact/hooks';
import { link, meeting, myself } from '../../core/meeting';
import { currentItem, numberOf } from '../../features/agenda/items';
import { ownSeat, standing } from '../../features/video/state';
import { t } from '../../locale';
import { IconButton } from '../../ui/button';
import { aLargeSmallIcon } from '../../ui/icons';
import { Pill } from '../../ui/parts';
import { SettingsDialog } from '../../ui/settings';
import { Clock } from '../../ui/timer';
import { type Condition, within } from './condition';
import { inside } from './view';
import { u } from './words';

const words = {
  out: 'stateOut',
  checking: 'stateChecking',
  unready: 'stateUnready',
  ready: 'stateReady',
  in: 'stateIn',
  weak: 'stateWeak',
  lost: 'stateLost',
} as const;

const kinds: Record<Condition, 'neutral' | 'ok' | 'warn' | 'danger'> = {
  out: 'neutral',
  checking: 'neutral',
  unready: 'warn',
  ready: 'ok',
  in: 'ok',
  weak: 'warn',
  lost: 'danger',
};

/** How the site stands, in a word. */
export function ConditionPill({ condition }: { condition: Condition }) {
  return <Pill kind={kinds[condition]}>{u(words[condition])}</Pill>;
}

/** Which meeting, which site, and how it stands. */
export function UnitHeader() {
  const [setting, setSetting] = useState(false);
  const item = inside.value ? currentItem() : undefined;
  const now = meeting.value;
  return (
    <header class="unit-header">
      <div class="unit-titles">
        <h1>{item ? `${numberOf(item.id)}. ${item.title}` : (now?.title ?? t('meeting'))}</h1>
        <p>{[myself.value?.name, item ? now?.title : now?.body].filter(Boolean).join(' · ')}</p>
      </div>
      {inside.value && <ConditionPill condition={within(link.value.state, standing.value, ownSeat.value?.line)} />}
      {now && !inside.value && <Pill>{t(`phase_${now.phase}`)}</Pill>}
      <span class="unit-clock">
        <Clock />
      </span>
      <IconButton icon={aLargeSmallIcon} label={t('settings')} kind="ghost" onClick={() => setSetting(true)} />
      {setting && <SettingsDialog onClose={() => setSetting(false)} />}
    </header>
  );
}
