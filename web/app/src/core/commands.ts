import { type ReadonlySignal, signal } from '@preact/signals';
import type { Code } from './codes';
import type { CommandFrame, CommandName, Commands, Reply } from './protocol.gen';

/** What came of a command: carried out and durable, or refused with a stable code. */
export type Answer =
  | { ok: true; seq: number; data: Record<string, unknown> }
  | { ok: false; code: Code; incident?: string };

/** A command without a reply yet. */
export interface Pending<N extends CommandName = CommandName> {
  id: string;
  name: N;
  args: Commands[N];
  /** When it was made, by the device's clock. */
  since: number;
}

/** Where commands that must outlive the app are kept. */
export interface Outbox {
  load(): Promise<Pending[]>;
  save(kept: Pending[]): Promise<void>;
}

interface Waiting extends Pending {
  kept: boolean;
  tries: number;
  done: (answer: Answer) => void;
}

/** How long a lost line is overlooked: a command given meanwhile waits for it. */
export const grace = 1_500;
/** How often a command is sent again on `busy` or `retry`, unless it is kept. */
const maxTries = 12;

/** What a page turned a minute ago says of now: nothing. These are not sent again after a loss. */
const fleeting: ReadonlySet<CommandName> = new Set(['page.turn']);

/**
 * The commands on their way. A command keeps its id until a reply came, and is sent again with it after every loss, so
 * that it is carried out once. While the line is down new commands are refused with `offline`, never queued silently.
 */
export class CommandQueue {
  readonly #waiting = new Map<string, Waiting>();
  readonly #pending = signal<readonly Pending[]>([]);
  readonly #transmit: (frame: CommandFrame) => boolean;
  readonly #outbox: Outbox;
  #lostSince: number | undefined;

  constructor(transmit: (frame: CommandFrame) => boolean, outbox: Outbox) {
    this.#transmit = transmit;
    this.#outbox = outbox;
  }

  /** The commands without a reply, oldest first. */
  get pending(): ReadonlySignal<readonly Pending[]> {
    return this.#pending;
  }

  /** Sends a command. With `keep` it outlives the app: it is sent again, with the same id, at the next start. */
  async send<N extends CommandName>(name: N, args: Commands[N], keep = false): Promise<Answer> {
    if (this.#lostSince !== undefined && Date.now() - this.#lostSince > grace) return { ok: false, code: 'offline' };
    const pending = { id: newID(), name, args, since: Date.now() };
    const answer = this.#add(pending, keep);
    if (keep) await this.#save(); // before the first attempt: whoever reloads now must find it
    this.#try(pending.id);
    return answer;
  }

  /** The line is up. */
  online(): void {
    this.#lostSince = undefined;
    for (const id of this.#waiting.keys()) this.#try(id);
  }

  /** The line is down since then. */
  lost(since: number): void {
    this.#lostSince = since;
    for (const waiting of this.#waiting.values()) {
      if (fleeting.has(waiting.name)) this.#finish(waiting, { ok: false, code: 'offline' });
    }
  }

  /** Nothing will be answered any more. Kept commands stay in the outbox. */
  end(code: Code): void {
    this.#lostSince = 0;
    for (const waiting of this.#waiting.values()) {
      this.#waiting.delete(waiting.id);
      waiting.done({ ok: false, code });
    }
    this.#publish();
  }

  /** Takes up what the app left behind when it was closed; `done` hears of each answer. */
  async restore(done: (command: Pending, answer: Answer) => void): Promise<void> {
    for (const pending of await this.#outbox.load()) {
      if (this.#waiting.has(pending.id)) continue;
      void this.#add(pending, true).then((answer) => done(pending, answer));
      this.#try(pending.id);
    }
  }

  /** Takes the reply to a command. */
  reply(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    const code = reply.error?.code;
    if (code === 'busy' || code === 'retry') {
      waiting.tries++;
      if (waiting.kept || waiting.tries < maxTries) {
        setTimeout(() => this.#try(waiting.id), Math.min(2_000, 100 * 2 ** waiting.tries) * (0.7 + Math.random() * 0.6));
        return;
      }
    }
    this.#finish(
      waiting,
      reply.error ? { ok: false, ...reply.error } : { ok: true, seq: reply.seq ?? 0, data: reply.data ?? {} },
    );
  }

  #add(pending: Pending, kept: boolean): Promise<Answer> {
    return new Promise((done) => {
      this.#waiting.set(pending.id, { ...pending, kept, tries: 0, done });
      this.#publish();
    });
  }

  #try(id: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting) this.#transmit({ t: 'command', id, name: waiting.name, args: waiting.args });
  }

  #finish(waiting: Waiting, answer: Answer): void {
    this.#waiting.delete(waiting.id);
    this.#publish();
    if (waiting.kept) void this.#save();
    waiting.done(answer);
  }

  #publish(): void {
    this.#pending.value = [...this.#waiting.values()].map(({ id, name, args, since }) => ({ id, name, args, since }));
  }

  async #save(): Promise<void> {
    const kept = [...this.#waiting.values()].filter((waiting) => waiting.kept);
    try {
      await this.#outbox.save(kept.map(({ id, name, args, since }) => ({ id, name, args, since })));
    } catch {
      // A browser that stores nothing (private mode) still votes; it only cannot ask again after a reload.
    }
  }
}

/** An id that nobody has used: 128 random bits in hexadecimal. */
export function newID(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
