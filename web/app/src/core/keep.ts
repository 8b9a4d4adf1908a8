import { effect, type ReadonlySignal } from '@preact/signals';
import { createStore, del, entries, get, set, type UseStore } from 'idb-keyval';
import { serverNow } from './clock';
import type { Outbox, Pending } from './commands';
import type { Me, Values } from './protocol.gen';
import { base, meetingID } from './session';
import type { Store } from './store';

// What this device keeps in its own store: the last state of a meeting, for reading without a network, and commands
// that must not be lost. Everything stands under the session's prefix and the meeting, so that two people at one
// browser see nothing of each other.

/** The last state of a meeting that this device knew. */
export interface Snapshot {
  values: Values;
  me: Me;
  /** When it was true, by the server's clock. */
  at: number;
}

let held: UseStore | undefined;
const box = (): UseStore => (held ??= createStore('dienhong', 'kept'));

const keyOf = (what: string, meeting = meetingID): string => `${base || '/'}|${meeting}|${what}`;

/** The state kept of this page's meeting, if the browser has one. */
export async function readSnapshot(): Promise<Snapshot | undefined> {
  try {
    return await get<Snapshot>(keyOf('state'), box());
  } catch {
    return undefined;
  }
}

/** Keeps the state of this page's meeting, a moment after it changed and when the page is hidden. */
export function keepSnapshot(store: Store, me: ReadonlySignal<Me | undefined>, worth: () => boolean): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const mine = me.peek();
    if (!mine || !worth()) return;
    const snapshot: Snapshot = { values: store.snapshot(), me: mine, at: serverNow() };
    set(keyOf('state'), snapshot, box()).catch(() => undefined); // a full or forbidden store keeps nothing
  };
  effect(() => {
    if (store.changes.value > 0 && me.value) timer ??= setTimeout(write, 2_000);
  });
  addEventListener('visibilitychange', () => document.hidden && timer && write());
}

/** The commands that outlive the app, each person's own. */
export function outbox(person: () => string | undefined): Outbox {
  const key = (): string => keyOf(`outbox|${person() ?? ''}`);
  return {
    load: async () => {
      try {
        return (await get<Pending[]>(key(), box())) ?? [];
      } catch {
        return [];
      }
    },
    save: (kept) => (kept.length ? set(key(), kept, box()) : del(key(), box())),
  };
}

/** Keeps something of a person's in this device's store, such as a key that cannot be read out; false when it cannot. */
export async function keepOwn(person: string, name: string, value: unknown): Promise<boolean> {
  try {
    await set(keyOf(`own|${person}|${name}`), value, box());
    return true;
  } catch {
    return false;
  }
}

/** What was kept of a person's under the name, if this device has it. */
export async function readOwn<T>(person: string, name: string): Promise<T | undefined> {
  try {
    return await get<T>(keyOf(`own|${person}|${name}`), box());
  } catch {
    return undefined;
  }
}

/** The cache of page pictures and texts that the service worker fills. */
export const pageCache = 'pages';

/** Forgets everything kept of a meeting under this session's prefix: the state, the outbox, the page images. */
export const forgetMeeting = (meeting: string): Promise<void> =>
  forget(keyOf('', meeting), [`${base}/pages/${meeting}/`, `${base}/api/meetings/${meeting}/`]);

/** Forgets everything kept under a session's prefix. */
export const forgetSession = (prefix: string): Promise<void> =>
  forget(`${prefix || '/'}|`, [`${prefix}/pages/`, `${prefix}/api/`]);

async function forget(keys: string, addresses: readonly string[]): Promise<void> {
  try {
    for (const [key] of await entries<string, unknown>(box())) {
      if (key.startsWith(keys)) await del(key, box());
    }
    if (!('caches' in globalThis)) return;
    const cache = await caches.open(pageCache);
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      if (addresses.some((address) => pathname.startsWith(address))) await cache.delete(request);
    }
  } catch {
    // what cannot be opened holds nothing
  }
}
