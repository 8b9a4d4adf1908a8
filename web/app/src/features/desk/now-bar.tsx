import './desk.css';
import { duration } from '../../core/format';
import { floor } from '../../core/meeting';
import type { ItemValue } from '../../core/protocol.gen';
import { currentItem, numberOf, timeLeft } from '../agenda/items';
import { nameOf } from '../people/names';
import { t } from '../../locale';
import { Icon, listOrderedIcon, micIcon, squareCheckIcon } from '../../ui/icons';
import { Countdown, Elapsed } from '../../ui/timer';
import { sessionBallot } from './session-ballot';
import { d } from './words';

/** The field of work that a part of the bar leads to. */
type Part = 'agenda' | 'floor' | 'voting';

/** What is on at this moment, whichever tab is open; a press leads there. */
export function NowBar({ onChoose }: { onChoose: (part: Part) => void }) {
  const item = currentItem();
  const speaking = floor.value?.speaking;
  const ballot = sessionBallot.value;
  return (
    <div class="desk-now-bar">
      <button type="button" onClick={() => onChoose('agenda')}>
        <Icon of={listOrderedIcon} />
        <span class="desk-now-text">
          {item ? `${numberOf(item.id)}. ${item.title}` : d('noItem')}
        </span>
        {item && <Left item={item} />}
      </button>
      <button type="button" class={speaking ? 'live' : ''} onClick={() => onChoose('floor')}>
        <Icon of={micIcon} />
        <span class="desk-now-text">{speaking ? nameOf(speaking.person) : d('nobodySpeaks')}</span>
        {speaking && (
          <strong class="figures">
            <Elapsed since={speaking.start} />
          </strong>
        )}
      </button>
      {ballot && (
        <button type="button" class="live" onClick={() => onChoose('voting')}>
          <Icon of={squareCheckIcon} />
          <span class="desk-now-text">{t('ballotOpen')}</span>
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
  if (left < 0) return <strong class="figures over">{t('itemOver', duration(-left))}</strong>;
  return <strong class="figures">{t('itemLeft', duration(left))}</strong>;
}
