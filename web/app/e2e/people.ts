// What people do in a meeting, in the words that they read on their screens.
import { expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { until } from './lib';

/** How long something may take that crosses several processes on a loaded machine. */
export const patience = 60_000;

export const button = (page: Page | Locator, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' });

/** Presses a button that opens a question, and answers it with the same word. */
export async function confirm(page: Page, name: string): Promise<void> {
  await button(page, name).click();
  await button(page.getByRole('dialog'), name).click();
}

/** Waits until the text can be read on the page. */
export const reads = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByText(text).first().waitFor({ timeout: patience });

/** The document page that is shown: its number, from the picture's address, once it is decoded. */
export async function pageShown(page: Page): Promise<number> {
  return page.evaluate(() => {
    const shown = [...document.querySelectorAll<HTMLImageElement>('img[src*="/pages/"]')].filter(
      (image) => image.complete && image.naturalWidth > 0 && image.getBoundingClientRect().width > 400,
    );
    const match = /\/pages\/[^/]+\/[^/]+\/(\d+)\/\d+$/.exec(shown.at(-1)?.src ?? '');
    return match ? Number(match[1]) : 0;
  });
}

export const showsPage = (page: Page, who: string, want: number): Promise<unknown> =>
  until(`${who} shows page ${want}`, async () => (await pageShown(page)) === want, patience);

/** A delegate says that they are here. */
export async function checkIn(page: Page): Promise<void> {
  await button(page, 'Điểm danh').first().click();
  await button(page, 'Điểm danh').first().waitFor({ state: 'detached', timeout: patience });
}

/** Chooses and sends: two taps; then the receipt is on the sheet. */
export async function vote(page: Page, choice: string): Promise<string> {
  await page.getByRole('radio', { name: choice, exact: true }).check({ force: true });
  await button(page, 'Gửi phiếu').click();
  const receipt = page.locator('.receipt-code').first();
  await receipt.waitFor({ timeout: patience });
  const code = (await receipt.innerText()).trim();
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  return code;
}

/** The pictures of others that move, by person: frames that were decoded since the last look. */
export async function moving(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- it runs in the page, where nothing of this file is
    const frames = (): Record<string, number> =>
      Object.fromEntries(
        [...document.querySelectorAll<HTMLElement>('.tile:not(.own)[data-person]')].map((tile) => [
          `${tile.dataset['person']}${tile.classList.contains('screen') ? '/screen' : ''}`,
          tile.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
        ]),
      );
    const before = frames();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const after = frames();
    return Object.fromEntries(
      Object.entries(after)
        .map(([person, count]) => [person, count - (before[person] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    );
  });
}

/** Waits until the page shows moving pictures of all these people. */
export const sees = (page: Page, who: string, people: readonly string[]): Promise<unknown> =>
  until(
    `${who} sees ${people.join(', ')} move`,
    async () => {
      const now = await moving(page);
      return people.every((person) => (now[person] ?? 0) > 0);
    },
    120_000,
  );
