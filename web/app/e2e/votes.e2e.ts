// Secret votes on tablets: sealed where they are cast, opened by those who hold the key, and kept by nobody.
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { Desk } from './desk';
import { scenario, type Stage, until } from './lib';
import { button, checkIn, patience, reads } from './people';

interface Room {
  desk: Desk;
  tablets: [Page, Page, Page];
  wall: Page;
}

async function gather(stage: Stage): Promise<Room> {
  const desk = await Desk.of(await stage.open('chair'));
  const tablets: [Page, Page, Page] = [
    await stage.open('delegate1'),
    await stage.open('delegate2'),
    await stage.open('delegate3'),
  ];
  for (const tablet of tablets) await checkIn(tablet);
  await desk.say('meeting.open', { without: 'kịch bản' });
  return { desk, tablets, wall: await stage.open('screen') };
}

/** Marks a candidate and sends the sealed sheet; the receipt tells that it is recorded, and not how. */
async function sealFor(tablet: Page, name: string): Promise<string> {
  const sheet = tablet.getByRole('dialog');
  await sheet.getByRole('radio', { name }).check({ force: true });
  await button(sheet, 'Gửi phiếu').click();
  const receipt = sheet.locator('.receipt-code').first();
  await receipt.waitFor({ timeout: patience });
  await reads(tablet, 'Phiếu kín: thiết bị không giữ lại phương án đã chọn.');
  expect(await sheet.getByText(name).count()).toBe(0);
  return receipt.innerText();
}

scenario('a secret vote that tellers open', async (stage) => {
  const { desk, tablets, wall } = await gather(stage);
  const [first, second, third] = tablets;
  const { item } = desk.item(4);
  const prepared = await desk.say('ballot.prepare', {
    item,
    question: 'Bầu trưởng ban',
    form: 'elect',
    secrecy: 'secret_tellers',
    most: 1,
    winners: 1,
    rule: { base: 'cast', num: 1, den: 2, strict: true },
    options: [{ title: 'Lê Văn Hòa' }, { title: 'Trần Thị Bình' }],
    tellers: ['demo-delegate1', 'demo-delegate2', 'demo-delegate3'],
    threshold: 2,
  });
  const ballot = String(prepared['ballot']);

  // Nobody can open the round before the tellers' devices hold their parts.
  await expect(desk.say('ballot.open', { ballot })).rejects.toThrow('ballot_tellers_missing');
  for (const tablet of tablets) {
    await button(tablet, 'Xem').click();
    await button(tablet, 'Nhận giữ khóa').click();
    await reads(tablet, 'Thiết bị này đang giữ một phần khóa mở phiếu.');
    await tablet.keyboard.press('Escape');
  }
  await stage.audit(first, 'a tablet whose teller holds a key');
  await desk.say('ballot.open', { ballot, seconds: 600 });

  await sealFor(first, 'Lê Văn Hòa');
  await sealFor(second, 'Lê Văn Hòa');
  await reads(wall, '2/8');
  await stage.audit(first, 'a sealed ballot that is recorded');

  // The power fails between sealing and closing, and a tablet is loaded anew: keys and ballots are where they were.
  await stage.server.kill();
  await stage.server.start();
  await third.reload();
  await sealFor(third, 'Trần Thị Bình');
  await desk.say('ballot.close', { ballot });

  for (const tablet of [first, third]) {
    if ((await button(tablet, 'Đưa khóa để mở phiếu').count()) === 0) {
      await until('the teller is called', async () => {
        if ((await button(tablet, 'Đưa khóa để mở phiếu').count()) > 0) return true;
        const see = button(tablet, 'Xem');
        if ((await see.count()) > 0) await see.first().click({ timeout: 2_000 }).catch(() => undefined);
        return false;
      }, patience);
    }
    await button(tablet, 'Đưa khóa để mở phiếu').click();
    if (tablet !== first) continue;
    await reads(first, /^Đã đưa khóa/);
    // The power fails once more, and the server has lost the part: the tablet gives it again without a press.
    await stage.server.kill();
    await stage.server.start();
  }
  await until('the ballots are opened and the result declared', () => desk.say('ballot.declare', { ballot }), patience);
  await reads(wall, 'Đã bầu đủ');
  await reads(wall, 'Lê Văn Hòa');
  await wall.locator('.wall-checkpoint img').waitFor({ timeout: patience });
  await stage.audit(wall, 'a wall with the result of a secret vote');
});
