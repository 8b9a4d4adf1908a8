import { keepOwn, readOwn } from '../../core/keep';
import { me } from '../../core/meeting';
import { api, APIError, meetingID } from '../../core/session';
import { alarm } from './alarm';
import { base64, bytes } from './base64';

// The signed heads of the log of votes that this device has seen. Whoever rewrites the log later has to fool every device
// that kept one.

/** A signed head: how many acts the log had, and their root. */
export interface Kept {
  size: number;
  /** Base64. */
  root: string;
  /** The signed note as it came. */
  note: string;
}

const name = 'checkpoints';
const person = (): string => me.peek()?.person ?? '';

/** Reads a signed note; undefined when it is none of this meeting. */
export function noteOf(note: string, meeting: string): Kept | undefined {
  const [origin, size = '', root = '', blank, signature = ''] = note.split('\n');
  const whole = origin === `dienhong/${meeting}` && /^[1-9]\d{0,15}$/.test(size) && blank === '' && signature.startsWith('— ');
  return whole && root.length === 44 ? { size: Number(size), root, note } : undefined;
}

/** The kept heads with one more, in the order of their sizes; and whether one of the same size has another root. */
export function joined(kept: readonly Kept[], one: Kept): { kept: Kept[]; differs: boolean } {
  const same = kept.filter(({ size }) => size === one.size);
  const differs = same.some(({ root }) => root !== one.root);
  if (same.some(({ root }) => root === one.root)) return { kept: [...kept], differs };
  return { kept: [...kept, one].toSorted((a, b) => a.size - b.size), differs };
}

/** Every head that this device has kept of the meeting. */
export const allKept = async (): Promise<Kept[]> => (await readOwn<Kept[]>(person(), name)) ?? [];

let work = Promise.resolve();

/** Keeps the heads that the server shows, and raises the alarm when one is not what was kept of the same size. */
export function keep(notes: readonly string[]): void {
  work = work.then(async () => {
    const before = await allKept();
    let kept = before;
    for (const note of notes) {
      const one = noteOf(note, meetingID);
      if (!one) continue;
      const next = joined(kept, one);
      if (next.differs) alarm.value = one.size;
      kept = next.kept;
    }
    if (kept.length > before.length) {
      await keepOwn(person(), name, kept);
      const last = before.at(-1);
      if (last && guards.has(me.peek()?.role ?? '')) setTimeout(() => void proved(last), Math.random() * 15_000);
    }
  });
}

/** Whose devices have every new head proved by themselves: few, and in many places. */
const guards: ReadonlySet<string> = new Set(['unit', 'chair', 'secretary']);

interface Consistency {
  size: number;
  checkpoint: string;
  path: string[];
}

/**
 * Asks the server to prove that the log still begins with what was kept. True when it does, false when it does not, and then
 * the alarm is raised; undefined when it could not be asked, or tells nothing at the moment.
 */
export async function proved(kept: Kept): Promise<boolean | undefined> {
  let answer: Consistency;
  try {
    answer = await api<Consistency>('GET', `/api/meetings/${meetingID}/votes/consistency?first=${kept.size}`);
  } catch (error) {
    if (!(error instanceof APIError) || error.code !== 'out_of_range') return undefined;
    alarm.value = kept.size; // the log is shorter than it was
    return false;
  }
  const head = noteOf(answer.checkpoint, meetingID);
  const good = head !== undefined && (await consistent(kept, head, answer.path));
  if (!good) alarm.value = kept.size;
  return good;
}

/** Whether a path proves that a log begins with another (RFC 9162, section 2.1.4.2). */
export async function consistent(first: Pick<Kept, 'size' | 'root'>, second: Pick<Kept, 'size' | 'root'>, path: readonly string[]): Promise<boolean> {
  if (first.size > second.size || first.size < 1) return false;
  if (first.size === second.size) return path.length === 0 && first.root === second.root;
  const hashes = path.map(bytes);
  if ((first.size & (first.size - 1)) === 0) hashes.unshift(bytes(first.root));
  const [start, ...rest] = hashes;
  if (!start) return false;
  let at = first.size - 1;
  let last = second.size - 1;
  while (at & 1) [at, last] = [at >> 1, last >> 1];
  let [old, now] = [start, start];
  for (const beside of rest) {
    if (last === 0) return false;
    if (at & 1 || at === last) {
      [old, now] = [await node(beside, old), await node(beside, now)];
      while (at !== 0 && !(at & 1)) [at, last] = [at >> 1, last >> 1];
    } else {
      now = await node(now, beside);
    }
    [at, last] = [at >> 1, last >> 1];
  }
  return last === 0 && base64(old) === first.root && base64(now) === second.root;
}

/** The hash of two subtrees (RFC 6962). */
async function node(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const both = new Uint8Array(1 + left.length + right.length);
  both[0] = 1;
  both.set(left, 1);
  both.set(right, 1 + left.length);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', both));
}
