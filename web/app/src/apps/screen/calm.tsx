import { floor, attendance, meeting } from '../../core/meeting';
import { longDate, time } from '../../core/format';
import { currentItem, items, numberOf } from '../../features/agenda/items';
import { nameOf, person, placeOf } from '../../features/people/names';
import { Avatar } from '../../ui/parts';
import { Clock, Countdown, Elapsed } from '../../ui/timer';
import { useFit } from './fit';
import { w } from './words';

/** Before anything is current: what meeting this is, and how many are here. */
export function WelcomeScene() {
  const value = meeting.value;
  const scene = useFit();
  if (!value) return null;
  return (
    <section class="scene calm" ref={scene}>
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

/** So many items stand in one column with who presents them; more stand in two, with their titles alone. */
const fewItems = 8;
/** More cannot be read on a wall: then those around the current one are shown. */
const mostItems = 16;

/** The items, with the current one in front. */
export function AgendaScene() {
  const current = currentItem()?.id;
  const all = items();
  const scene = useFit();
  const few = all.length <= fewItems;
  const at = all.findIndex((item) => item.id === current);
  const first = Math.max(0, Math.min(at - 3, all.length - mostItems));
  const list = all.slice(first, first + mostItems);
  return (
    <section class="scene agenda-scene" ref={scene}>
      <h2 class="scene-kicker">{w('program')}</h2>
      <ol ref={setRows(list.length)} class={`wall-items ${few ? '' : 'many'}`}>
        {list.map((item) => (
          <li key={item.id} class={`${item.state} ${item.id === current ? 'is-current' : ''}`} aria-current={item.id === current}>
            <span class="wall-number figures">{numberOf(item.id)}</span>
            <span class="wall-item">
              <span class="wall-item-title">{item.title}</span>
              {few && item.presenter && <span class="wall-item-sub">{item.presenter}</span>}
            </span>
            {few && (
              <span class="wall-item-end">
                {item.id === current ? w('current') : item.minutes ? w('minutes', item.minutes) : ''}
              </span>
            )}
          </li>
        ))}
      </ol>
      {list.length < all.length && <p class="scene-facts">{w('more', all.length)}</p>}
    </section>
  );
}

/** Two columns are read one after the other. */
const setRows = (n: number) => (list: HTMLElement | null) =>
  void list?.style.setProperty('--rows', String(Math.ceil(n / 2)));

/** Who has the floor, for how long, and who is next. */
export function SpeakerScene() {
  const { speaking, queue = [] } = floor.value ?? {};
  const scene = useFit();
  if (!speaking) return null;
  const item = currentItem();
  return (
    <section class="scene calm" ref={scene}>
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
