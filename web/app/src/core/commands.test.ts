import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answer, CommandQueue, newID, type Pending } from './commands';
import type { CommandFrame } from './protocol.gen';

function setUp(kept: Pending[] = []) {
  const sent: CommandFrame[] = [];
  const box = { kept };
  let line = true;
  const queue = new CommandQueue(
    (frame) => {
      if (line) sent.push(frame);
      return line;
    },
    {
      load: async () => box.kept,
      save: async (now) => {
        box.kept = now;
      },
    },
  );
  return {
    queue,
    sent,
    box,
    cut: () => {
      line = false;
      queue.lost(Date.now());
    },
    mend: () => {
      line = true;
      queue.online();
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const settled = async (answer: Promise<Answer>): Promise<Answer | undefined> => {
  let held: Answer | undefined;
  void answer.then((value) => (held = value));
  await vi.advanceTimersByTimeAsync(0);
  return held;
};

describe('a command', () => {
  it('is sent once and settles with its reply', async () => {
    const t = setUp();
    const answer = t.queue.send('floor.request', {});
    await vi.advanceTimersByTimeAsync(0);
    expect(t.sent).toHaveLength(1);
    expect(t.queue.pending.value).toHaveLength(1);
    t.queue.reply({ t: 'reply', id: t.sent[0]?.id ?? '', seq: 7, data: { a: 1 } });
    expect(await answer).toEqual({ ok: true, seq: 7, data: { a: 1 } });
    expect(t.queue.pending.value).toHaveLength(0);
  });

  it('settles with the code of a refusal', async () => {
    const t = setUp();
    const answer = t.queue.send('floor.request', {});
    await vi.advanceTimersByTimeAsync(0);
    t.queue.reply({ t: 'reply', id: t.sent[0]?.id ?? '', error: { code: 'not_present' } });
    expect(await answer).toEqual({ ok: false, code: 'not_present' });
  });

  it('ignores replies to what it did not ask', () => {
    const t = setUp();
    t.queue.reply({ t: 'reply', id: 'other', seq: 7 });
    expect(t.queue.pending.value).toHaveLength(0);
  });

  it('is sent again with the same id after a loss, until there is a reply', async () => {
    const t = setUp();
    const answer = t.queue.send('floor.request', {});
    await vi.advanceTimersByTimeAsync(0);
    t.cut();
    t.mend();
    t.cut();
    t.mend();
    expect(t.sent).toHaveLength(3);
    expect(new Set(t.sent.map((frame) => frame.id)).size).toBe(1);
    t.queue.reply({ t: 'reply', id: t.sent[0]?.id ?? '', seq: 7 });
    expect((await answer).ok).toBe(true);
    t.mend();
    expect(t.sent).toHaveLength(3);
  });

  it('is refused while the line is down', async () => {
    const t = setUp();
    t.cut();
    vi.advanceTimersByTime(2_000);
    expect(await settled(t.queue.send('floor.request', {}))).toEqual({ ok: false, code: 'offline' });
    t.mend();
    expect(t.sent).toHaveLength(0);
  });

  it('waits for a line that went down a moment ago', async () => {
    const t = setUp();
    t.cut();
    vi.advanceTimersByTime(500);
    expect(await settled(t.queue.send('floor.request', {}))).toBeUndefined();
    t.mend();
    expect(t.sent).toHaveLength(1);
  });

  it.each(['busy', 'retry'] as const)('is sent again on %s, with the same id, and given up at last', async (code) => {
    const t = setUp();
    const answer = t.queue.send('item.start', { item: 'i' });
    for (let i = 0; i < 20; i++) {
      await vi.advanceTimersByTimeAsync(5_000);
      t.queue.reply({ t: 'reply', id: t.sent[0]?.id ?? '', error: { code } });
    }
    expect(t.sent).toHaveLength(12);
    expect(new Set(t.sent.map((frame) => frame.id)).size).toBe(1);
    expect(await answer).toEqual({ ok: false, code });
  });

  it('that turns a page is not sent again after a loss', async () => {
    const t = setUp();
    const answer = t.queue.send('page.turn', { document: 'd', page: 3 });
    await vi.advanceTimersByTimeAsync(0);
    t.cut();
    expect(await answer).toEqual({ ok: false, code: 'offline' });
    t.mend();
    expect(t.sent).toHaveLength(1);
  });
});

describe('a kept command', () => {
  it('is stored before it is sent, and dropped with its reply', async () => {
    const t = setUp();
    const answer = t.queue.send('ballot.cast', { ballot: 'b', hash: 'h', marks: { yes: 1 } }, true);
    expect(t.sent).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(t.box.kept.map((one) => one.id)).toEqual(t.sent.map((frame) => frame.id));
    t.queue.reply({ t: 'reply', id: t.sent[0]?.id ?? '', seq: 1 });
    await answer;
    await vi.advanceTimersByTimeAsync(0);
    expect(t.box.kept).toEqual([]);
  });

  it('is never given up on busy', async () => {
    const t = setUp();
    const answer = t.queue.send('ballot.cast', { ballot: 'b', hash: 'h', marks: { yes: 1 } }, true);
    for (let i = 0; i < 50; i++) {
      await vi.advanceTimersByTimeAsync(5_000);
      t.queue.reply({ t: 'reply', id: t.sent[0]?.id ?? '', error: { code: 'busy' } });
    }
    expect(t.sent).toHaveLength(50);
    expect(await settled(answer)).toBeUndefined();
  });

  it('is sent with its old id by the next run of the app', async () => {
    const old: Pending = {
      id: 'old',
      name: 'ballot.cast',
      args: { ballot: 'b', hash: 'h', marks: { no: 1 } },
      since: 1,
    };
    const t = setUp([old]);
    const heard: unknown[] = [];
    t.queue.online();
    await t.queue.restore((command, answer) => heard.push([command.id, answer]));
    expect(t.sent).toEqual([{ t: 'command', id: 'old', name: 'ballot.cast', args: old.args }]);
    t.queue.reply({ t: 'reply', id: 'old', seq: 9, data: { receipt: 'AAAA-BBBB' } });
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual([['old', { ok: true, seq: 9, data: { receipt: 'AAAA-BBBB' } }]]);
    expect(t.box.kept).toEqual([]);
  });

  it('stays in the store when the meeting ends for this device', async () => {
    const t = setUp();
    const answer = t.queue.send('ballot.cast', { ballot: 'b', hash: 'h', marks: { yes: 1 } }, true);
    await vi.advanceTimersByTimeAsync(0);
    t.queue.end('signed_out');
    expect(await answer).toEqual({ ok: false, code: 'signed_out' });
    expect(t.box.kept).toHaveLength(1);
  });
});

it('makes ids that differ and fit the protocol', () => {
  const ids = new Set(Array.from({ length: 500 }, newID));
  expect(ids.size).toBe(500);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
