// Fingers on the glass, through the debugger: what Playwright's mouse cannot do.
import type { CDPSession, Page } from 'playwright-core';

type Point = readonly [x: number, y: number];

/** The fingers of one person on one page. */
export class Fingers {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
  ) {}

  static async on(page: Page): Promise<Fingers> {
    return new Fingers(page, await page.context().newCDPSession(page));
  }

  /** Puts one finger for each way on its start, moves all to their ends and lifts them. */
  async draw(...ways: readonly (readonly [from: Point, to: Point])[]): Promise<void> {
    const steps = 10;
    const at = (part: number): Point[] =>
      ways.map(([from, to]) => [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part]);
    await this.send('touchStart', at(0));
    for (let i = 1; i <= steps; i++) {
      await this.send('touchMove', at(i / steps));
      await this.page.waitForTimeout(12); // a finger takes time, and its speed is part of what it says
    }
    await this.send('touchEnd', []);
  }

  /** Taps twice at the same place. */
  async doubleTap(at: Point): Promise<void> {
    for (let i = 0; i < 2; i++) {
      await this.send('touchStart', [at]);
      await this.send('touchEnd', []);
    }
  }

  private async send(type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly Point[]): Promise<void> {
    await this.session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(([x, y], id) => ({ x, y, id })),
    });
  }
}

/** Where the page of a document lies on the screen. */
export const sheet = (page: Page): Promise<{ x: number; y: number; width: number }> =>
  page.locator('.sheet').evaluate((element) => {
    const { x, y, width } = element.getBoundingClientRect();
    return { x, y, width };
  });
