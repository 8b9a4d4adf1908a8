// The chair's hand in scenarios that are about somebody else's screen: commands without the chair's buttons.
import type { Page } from 'playwright-core';
import { until } from './lib';

interface Meeting {
  agenda: { order: string[] };
  [key: `item/${string}`]: { documents: string[] };
  [key: `document/${string}`]: { title: string; state: string; pages: unknown[] };
}

export class Desk {
  private constructor(
    private readonly page: Page,
    private readonly meeting: string,
    /** What was true when the hand was laid on the desk. */
    readonly values: Meeting,
  ) {}

  /** Takes the page of a chair who has come in. */
  static async of(page: Page): Promise<Desk> {
    await page.waitForURL(/\/chair$/);
    const meeting = /\/m\/([^/]+)/.exec(page.url())?.[1] ?? '';
    const values = await page.evaluate(
      (id) =>
        new Promise<unknown>((told) => {
          const socket = new WebSocket(`ws://${location.host}/ws/${id}`);
          socket.addEventListener('open', () => socket.send(JSON.stringify({ t: 'hello', v: 1, epoch: 0, seq: 0 })));
          socket.addEventListener('message', (message) => {
            const frame = JSON.parse(String(message.data)) as { t: string; set: unknown };
            if (frame.t !== 'welcome') return;
            socket.close();
            told(frame.set);
          });
        }),
      meeting,
    );
    return new Desk(page, meeting, values as Meeting);
  }

  /** Sends a command and fails when it is refused. */
  async say(name: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const answer = await this.page.evaluate(
      async ([meeting, command, given]) => {
        const body = JSON.stringify({ id: `${Date.now()}-${performance.now()}`, name: command, args: given });
        const headers = { 'Content-Type': 'application/json' };
        const response = await fetch(`/api/meetings/${meeting}/commands`, { method: 'POST', headers, body });
        return { ok: response.ok, text: await response.text() };
      },
      [this.meeting, name, args] as const,
    );
    if (!answer.ok) throw new Error(`${name}: ${answer.text}`);
    return (JSON.parse(answer.text) as { data?: Record<string, unknown> }).data ?? {};
  }

  /** Closes the ballot that was prepared and declares it, once what was on its way has been taken. */
  async result(): Promise<void> {
    await this.say('ballot.close', { ballot: this.ballot });
    await until(
      'the ballot is counted and declared',
      () => this.say('ballot.declare', { ballot: this.ballot }),
      30_000,
    );
  }

  /** The item at a place on the agenda, from 0, and its first document. */
  item(place: number): { item: string; document: string } {
    const item = this.values.agenda.order[place] ?? '';
    return { item, document: this.values[`item/${item}`]?.documents[0] ?? '' };
  }

  /** The ballot that was prepared. */
  get ballot(): string {
    const key = Object.keys(this.values).find((one) => one.startsWith('ballot/'));
    if (!key) throw new Error('no ballot was prepared');
    return key.slice('ballot/'.length);
  }
}
