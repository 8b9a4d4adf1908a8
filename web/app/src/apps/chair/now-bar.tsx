import { duration } from '../../core/format';
import { floor } from '../../core/meeting';
import type { ItemValue } from '../../core/protocol.gen';
import { currentItem, numberOf, timeLeft } from '../../features/agenda/items';
import { nameOf } from '../../features/people/names';
import { openBallot } from '../../features/vote/cast';
import { t as shared } from '../../locale';
import { Icon, listOrderedIcon, micIcon, squareCheckIcon } from '../../ui/icons';
import { Countdown, Elapsed } from '../../ui/timer';
import type { Tab } from './view';
import { t } from './words';

/** What is on at this moment, whichever tab is open; a press leads there. */
export function NowBar({ onChoose }: { onChoose: (tab: Tab) => void }) {
  const item = currentItem();
  const speaking = floor.value?.speaking;
  const ballot = openBallot.value;
  return (
    <div class="now-bar">
      <button type="button" onClick={() => onChoose('agenda')}>
        <Icon of={listOrderedIcon} />
        <span class="now-text">
          {item ? `${numberOf(item.id)}. ${item.title}` : t('noItem')}
        </span>
        {item && <Left item={item} />}
      </button>
      <button type="button" class={speaking ? 'live' : ''} onClick={() => onChoose('floor')}>
        <Icon of={micIcon} />
        <span class="now-text">{speaking ? nameOf(speaking.person) : t('nobodySpeaks')}</span>
        {speaking && (
          <strong class="figures">
            <Elapsed since={speaking.start} />
          </strong>
        )}
      </button>
      {ballot && (
        <button type="button" class="live" onClick={() => onChoose('voting')}>
          <Icon of={squareCheckIcon} />
          <span class="now-text">{shared('ballotOpen')}</span>
          <strong class="figures">
            {ballot.recorded}/{ballot.electors}
            {ballot.closes && (
              <>
                {' · '}
                <Countdown until={ballot.closes} />
              </>
            )}
          </strong>
        </button>
      )}
    </div>
  );
}

function Left({ item }: { item: ItemValue }) {
  const left = timeLeft(item);
  if (left === undefined) return null;
  if (left < 0) return <strong class="figures over">{shared('itemOver', duration(-left))}</strong>;
  return <strong class="figures">{shared('itemLeft', duration(left))}</strong>;
}
