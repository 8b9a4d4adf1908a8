import { floor, attendance, meeting } from '../../core/meeting';
import { longDate, time } from '../../core/format';
import { currentItem, items, numberOf } from '../../features/agenda/items';
import { nameOf, person, placeOf } from '../../features/people/names';
import { Avatar } from '../../ui/parts';
import { Clock, Countdown, Elapsed } from '../../ui/timer';
import { w } from './words';

/** Before anything is current: what meeting this is, and how many are here. */
export function WelcomeScene() {
  const value = meeting.value;
  if (!value) return null;
  return (
    <section class="scene calm">
      <p class="scene-kicker">{w('welcome')}</p>
      <h2 class="scene-title">{value.title}</h2>
      <p class="scene-body">{value.body}</p>
      <p class="scene-facts">
        {longDate(value.starts)} · {w('starts', time(value.starts))}
        {value.place && ` · ${value.place}`}
      </p>
      <Counts />
    </section>
  );
}

function Counts() {
  const numbers = attendance.value;
  if (!numbers) return null;
  return (
    <dl class="counts">
      <div>
        <dt>{w('presentCount')}</dt>
        <dd class="figures">{w('of', numbers.present, numbers.expected)}</dd>
      </div>
      {numbers.units > 0 && (
        <div>
          <dt>{w('units')}</dt>
          <dd class="figures">{w('of', numbers.units_online, numbers.units)}</dd>
        </div>
      )}
    </dl>
  );
}

/** The items, with the current one in front. */
export function AgendaScene() {
  const current = currentItem()?.id;
  return (
    <section class="scene agenda-scene">
      <h2 class="scene-kicker">{w('program')}</h2>
      <ol class={`wall-items ${items().length > 8 ? 'many' : ''}`}>
        {items().map((item) => (
          <li key={item.id} class={`${item.state} ${item.id === current ? 'is-current' : ''}`} aria-current={item.id === current}>
            <span class="wall-number figures">{numberOf(item.id)}</span>
            <span class="wall-item">
              <span class="wall-item-title">{item.title}</span>
              {item.presenter && <span class="wall-item-sub">{item.presenter}</span>}
            </span>
            <span class="wall-item-end">
              {item.id === current ? w('current') : item.minutes ? w('minutes', item.minutes) : ''}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Who has the floor, for how long, and who is next. */
export function SpeakerScene() {
  const { speaking, queue = [] } = floor.value ?? {};
  if (!speaking) return null;
  const item = currentItem();
  return (
    <section class="scene calm">
      <p class="scene-kicker">{w('speaking')}</p>
      <Avatar name={nameOf(speaking.person)} />
      <h2 class="scene-title">{nameOf(speaking.person)}</h2>
      <p class="scene-body">{placeOf(person(speaking.person))}</p>
      <p class="scene-timer">
        <SpeechTime />
      </p>
      {item && (
        <p class="scene-facts">
          {w('item', numberOf(item.id))}: {item.title}
        </p>
      )}
      {queue[0] && (
        <p class="scene-facts">
          {w('next')}: {nameOf(queue[0].person)}
        </p>
      )}
    </section>
  );
}

/** What is left of the speech, or how long it has lasted where there is no limit. */
export function SpeechTime() {
  const speech = floor.value?.speaking;
  if (!speech) return null;
  if (!speech.limit) return <Elapsed since={speech.start} />;
  return <Countdown until={Date.parse(speech.start) + speech.limit * 1000} over />;
}

/** A break, with the time of return. */
export function BreakScene() {
  const back = meeting.value?.back_at;
  return (
    <section class="scene calm">
      <p class="scene-kicker">{w('break')}</p>
      <p class="scene-timer">
        <Clock />
      </p>
      {back && <h2 class="scene-title">{w('backAt', time(back))}</h2>}
    </section>
  );
}

/** The end. */
export function ClosedScene() {
  const value = meeting.value;
  return (
    <section class="scene calm">
      <p class="scene-kicker">{w('closed')}</p>
      <h2 class="scene-title">{w('thanks')}</h2>
      {value?.closed && <p class="scene-body">{w('closedAt', time(value.closed))}</p>}
    </section>
  );
}
