import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { agenda, isDesk, mayPresent, me, presentation, store } from '../../core/meeting';
import type { DocumentValue } from '../../core/protocol.gen';
import { act } from '../../ui/act';
import { atFirst, carried, follow, go, itemChanged, leave, type Place, type Reading, samePlace, seen } from './place';

// The one place of the page that this device shows, kept for all parts of the app. The pure part is place.ts.

const reading = signal<Reading>(atFirst);
/** A page that this device asked everybody to turn to, until the hub has answered. */
const turning = signal<Place | undefined>(undefined);

/** What is presented now; a page that one has just turned counts at once. */
export const presented: ReadonlySignal<Place | undefined> = computed(() => {
  const { document, page } = presentation.value ?? {};
  if (!document) return undefined;
  const asked = turning.value;
  return asked?.document === document ? asked : { document, page: page ?? 1 };
});

/** What this device shows. */
export const place: ReadonlySignal<Place | undefined> = computed(() => seen(reading.value, presented.value));

/** Whether this device goes along with the presenter. */
export const following: ReadonlySignal<boolean> = computed(() => reading.value.following);

/** Whether turning a page here turns it for everybody. */
export const presenting: ReadonlySignal<boolean> = computed(
  () => reading.value.following && presented.value !== undefined && mayPresent(),
);

/** The document that this device shows. */
export const openDocument: ReadonlySignal<DocumentValue | undefined> = computed(() => {
  const document = place.value?.document;
  return document ? store.value(`document/${document}`).value : undefined;
});

/** Opens a document by oneself, where one was in it last, or at a page. */
export function open(document: string, page = lastPage(document)): void {
  reading.value = go(reading.peek(), { document, page }, presented.peek());
  remember({ document, page });
}

/** Turns to a page of the open document: for everybody when one presents it, else for oneself. */
export function turn(page: number): void {
  const now = place.peek();
  if (!now || now.page === page) return;
  if (presenting.peek()) void turnForAll({ ...now, page });
  else open(now.document, page);
}

/** Goes along with the presenter again. */
export const rejoin = (): void => {
  reading.value = follow(reading.peek(), presented.peek());
};

/** Stays here while the presenter goes on. */
export const part = (): void => {
  reading.value = leave(reading.peek(), presented.peek());
};

/** Puts a page before everybody. */
export async function present(document: string, page: number): Promise<void> {
  const answer = await act('presentation.start', { document, page });
  if (answer.ok) rejoin();
}

export const stopPresenting = async (): Promise<void> => {
  await act('presentation.stop', {});
};

let busy = false;

/** Asks for a page; while the answer is out only the newest wish is kept. */
async function turnForAll(wanted: Place): Promise<void> {
  turning.value = wanted;
  if (busy) return;
  busy = true;
  try {
    let asked: Place;
    do {
      asked = turning.peek() ?? wanted;
      const answer = await act('page.turn', asked);
      if (!answer.ok) break;
    } while (!samePlace(asked, turning.peek()));
  } finally {
    busy = false;
    turning.value = undefined;
  }
}

/** The first page to show of an item: its first document that can be shown. */
export function firstPlace(item: string | undefined): Place | undefined {
  const documents = item ? (store.value(`item/${item}`).value?.documents ?? []) : [];
  const document = documents.find((id) => isShowable(store.value(`document/${id}`).value));
  return document ? { document, page: lastPage(document) } : undefined;
}

/** Whether a document has pages to show. */
export const isShowable = (document: DocumentValue | undefined): boolean =>
  document !== undefined && document.pages.length > 0 && (document.state === 'ready' || document.state === 'rendering');

/** Keeps the place in step with the meeting. Called once, by apps that show documents. */
export function keepPlace(): void {
  effect(() => {
    const now = presented.value;
    reading.value = carried(reading.peek(), now);
  });
  let item: string | undefined;
  effect(() => {
    const current = agenda.value?.current;
    const first = firstPlace(current); // it may come after the item
    if (current === item || (current && !first && !presented.value)) return;
    item = current;
    reading.value = itemChanged(reading.peek(), presented.peek(), first);
  });
}

/** Calls when somebody besides the desk is given the right to present. Called once. */
export function watchRight(call: () => void): void {
  let had: boolean | undefined;
  effect(() => {
    const has = mayPresent();
    if (had === false && has && !isDesk()) call();
    if (me.value) had = has;
  });
}

const key = 'dienhong.pages';
const limit = 300;

function pagesRead(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, number>;
  } catch {
    return {};
  }
}

function lastPage(document: string): number {
  const page = pagesRead()[document];
  const last = store.value(`document/${document}`).peek()?.pages.length ?? 1;
  return typeof page === 'number' && page >= 1 ? Math.min(page, Math.max(1, last)) : 1;
}

function remember({ document, page }: Place): void {
  const pages = pagesRead();
  delete pages[document]; // and put last
  const kept = Object.entries({ ...pages, [document]: page }).slice(-limit);
  try {
    localStorage.setItem(key, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // it is remembered as long as the page lives
  }
}
