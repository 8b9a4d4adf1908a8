import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection, type Socket } from './conn';
import type { HubFrame, Me, Values } from './protocol.gen';

const me: Me = { person: 'p1', role: 'delegate', can: ['floor.request'], ballots: {} };

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  sent: Record<string, unknown>[] = [];
  closed = false;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.closed = true;
  }
  hub(frame: HubFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  raw(data: string): void {
    this.onmessage?.({ data });
  }
}

function setUp(reason?: 'signed_out') {
  const sockets: FakeSocket[] = [];
  const told: { set: Values; del: readonly string[]; full: boolean }[] = [];
  const world = { nudge: () => {}, lost: () => {}, verdicts: 0 };
  let up = 0;
  const connection = new Connection(
    {
      values: (set, del, full) => told.push({ set, del, full }),
      me: () => {},
      reply: () => {},
      now: () => {},
      online: () => up++,
    },
    {
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      verdict: async () => {
        world.verdicts++;
        return reason;
      },
      nudges: (call, lost) => {
        world.nudge = call;
        world.lost = lost;
      },
    },
  );
  const socket = (): FakeSocket => {
    const last = sockets.at(-1);
    if (!last) throw new Error('no socket was opened');
    return last;
  };
  const welcome = (epoch: number, seq: number, full = true): void => {
    socket().onopen?.();
    socket().hub({ t: 'welcome', v: 1, now: 0, epoch, seq, full, set: {}, me });
  };
  const patch = (epoch: number, prev: number, seq: number): void =>
    socket().hub({ t: 'patch', epoch, prev, seq, set: { scene: { scene: 'agenda' } } });
  return { connection, sockets, told, world, socket, welcome, patch, ups: () => up };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5); // no chance in the delays
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('coming up', () => {
  it('says hello with nothing known, and is online with the welcome', () => {
    const t = setUp();
    expect(t.connection.link.value.state).toBe('connecting');
    t.socket().onopen?.();
    expect(t.socket().sent).toEqual([{ t: 'hello', v: 1, epoch: 0, seq: 0 }]);
    t.welcome(3, 40);
    expect(t.connection.link.value.state).toBe('online');
    expect(t.told).toEqual([{ set: {}, del: [], full: true }]);
    expect(t.ups()).toBe(1);
  });

  it('does not send commands before the welcome', () => {
    const t = setUp();
    t.socket().onopen?.();
    expect(t.connection.send({ t: 'command', id: 'a', name: 'floor.request' })).toBe(false);
    t.welcome(3, 40);
    expect(t.connection.send({ t: 'command', id: 'a', name: 'floor.request' })).toBe(true);
  });
});

describe('patches', () => {
  const cases = [
    { name: 'the next one is taken', epoch: 3, prev: 40, seq: 42, taken: true, hello: false },
    { name: 'one that begins before the place is taken', epoch: 3, prev: 30, seq: 42, taken: true, hello: false },
    { name: 'a repeated one is ignored', epoch: 3, prev: 39, seq: 40, taken: false, hello: false },
    { name: 'an old one is ignored', epoch: 3, prev: 20, seq: 25, taken: false, hello: false },
    { name: 'a gap asks again', epoch: 3, prev: 41, seq: 42, taken: false, hello: true },
    { name: 'another epoch asks again', epoch: 4, prev: 40, seq: 41, taken: false, hello: true },
  ];
  it.each(cases)('$name', ({ epoch, prev, seq, taken, hello }) => {
    const t = setUp();
    t.welcome(3, 40);
    const before = t.told.length;
    t.patch(epoch, prev, seq);
    expect(t.told.length - before).toBe(taken ? 1 : 0);
    const hellos = t.socket().sent.filter((frame) => frame['t'] === 'hello');
    expect(hellos.slice(1)).toEqual(hello ? [{ t: 'hello', v: 1, epoch: 3, seq: 40 }] : []);
  });

  it('asks once for a gap, and ignores what comes before the answer', () => {
    const t = setUp();
    t.welcome(3, 40);
    t.patch(3, 44, 45);
    t.patch(3, 45, 46);
    expect(t.socket().sent).toHaveLength(2);
    t.socket().hub({ t: 'welcome', v: 1, now: 0, epoch: 3, seq: 46, full: false, set: {}, me });
    t.patch(3, 46, 47);
    expect(t.told.map((one) => one.full)).toEqual([true, false, false]);
  });

  it('asks again when a beat tells of something it has not heard', () => {
    const t = setUp();
    t.welcome(3, 40);
    t.socket().hub({ t: 'beat', seq: 40, now: 0 });
    expect(t.socket().sent).toHaveLength(1);
    t.socket().hub({ t: 'beat', seq: 41, now: 0 });
    expect(t.socket().sent.at(-1)).toEqual({ t: 'hello', v: 1, epoch: 3, seq: 40 });
  });
});

describe('coming back', () => {
  it('says hello with the place where it stopped', () => {
    const t = setUp();
    t.welcome(3, 40);
    t.patch(3, 40, 42);
    t.socket().onclose?.();
    expect(t.connection.link.value.state).toBe('lost');
    vi.advanceTimersByTime(300);
    expect(t.sockets).toHaveLength(2);
    t.socket().onopen?.();
    expect(t.socket().sent).toEqual([{ t: 'hello', v: 1, epoch: 3, seq: 42 }]);
    t.welcome(3, 42, false);
    expect(t.connection.link.value.state).toBe('online');
  });

  it('waits longer after each failure, at most 8 seconds, for ever', async () => {
    const t = setUp();
    t.welcome(1, 1);
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      t.socket().onclose?.();
      const before = t.sockets.length;
      let waited = 0;
      while (t.sockets.length === before) {
        await vi.advanceTimersByTimeAsync(100);
        waited += 100;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 4800, 8000, 8000, 8000]);
  });

  it('begins with short waits again once it was welcomed, not once it was connected', () => {
    const t = setUp();
    t.welcome(1, 1);
    t.socket().onclose?.();
    vi.advanceTimersByTime(300);
    t.socket().onopen?.(); // and no welcome
    t.socket().onclose?.();
    vi.advanceTimersByTime(300);
    expect(t.sockets).toHaveLength(2);
    vi.advanceTimersByTime(300);
    expect(t.sockets).toHaveLength(3);
    t.welcome(1, 1);
    t.socket().onclose?.();
    vi.advanceTimersByTime(300);
    expect(t.sockets).toHaveLength(4);
  });

  it('closes a line that was silent for 25 seconds', () => {
    const t = setUp();
    t.welcome(1, 1);
    const first = t.socket();
    vi.advanceTimersByTime(20_000);
    first.hub({ t: 'beat', seq: 1, now: 0 });
    vi.advanceTimersByTime(24_000);
    expect(first.closed).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(first.closed).toBe(true);
    vi.advanceTimersByTime(300);
    expect(t.sockets).toHaveLength(2);
  });

  it('does not wait for ever for a connection to open', () => {
    const t = setUp();
    vi.advanceTimersByTime(10_000);
    expect(t.socket().closed).toBe(true);
    vi.advanceTimersByTime(300);
    expect(t.sockets).toHaveLength(2);
  });

  it('tries at once when the browser is online or visible again', () => {
    const t = setUp();
    t.welcome(1, 1);
    for (let i = 0; i < 5; i++) {
      t.socket().onclose?.();
      vi.advanceTimersByTime(8_000);
    }
    t.socket().onclose?.();
    const before = t.sockets.length;
    t.world.nudge();
    expect(t.sockets).toHaveLength(before + 1);
    t.world.nudge(); // the attempt has only begun
    expect(t.sockets).toHaveLength(before + 1);
  });

  it('does not trust a line that was silent while the device slept', () => {
    const t = setUp();
    t.welcome(1, 1);
    vi.setSystemTime(Date.now() + 600_000); // timers stood still
    t.world.nudge();
    expect(t.sockets).toHaveLength(2);
    expect(t.sockets[0]?.closed).toBe(true);
    expect(t.connection.link.value.state).toBe('lost');
  });

  it('drops a frame that is no JSON together with the line', () => {
    const t = setUp();
    t.welcome(1, 1);
    t.socket().raw('{');
    expect(t.sockets[0]?.closed).toBe(true);
    expect(t.connection.link.value.state).toBe('lost');
  });

  it('leaves frames alone that it does not know', () => {
    const t = setUp();
    t.welcome(1, 1);
    t.socket().raw('{"t":"news"}');
    expect(t.connection.link.value.state).toBe('online');
  });
});

describe('the end', () => {
  it('comes back after the time that a bye gives', () => {
    const t = setUp();
    t.welcome(1, 1);
    t.socket().hub({ t: 'bye', code: 'restart', retry: true, after: 2_000 });
    vi.advanceTimersByTime(1_900);
    expect(t.sockets).toHaveLength(1);
    vi.advanceTimersByTime(100);
    expect(t.sockets).toHaveLength(2);
  });

  it('stays away after a bye without retry', () => {
    const t = setUp();
    t.welcome(1, 1);
    t.socket().hub({ t: 'bye', code: 'removed', retry: false });
    vi.advanceTimersByTime(60_000);
    t.world.nudge();
    t.world.lost();
    expect(t.sockets).toHaveLength(1);
    expect(t.connection.link.value).toMatchObject({ state: 'ended', code: 'removed' });
  });

  it('learns by a plain request why it is never let in', async () => {
    const t = setUp('signed_out');
    t.socket().onclose?.();
    await vi.advanceTimersByTimeAsync(300);
    expect(t.world.verdicts).toBe(0); // one failure says nothing
    t.socket().onclose?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(t.connection.link.value).toMatchObject({ state: 'ended', code: 'signed_out' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(t.sockets).toHaveLength(2);
  });
});
