import { type ReadonlySignal, signal } from '@preact/signals';
import type { Code } from './codes';
import { type CommandFrame, type DeviceFrame, type HubFrame, type Me, type Patch, type Reply, type Values, VERSION } from './protocol.gen';

/** After so many milliseconds without a word from the hub the line counts as dead. */
const silenceLimit = 25_000;
/** A connection that has not opened after so many milliseconds is tried anew: the network may have swallowed it. */
const openLimit = 10_000;
/** A line that was silent for longer may be dead: the hub says something every 10 seconds. */
const doubt = 12_000;
const firstDelay = 300;
const longestDelay = 8_000;

/** The part of a WebSocket that a connection uses; a test puts its own in place. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
}

/**
 * How the line to the hub stands. `since` is when it came to stand so, by the device's clock. A line that has `ended`
 * does not come back by itself; `code` then says why.
 */
export interface Link {
  state: 'connecting' | 'online' | 'lost' | 'ended';
  since: number;
  code?: Code;
}

/** What a connection tells its owner. */
export interface Listener {
  /** Values to take; with `full` everything known before is void. */
  values(set: Values, del: readonly string[], full: boolean): void;
  me(me: Me): void;
  reply(reply: Reply): void;
  /** The server's clock, in milliseconds since 1970. */
  now(now: number): void;
  /** The line is up and everything is told: the time to send again what has no reply. */
  online(): void;
}

/** How a connection meets the world. */
export interface Surroundings {
  open(): Socket;
  /** Says why the hub could not be reached, when that is for good: `signed_out`, for example. */
  verdict(): Promise<Code | undefined>;
  /** Calls back when the browser is online again, or visible again. */
  nudges(call: () => void, lost: () => void): void;
}

/**
 * One device's connection to the hub. It keeps itself up for ever: it says hello with the place where it stopped,
 * notices what it missed, and comes back after every loss until the hub says that there is nothing to come back to.
 */
export class Connection {
  readonly #link = signal<Link>({ state: 'connecting', since: Date.now() });
  readonly #to: Listener;
  readonly #world: Surroundings;
  #socket: Socket | undefined;
  #epoch = 0;
  #seq = 0;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  /** When the line last gave a sign, or was last tried. */
  #heard = 0;
  /** A hello is out: what comes before its welcome is told again by it. */
  #awaiting = false;

  constructor(to: Listener, world: Surroundings) {
    this.#to = to;
    this.#world = world;
    world.nudges(
      () => this.#hurry(),
      () => this.#drop(),
    );
    this.#connect();
  }

  get link(): ReadonlySignal<Link> {
    return this.#link;
  }

  /** Sends a command; false when the line is not up. */
  send(frame: CommandFrame): boolean {
    if (this.#link.peek().state !== 'online') return false;
    return this.#write(frame);
  }

  /** Ends the connection for good. */
  end(code: Code): void {
    clearTimeout(this.#retry);
    this.#set({ state: 'ended', since: Date.now(), code });
    this.#close();
  }

  #set(link: Link): void {
    this.#link.value = link;
  }

  #connect(): void {
    clearTimeout(this.#retry);
    this.#close();
    const socket = this.#world.open();
    this.#socket = socket;
    socket.onopen = () => {
      this.#listen(silenceLimit);
      this.#hello();
    };
    socket.onmessage = (message) => this.#take(message.data);
    socket.onclose = () => this.#drop();
    this.#listen(openLimit);
  }

  #hello(): void {
    this.#awaiting = true;
    this.#write({ t: 'hello', v: VERSION, epoch: this.#epoch, seq: this.#seq });
  }

  #write(frame: DeviceFrame): boolean {
    try {
      this.#socket?.send(JSON.stringify(frame));
      return true;
    } catch {
      this.#drop(); // the socket is closing and has not said so yet
      return false;
    }
  }

  #listen(limit: number): void {
    this.#heard = Date.now();
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#drop(), limit);
  }

  /** Forgets the socket without waiting for it: a dead line takes minutes to close. */
  #close(): void {
    clearTimeout(this.#silence);
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = undefined;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #drop(after?: number): void {
    this.#close();
    const link = this.#link.peek();
    if (link.state === 'ended') return;
    if (link.state === 'online') this.#set({ state: 'lost', since: Date.now() });
    const delay = after ?? Math.min(longestDelay, firstDelay * 2 ** this.#failures);
    this.#failures++;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), delay * (0.7 + Math.random() * 0.6));
    if (this.#failures >= 2) void this.#ask();
  }

  /** A refused upgrade looks like a dead network to the browser: only a plain request learns the reason. */
  async #ask(): Promise<void> {
    const code = await this.#world.verdict();
    if (code && this.#link.peek().state !== 'online') this.end(code);
  }

  /** The device woke up or has a network again: what was waiting is done now, what is doubtful is done anew. */
  #hurry(): void {
    const { state } = this.#link.peek();
    const quiet = Date.now() - this.#heard;
    if (state === 'ended' || (this.#socket && quiet < (state === 'online' ? doubt : 1_000))) return;
    if (state === 'online') this.#set({ state: 'lost', since: Date.now() });
    this.#connect();
  }

  #take(data: unknown): void {
    let frame: HubFrame;
    try {
      frame = JSON.parse(String(data)) as HubFrame;
    } catch {
      this.#drop();
      return;
    }
    this.#listen(silenceLimit);
    switch (frame.t) {
      case 'welcome':
        this.#awaiting = false;
        this.#failures = 0;
        this.#epoch = frame.epoch;
        this.#seq = frame.seq;
        this.#to.now(frame.now);
        this.#to.me(frame.me);
        this.#to.values(frame.set, frame.del ?? [], frame.full);
        if (this.#link.peek().state !== 'online') this.#set({ state: 'online', since: Date.now() });
        this.#to.online();
        return;
      case 'patch':
        this.#patch(frame);
        return;
      case 'me':
        this.#to.me(frame.me);
        return;
      case 'reply':
        this.#to.reply(frame);
        return;
      case 'beat':
        this.#to.now(frame.now);
        if (frame.seq > this.#seq && !this.#awaiting) this.#hello();
        return;
      case 'bye':
        if (frame.retry) this.#drop(frame.after ?? firstDelay);
        else this.end(frame.code);
        return;
      default: // a frame of a later version of the protocol
    }
  }

  #patch(frame: Patch): void {
    if (this.#awaiting) return;
    if (frame.epoch !== this.#epoch || this.#seq < frame.prev) {
      this.#hello();
      return;
    }
    if (this.#seq >= frame.seq) return;
    this.#seq = frame.seq;
    this.#to.values(frame.set ?? {}, frame.del ?? [], false);
  }
}
