import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { meeting, store } from '../../core/meeting';
import { items } from '../../features/agenda/items';
import { completeness, type Note, type Step, steps } from './completeness';

/** What fills the page: a step of the preparation, or the meeting itself as it goes on. */
export type View = Step | 'live';

const views: readonly View[] = [...steps, 'live'];

/** The view that the address names, so that a reload or a link comes back to it. */
const named = (): View | undefined => views.find((one) => one === location.hash.slice(1));

const chosen = signal(named());
addEventListener('hashchange', () => {
  chosen.value = named();
});

/** What fills the page. Until somebody chooses, it is what the meeting's phase asks for. */
export const view: ReadonlySignal<View> = computed(() => {
  if (chosen.value) return chosen.value;
  const phase = meeting.value?.phase;
  return phase === 'draft' || phase === 'scheduled' || phase === undefined ? 'info' : 'live';
});

export function show(next: View): void {
  chosen.value = next;
  history.replaceState(null, '', `#${next}`);
  document.getElementById('main')?.scrollTo(0, 0);
}

/** What is missing in each step. */
export const notes: ReadonlySignal<Record<Step, Note[]> | undefined> = computed(() => {
  const now = meeting.value;
  if (!now) return undefined;
  return completeness({
    meeting: now,
    items: items(),
    documents: store.all('document'),
    people: store.all('person'),
    ballots: store.all('ballot'),
  });
});
