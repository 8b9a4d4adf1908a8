import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { pageCache } from '../../core/keep';
import { agenda, online, store } from '../../core/meeting';
import type { DocumentValue } from '../../core/protocol.gen';
import { pageAddress } from './images';

// Brings the papers of the meeting onto the device before they are wanted, one page after the other, so that a lost
// line takes no paper away. It needs the service worker, which keeps them.

/** As many pages as the service worker keeps, with room for those that are read in another width. */
const most = 500;
/** Devices that come in together do not ask together. */
const spread = 20_000;
const rest = 30_000;

const done = signal<ReadonlySet<string>>(new Set());
const working = signal(false);

/** The documents that can be kept, in the order in which they will be wanted. */
const wanted = computed(() => {
  const { order = [], current } = agenda.value ?? {};
  const items = current ? [current, ...order.filter((id) => id !== current)] : order;
  return items
    .flatMap((id) => store.value(`item/${id}`).value?.documents ?? [])
    .flatMap((id) => store.value(`document/${id}`).value ?? [])
    .filter((document) => document.state === 'ready');
});

/** How many of the documents are on this device; undefined where none can be kept. */
export const keptDocuments: ReadonlySignal<{ kept: number; all: number } | undefined> = computed(() => {
  if (!working.value || wanted.value.length === 0) return undefined;
  return { kept: wanted.value.filter((document) => done.value.has(document.file)).length, all: wanted.value.length };
});

/** Which pages of the documents to bring, in order: whole documents, as long as there is room. */
export function plan(documents: readonly DocumentValue[], room: number): { document: DocumentValue; page: number }[] {
  const pages: { document: DocumentValue; page: number }[] = [];
  for (const document of documents) {
    if (pages.length + document.pages.length > room) continue;
    for (let page = 1; page <= document.pages.length; page++) pages.push({ document, page });
  }
  return pages;
}

/** Begins to bring papers ahead. Called once, by apps that read them. */
export function fetchAhead(): void {
  if (!('serviceWorker' in navigator) || !('caches' in globalThis)) return;
  const { saveData } = (navigator as { connection?: { saveData?: boolean } }).connection ?? {};
  if (saveData) return;
  void navigator.serviceWorker.ready.then(() => {
    setTimeout(() => void bring(), 2_000 + Math.random() * spread);
  });
}

async function bring(): Promise<void> {
  working.value = true;
  for (;;) {
    const before = wanted.peek();
    try {
      for (const document of before) {
        if (!done.peek().has(document.file)) await bringDocument(document, plan(before, most));
      }
    } catch {
      await pause(rest); // no line, or a server that is busy
      continue;
    }
    await changed(before);
  }
}

async function bringDocument(document: DocumentValue, pages: ReturnType<typeof plan>): Promise<void> {
  const mine = pages.filter((one) => one.document.file === document.file);
  if (mine.length === 0) return;
  const cache = await caches.open(pageCache);
  for (const { page } of mine) {
    const address = pageAddress(document, page, 1600);
    if (await cache.match(address)) continue;
    if (!online.peek()) throw new Error('there is no line');
    const answer = await fetch(address, { priority: 'low' });
    if (!answer.ok && answer.status !== 422) throw new Error(`the server said ${answer.status}`);
    await answer.arrayBuffer(); // the service worker has kept it by then
  }
  done.value = new Set(done.peek()).add(document.file);
}

const pause = (wait: number): Promise<void> => new Promise((over) => setTimeout(over, wait));

const files = (documents: readonly DocumentValue[]): string => documents.map((one) => one.file).join();

/** Waits until other documents are wanted. */
const changed = (before: readonly DocumentValue[]): Promise<void> =>
  new Promise((over) => {
    const stop = effect(() => {
      if (files(wanted.value) === files(before)) return;
      over();
      queueMicrotask(() => stop());
    });
  });
