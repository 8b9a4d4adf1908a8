// Somebody who cannot come sends another: asked for on a tablet, decided by the chair, told in the record.
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { scenario, type Stage } from './lib';
import { button, checkIn, confirm, patience, reads, vote } from './people';

const dialog = (page: Page) => page.getByRole('dialog').last();

/** Asks on the tablet to send somebody new. */
async function propose(tablet: Page, name: string, reason: string): Promise<void> {
  await button(tablet, /^(Cử người dự thay|Đề nghị người khác)$/).click();
  const asked = dialog(tablet);
  await asked.getByText('Người khác', { exact: true }).click();
  await asked.getByLabel('Họ và tên').fill(name);
  await asked.getByLabel('Chức vụ').fill('Phó Trưởng phòng');
  await asked.getByLabel('Lý do').fill(reason);
  await button(asked, 'Gửi đề nghị').click();
  await asked.waitFor({ state: 'detached', timeout: patience });
  await reads(tablet, `Đã đề nghị cử ${name} dự thay`);
}

/** The personal link of somebody of the meeting, as the secretary hands it over. */
async function wayIn(secretary: Page, name: string): Promise<string> {
  await secretary.goto(secretary.url().replace(/#.*|$/, '#people'));
  await button(secretary, `Vào họp: ${name}`).click();
  const asked = dialog(secretary);
  await button(asked, 'Tạo đường dẫn và QR').click();
  const link = asked.getByText(/\/vao\//).first();
  await link.waitFor({ timeout: patience });
  const url = (await link.innerText()).trim();
  await button(asked, 'Đóng').click();
  return url;
}

async function decide(chair: Page, verb: 'Duyệt' | 'Không duyệt', reason?: string): Promise<void> {
  await button(chair, 'Xem đề nghị').click();
  await button(dialog(chair), verb).first().click();
  if (reason !== undefined) {
    const asked = dialog(chair);
    await asked.getByLabel('Lý do không chấp thuận').fill(reason);
    await button(asked, verb).click();
    await reads(chair, `Ý kiến: ${reason}`);
  }
}

async function seated(stage: Stage) {
  const secretary = await stage.open('secretary');
  const chair = await stage.open('chair');
  const tablet = await stage.open('delegate1');
  await reads(tablet, 'Không dự được cuộc họp?');
  return { secretary, chair, tablet };
}

scenario('a delegate sends somebody, who reads and speaks and does not vote; then the delegate comes', async (stage) => {
  const { secretary, chair, tablet } = await seated(stage);

  // Refused with a reason, and asked for again.
  await propose(tablet, 'Lê Văn Hai', 'Đi công tác Hà Nội');
  await stage.audit(tablet, 'the tablet of who asks');
  await reads(secretary, '1 đề nghị cử người dự thay chờ duyệt');
  await decide(chair, 'Không duyệt', 'Cần người phụ trách trực tiếp');
  await stage.audit(chair, 'the list of substitutes');
  await button(dialog(chair), 'Đóng').click();
  await reads(tablet, 'Ý kiến: Cần người phụ trách trực tiếp');
  await propose(tablet, 'Vũ Thị Thay', 'Đi công tác Hà Nội');
  await decide(chair, 'Duyệt');
  await reads(chair, 'Đã duyệt');
  await button(dialog(chair), 'Đóng').click();
  await reads(tablet, 'Vũ Thị Thay dự thay.');

  // The substitute comes in by a link of their own.
  const url = await wayIn(secretary, 'Vũ Thị Thay');
  const substitute = await stage.open('substitute', { url, device: 'uprightTablet' });
  await reads(substitute, /^Đồng chí dự thay /);
  await checkIn(substitute);
  await stage.audit(substitute, 'the tablet of the substitute');
  await confirm(chair, 'Khai mạc');
  await reads(chair, 'Đang họp');
  await button(substitute, 'Phát biểu').click();
  await button(substitute, /^Đăng ký/).first().click();
  await reads(substitute, /Thứ 1|vị trí thứ 1/);
  await button(chair, /^Mời: |^Mời$/).first().click();
  await reads(chair, /dự thay/);

  // A vote does not concern them.
  const second = await stage.open('delegate2');
  await checkIn(second);
  await button(chair.getByRole('article').first(), 'Mở').click();
  await button(dialog(chair), 'Mở biểu quyết').click();
  await vote(second, 'Tán thành');
  expect(await substitute.getByRole('radio', { name: 'Tán thành', exact: true }).count()).toBe(0);

  // The delegate comes after all.
  await checkIn(tablet);
  await reads(substitute, /Đồng chí tiếp tục dự họp với tư cách khách mời/);
  await reads(chair, /\(dự thay\) chuyển sang khách mời/);
  await reads(secretary, /\(dự thay\) chuyển sang khách mời/);

  await secretary.goto(secretary.url().replace(/\/desk.*$/, '/record'));
  await reads(secretary, 'Cử người dự thay');
  for (const text of ['đề nghị cử Lê Văn Hai', 'không chấp thuận lúc', 'cử Vũ Thị Thay', 'duyệt lúc', 'không biểu quyết thay', 'do người được thay có mặt']) {
    expect(await secretary.locator('main').innerText()).toContain(text);
  }
});

scenario('the secretary sends somebody for a delegate, who withdraws it', async (stage) => {
  const { secretary, chair, tablet } = await seated(stage);
  await secretary.goto(secretary.url().replace(/#.*|$/, '#people'));
  await button(secretary, 'Người dự thay').click();
  await button(dialog(secretary), 'Cử người dự thay').click();
  const asked = dialog(secretary);
  await button(asked, 'Gửi đề nghị').click();
  await reads(asked.page(), 'Chọn người được thay.');
  const mine = (await tablet.locator('.meeting-card .facts li').last().innerText()).split(' · ')[0] ?? '';
  await asked.getByLabel('Người được thay').selectOption({ label: mine });
  await asked.getByText('Người khác', { exact: true }).click();
  await asked.getByLabel('Họ và tên').fill('Vũ Thị Thay');
  await asked.getByLabel('Lý do').fill('Ốm');
  await button(asked, 'Gửi đề nghị').click();
  await reads(secretary, 'Chờ duyệt');
  await stage.audit(secretary, 'the list of substitutes at the desk');
  expect(await button(dialog(secretary), 'Duyệt').count()).toBe(0); // the chair decides
  await decide(chair, 'Duyệt');
  await reads(tablet, 'Vũ Thị Thay dự thay.');
  await confirm(tablet, 'Rút');
  await reads(tablet, 'Đã rút việc cử Vũ Thị Thay dự thay.');
  await reads(chair, 'Đã rút');
});

scenario('in a private body whose rules say so, the substitute votes in the place of who sent them', async (stage) => {
  const { secretary, chair, tablet } = await seated(stage);
  await secretary.goto(secretary.url().replace(/#.*|$/, '#info'));
  expect(await secretary.getByText('Người dự thay được biểu quyết thay').count()).toBe(0); // never in a public one
  await secretary.getByLabel('Loại cơ quan, tổ chức').selectOption('private');
  await secretary.getByText('Người dự thay được biểu quyết thay').click();
  await button(secretary, 'Lưu').click();
  await reads(secretary, 'Đã lưu');
  await propose(tablet, 'Vũ Thị Thay', 'Đi công tác Hà Nội');
  await decide(chair, 'Duyệt');
  await reads(chair, 'Biểu quyết thay');
  await button(dialog(chair), 'Đóng').click();
  const url = await wayIn(secretary, 'Vũ Thị Thay');
  const substitute = await stage.open('substitute', { url, device: 'uprightTablet' });
  await reads(substitute, /biểu quyết thay khi người được thay vắng mặt/);
  await checkIn(substitute);
  await confirm(chair, 'Khai mạc');
  await reads(chair, 'Đang họp');
  await button(chair.getByRole('article').first(), 'Mở').click();
  await button(dialog(chair), 'Mở biểu quyết').click();
  await reads(substitute, /\(dự thay\)/);
  await stage.audit(substitute, 'the sheet of a substitute');
  await vote(substitute, 'Tán thành');
  await chair.getByRole('article').first().getByText(/^1\/8/).waitFor({ timeout: patience });
});
