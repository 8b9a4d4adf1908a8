import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Code } from '../../core/codes';
import { online, store } from '../../core/meeting';
import type { DocumentID, ItemID } from '../../core/protocol.gen';
import { APIError, meetingID, upload } from '../../core/session';

/** A file on its way to the server. */
export interface Upload {
  id: number;
  item: ItemID;
  name: string;
  size: number;
  state: 'waiting' | 'sending' | 'sent' | 'failed';
  /** How much of it is sent, from 0 to 1. */
  progress: number;
  code?: Code;
  incident?: string;
}

/** So many at once: more only share the same line. */
const atOnce = 2;

const held = signal<readonly Upload[]>([]);
const files = new Map<number, { file: File; stop: AbortController }>();
let last = 0;

/** The files that are not documents yet, oldest first. */
export const uploads: ReadonlySignal<readonly Upload[]> = held;

/** Whether a file would be lost if the page were closed now. */
export const uploading = (): boolean => held.value.some((one) => one.state === 'waiting' || one.state === 'sending');

function change(id: number, more: Partial<Upload>): void {
  held.value = held.peek().map((one) => (one.id === id ? { ...one, ...more } : one));
}

/** Takes files for an item. They are sent one after another; whatever happens to one, the others go on. */
export function takeFiles(item: ItemID, list: Iterable<File>): void {
  const fresh = [...list].map((file): Upload => {
    const id = ++last;
    files.set(id, { file, stop: new AbortController() });
    return { id, item, name: file.name, size: file.size, state: 'waiting', progress: 0 };
  });
  held.value = [...held.peek(), ...fresh];
  next();
}

/** Sends a file that has failed again. */
export function retryUpload(id: number): void {
  const kept = files.get(id);
  if (!kept) return;
  files.set(id, { file: kept.file, stop: new AbortController() });
  held.value = held.peek().map((one): Upload => {
    if (one.id !== id) return one;
    const { code: _code, incident: _incident, ...rest } = one;
    return { ...rest, state: 'waiting', progress: 0 };
  });
  next();
}

/** Stops a file, or forgets one that has failed. */
export function dropUpload(id: number): void {
  files.get(id)?.stop.abort();
  files.delete(id);
  held.value = held.peek().filter((one) => one.id !== id);
  next();
}

function next(): void {
  const now = held.peek();
  const room = atOnce - now.filter((one) => one.state === 'sending').length;
  for (const one of now.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, room))) void send(one);
}

async function send({ id, item, name }: Upload): Promise<void> {
  const kept = files.get(id);
  if (!kept) return;
  change(id, { state: 'sending', progress: 0 });
  try {
    if (!(await isPDF(kept.file))) throw new APIError('not_pdf');
    const query = new URLSearchParams({ name, title: titleOf(name) });
    const { document } = await patiently(() =>
      upload<{ document: DocumentID }>(
        `/api/meetings/${meetingID}/items/${item}/documents?${query.toString()}`,
        kept.file,
        (progress) => change(id, { progress }),
        kept.stop.signal,
      ),
    );
    files.delete(id);
    change(id, { state: 'sent', progress: 1 });
    whenThere(document, () => {
      held.value = held.peek().filter((one) => one.id !== id);
    });
  } catch (error) {
    const known = error instanceof APIError ? error : new APIError('unexpected');
    change(id, { state: 'failed', code: known.code, ...(known.incident ? { incident: known.incident } : {}) });
  }
  next();
}

const mostTries = 10;

/** Tries again while the server has its hands full. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await act();
    } catch (error) {
      const busy = error instanceof APIError && (error.code === 'busy' || error.code === 'retry');
      if (!busy || tries === mostTries) throw error;
      await new Promise((done) => {
        setTimeout(done, 500 * tries);
      });
    }
  }
}

/** Calls back once the hub has told of the document. */
function whenThere(document: DocumentID, call: () => void): void {
  const end = effect(() => {
    if (!store.value(`document/${document}`).value) return;
    setTimeout(() => {
      end();
      call();
    });
  });
}

/** A name for people: without the ending, and with spaces. */
export const titleOf = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/\.[^.]*$/, '')
    .replace(/[_\s]+/g, ' ')
    .trim() || name;

/** A PDF begins with its sign, within the first kilobyte. It saves sending what would be refused. */
async function isPDF(file: Blob): Promise<boolean> {
  try {
    const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
    return new TextDecoder('latin1').decode(head).includes('%PDF-');
  } catch {
    return true; // a file that cannot be read here fails where it is sent
  }
}

// What failed for want of a line is sent again when the line is back.
effect(() => {
  if (!online.value) return;
  for (const one of held.peek()) if (one.state === 'failed' && one.code === 'unreachable') retryUpload(one.id);
});

addEventListener('beforeunload', (event) => {
  if (uploading()) event.preventDefault();
});
