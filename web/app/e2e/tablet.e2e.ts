// The delegate's tablet: reading, following, voting, and going on without a network.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { scenario, type Stage, until } from './lib';
import { Desk } from './desk';
import { button, checkIn, patience, reads, showsPage } from './people';
import { Fingers, sheet } from './touch';

/** A meeting in session at its second item, page 2 of its paper before everybody, and a delegate who has checked in. */
async function inSession(stage: Stage): Promise<{ desk: Desk; tablet: Page; document: string }> {
  const desk = await Desk.of(await stage.open('chair'));
  const tablet = await stage.open('delegate1');
  await checkIn(tablet);
  await desk.say('meeting.open', { without: 'kịch bản' });
  const { item, document } = desk.item(1);
  await desk.say('item.start', { item });
  await desk.say('presentation.start', { document, page: 2 });
  await showsPage(tablet, 'the tablet', 2);
  return { desk, tablet, document };
}

const back = /^Về trang người trình bày/;

scenario('a delegate follows, leaves with a swipe and comes back with a tap', async (stage) => {
  const { desk, tablet, document } = await inSession(stage);
  await desk.say('page.turn', { document, page: 3 });
  await showsPage(tablet, 'the tablet', 3);

  const fingers = await Fingers.on(tablet);
  await fingers.draw([[900, 400], [500, 400]]);
  await showsPage(tablet, 'the tablet after a swipe', 4);
  await button(tablet, back).waitFor();
  await desk.say('page.turn', { document, page: 5 });
  await reads(tablet, '(trang 5)');
  await showsPage(tablet, 'the tablet that has left', 4);
  await fingers.draw([[500, 400], [900, 400]]);
  await showsPage(tablet, 'the tablet after a swipe back', 3);

  await button(tablet, back).click();
  await showsPage(tablet, 'the tablet that came back', 5);
  expect(await button(tablet, back).count()).toBe(0);

  const late = await stage.open('delegate2');
  await showsPage(late, 'a tablet that joins late', 5);
});

scenario('fingers and keys move a page as readers expect', async (stage) => {
  const { tablet } = await inSession(stage);
  const fingers = await Fingers.on(tablet);
  const fit = await sheet(tablet);
  await fingers.draw([[500, 500], [500, 250]]);
  await until('one finger scrolls', async () => (await sheet(tablet)).y < fit.y - 150);
  expect((await sheet(tablet)).width).toBeCloseTo(fit.width, 0);

  await fingers.draw([[500, 300], [350, 200]], [[600, 400], [750, 500]]);
  await until('two fingers zoom', async () => (await sheet(tablet)).width > fit.width * 1.5);
  expect(await tablet.evaluate(() => visualViewport?.scale)).toBe(1);

  const zoomed = await sheet(tablet);
  await fingers.draw([[900, 400], [700, 400]]);
  await until('a finger pans what is zoomed', async () => (await sheet(tablet)).x < zoomed.x - 100);
  await showsPage(tablet, 'the tablet, panned', 2);

  const nearFit = async (): Promise<boolean> => Math.abs((await sheet(tablet)).width - fit.width) < 2;
  await until('a double tap fits again', async () => {
    if (await nearFit()) return true;
    await fingers.doubleTap([600, 400]);
    await tablet.waitForTimeout(400);
    return nearFit();
  });
  await button(tablet, 'Phóng to').click();
  await until('a button zooms', async () => (await sheet(tablet)).width > fit.width * 1.2);
  await button(tablet, 'Vừa chiều ngang').click();
  await until('a button fits', nearFit);

  await tablet.locator('.stage').focus();
  await tablet.keyboard.press('ArrowRight');
  await showsPage(tablet, 'the tablet after an arrow key', 3);
  await tablet.keyboard.press('Home');
  await showsPage(tablet, 'the tablet after Home', 1);
  await tablet.keyboard.press('+');
  await until('a key zooms', async () => (await sheet(tablet)).width > fit.width * 1.2);
});

scenario('a delegate votes with keys alone', async (stage) => {
  const { desk, tablet } = await inSession(stage);
  await desk.say('ballot.open', { ballot: desk.ballot, seconds: 300 });
  const dialog = tablet.getByRole('dialog');
  await dialog.waitFor({ timeout: patience });
  expect(await dialog.getByRole('radio', { checked: true }).count()).toBe(0);

  await until('the choices have the focus', async () => {
    await tablet.keyboard.press('Tab');
    return tablet.evaluate(() => document.activeElement?.getAttribute('type') === 'radio');
  });
  await tablet.keyboard.press('ArrowDown');
  await until('the button has the focus', async () => {
    await tablet.keyboard.press('Tab');
    return tablet.evaluate(() => document.activeElement?.textContent === 'Gửi phiếu');
  });
  await tablet.keyboard.press('Enter');
  await reads(tablet, /^Đã ghi nhận lúc/);
  await reads(tablet, 'Không tán thành');
  await tablet.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await button(tablet, 'Xem phiếu').waitFor(); // the bar, on whatever is read
});

scenario('a ballot on its way when the server dies is shown as not recorded, and recorded once', async (stage) => {
  const { desk, tablet } = await inSession(stage);
  // The line goes dead with the ballot: it leaves the tablet and never arrives.
  let dead = true;
  await tablet.routeWebSocket(/\/ws\//, (socket) => {
    const hub = socket.connectToServer();
    socket.onMessage((frame) => {
      if (!dead || !String(frame).includes('"ballot.cast"')) hub.send(frame);
    });
  });
  await tablet.reload();
  await desk.say('ballot.open', { ballot: desk.ballot, seconds: 300 });
  await tablet.getByRole('radio', { name: 'Tán thành', exact: true }).check();
  await button(tablet, 'Gửi phiếu').click();
  await reads(tablet, 'Đang gửi phiếu…');
  await stage.server.kill();
  await reads(tablet, /^CHƯA ghi nhận/);
  dead = false;
  await tablet.reload();
  await reads(tablet, /^CHƯA ghi nhận/);
  expect(await tablet.getByRole('radio').count()).toBe(0);
  await stage.server.start();
  await reads(tablet, /^Đã ghi nhận lúc/);
  await desk.result();
  await reads(tablet, 'Kết quả biểu quyết');
  const row = tablet.getByRole('row', { name: /^Tán thành/ });
  expect(await row.getByRole('cell').first().innerText()).toBe('1');
});

scenario('a tablet without a network shows what it has, and says so', async (stage) => {
  const { desk, tablet, document } = await inSession(stage);
  await desk.say('page.turn', { document, page: 3 });
  await showsPage(tablet, 'the tablet', 3);
  await until('the service worker looks after the tablet', () =>
    tablet.evaluate(() => navigator.serviceWorker.controller !== null),
  );
  await tablet.reload(); // now the worker has seen the pages as well
  await showsPage(tablet, 'the tablet', 3);
  await until('the state is kept', () =>
    tablet.evaluate(
      () =>
        new Promise<boolean>((answer) => {
          const asked = indexedDB.open('dienhong');
          asked.addEventListener('success', () => {
            const count = asked.result.transaction('kept').objectStore('kept').count();
            count.addEventListener('success', () => answer(count.result > 0));
          });
        }),
    ),
  );
  await tablet.context().setOffline(true);
  await reads(tablet, /^Mất kết nối từ/);
  await button(tablet, 'Trang trước').click();
  await showsPage(tablet, 'the tablet offline', 2);
  await tablet.reload();
  await reads(tablet, /^Đang xem bản lưu lúc/);
  await showsPage(tablet, 'the tablet, loaded anew offline', 3);
  expect(await button(tablet, 'Đăng ký phát biểu').getAttribute('aria-disabled')).toBe('true');
  await tablet.context().setOffline(false);
  await button(tablet, 'Đăng ký phát biểu').and(tablet.locator(':not([aria-disabled])')).waitFor({ timeout: patience });
});

// Contrast is a matter of the theme and names are one of the language: two walks see both of each.
for (const [scheme, language] of [['light', 'vi'], ['dark', 'en']] as const) {
  scenario(
    `everything on the tablet can be read by everybody: ${scheme}, ${language}`,
    (stage) => walk(stage, scheme, language),
    { minutes: 8 },
  );
}

const entry = (tablet: Page, n: number): Promise<void> => tablet.locator('.rail-entry').nth(n).click();

/** Goes through the states of a meeting and looks at each screen. */
async function walk(stage: Stage, scheme: 'light' | 'dark', language: 'vi' | 'en'): Promise<void> {
  const desk = await Desk.of(await stage.open('chair'));
  const tablets: [string, Page][] = [
    ['lying', await stage.open('delegate1', { scheme })],
    ['upright', await stage.open('delegate3', { scheme })],
  ];
  for (const [, tablet] of tablets) {
    await tablet.waitForURL(/\/m\//);
    const preferences = JSON.stringify({ theme: 'auto', text: 'normal', language });
    await tablet.evaluate((stored) => localStorage.setItem('dienhong.preferences', stored), preferences);
    await tablet.reload();
  }
  const look = async (what: string, ready: (tablet: Page) => Promise<unknown>): Promise<void> => {
    for (const [how, tablet] of tablets) {
      await ready(tablet);
      await tablet.waitForTimeout(200); // movements of 160 ms end: colours are measured at rest
      await stage.audit(tablet, `${what}, ${how}`);
    }
  };
  const { item, document } = desk.item(1);

  await look('check-in', (tablet) => tablet.locator('.check-in').waitFor());
  for (const [, tablet] of tablets) await tablet.locator('.check-in .button.primary').click();
  await desk.say('meeting.open', { without: 'kịch bản' });
  await desk.say('item.start', { item });
  await desk.say('presentation.start', { document, page: 2 });
  await look('reading', (tablet) => showsPage(tablet, 'the tablet', 2));
  for (const [n, what] of [[2, 'agenda'], [3, 'speakers'], [4, 'voting'], [5, 'people']] as const) {
    await look(what, (tablet) => entry(tablet, n));
  }
  await look('settings', (tablet) => tablet.locator('.header > .button').click());
  for (const [, tablet] of tablets) await tablet.keyboard.press('Escape');
  await look('overview', async (tablet) => {
    await entry(tablet, 5);
    await entry(tablet, 0);
  });
  await desk.say('ballot.open', { ballot: desk.ballot, seconds: 600 });
  await look('ballot', (tablet) => tablet.locator('.choice').first().waitFor());
  await look('ballot recorded', async (tablet) => {
    await tablet.locator('.choice').first().click();
    await tablet.locator('.dialog-actions .primary').click();
    await tablet.locator('.receipt-code').waitFor();
  });
  await look('ballot as a bar', (tablet) => tablet.locator('.dialog-actions .primary').click());
  await desk.result();
  await look('result', async (tablet) => {
    await entry(tablet, 4);
    await tablet.locator('.result-table').waitFor();
  });
  await desk.say('meeting.pause', { minutes: 15 });
  await look('break', (tablet) => tablet.locator('.break-card').waitFor());
  await desk.say('meeting.resume');
  await desk.say('meeting.close');
  await look('closed', (tablet) => tablet.locator('.meeting-card h2').waitFor());
}
