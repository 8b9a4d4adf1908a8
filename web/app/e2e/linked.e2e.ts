// Rounds that are declared together, and equal sides that the chair's hand decides.
import { expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { Desk } from './desk';
import { scenario } from './lib';
import { button, checkIn, patience, reads, vote } from './people';

const card = (page: Page, question: string): Locator => page.getByRole('article', { name: question });
const dialog = (page: Page): Locator => page.getByRole('dialog').last();

/** Writes a question that belongs to a group: a new one, or that of the question before it. */
async function write(page: Page, question: string, group: RegExp): Promise<void> {
  await button(page, 'Soạn câu hỏi').click();
  const asked = dialog(page);
  await asked.getByRole('textbox', { name: 'Câu hỏi' }).fill(question);
  await asked.locator('summary', { hasText: 'Mức công khai' }).click();
  const select = asked.getByLabel('Công bố cùng các lượt khác');
  const option = select.locator('option').filter({ hasText: group });
  await select.selectOption({ value: (await option.getAttribute('value')) ?? '' });
  await button(asked, 'Lưu câu hỏi').click();
  await card(page, question).getByText('Công bố cùng nhóm').waitFor({ timeout: patience });
}

async function open(chair: Page, question: string): Promise<void> {
  await button(card(chair, question), 'Mở').click();
  await button(dialog(chair), 'Mở biểu quyết').click();
  await card(chair, question).getByText('Đang biểu quyết').waitFor({ timeout: patience });
}

async function close(chair: Page, question: string): Promise<void> {
  await button(card(chair, question), 'Đóng biểu quyết').click();
  await button(dialog(chair), 'Đóng biểu quyết').click();
}

scenario('candidates are voted on one by one, and told together', async (stage) => {
  const chair = await stage.open('chair');
  const desk = await Desk.of(chair);
  const first = await stage.open('delegate1');
  const second = await stage.open('delegate2');
  for (const delegate of [first, second]) await checkIn(delegate);
  await desk.say('meeting.open', { without: 'kịch bản' });
  const wall = await stage.open('screen');
  const [a, b] = ['Bầu bổ sung đồng chí Lê Văn Hòa', 'Bầu bổ sung đồng chí Trần Thị Bình'];
  await write(chair, a, /^Lập nhóm mới$/);
  await write(chair, b, /^Cùng nhóm \(1 lượt\)/);
  await open(chair, a);
  await open(chair, b); // beside the first
  await reads(first, 'Kết quả được giữ kín và công bố cùng lúc với các lượt liên kết.');
  await dialog(first).getByText(a).waitFor();
  await vote(first, 'Tán thành');
  await dialog(first).getByText(a).waitFor(); // the receipt is to be read before the next sheet comes
  await button(dialog(first), 'Đóng').last().click();
  await dialog(first).getByText(b).waitFor({ timeout: patience });
  await vote(first, 'Không tán thành');
  await stage.audit(first, 'the second of two sheets');

  await close(chair, a);
  const counted = card(chair, a).filter({ hasText: 'Chờ các lượt cùng nhóm' });
  await counted.getByText(/^Đã kiểm phiếu\. Kết quả được giữ kín với mọi người/).waitFor({ timeout: patience });
  expect(await button(counted, 'Công bố').getAttribute('aria-disabled')).toBe('true');
  expect(await counted.innerText()).not.toMatch(/Thông qua|33,33/);
  await stage.audit(chair, 'a result that is withheld');
  await close(chair, b);
  await card(chair, a).getByText('33,33 %').first().waitFor({ timeout: patience });
  expect(await wall.locator('main').innerText()).not.toMatch(/33,33|Không tán thành 1/);
  await button(card(chair, b), 'Công bố 2 lượt').click();
  await reads(wall, 'Kết quả 2 lượt biểu quyết');
  await reads(wall, a);
  await reads(wall, b);
  await stage.audit(wall, 'the wall with two results');
  for (const question of [a, b]) await card(chair, question).filter({ hasText: 'Đã công bố' }).waitFor({ timeout: patience });
});

scenario('a tablet keeps the signed heads of the log, and has them proved', async (stage) => {
  const chair = await stage.open('chair');
  const desk = await Desk.of(chair);
  const first = await stage.open('delegate1');
  await checkIn(first);
  await desk.say('meeting.open', { without: 'kịch bản' });
  const { item } = desk.item(4);
  for (const question of ['Thông qua chương trình', 'Thông qua nghị quyết']) {
    const { ballot } = await desk.say('ballot.prepare', { item, question });
    await desk.say('ballot.open', { ballot });
    await vote(first, 'Tán thành');
    await desk.say('ballot.close', { ballot });
    await expect.poll(() => desk.say('ballot.declare', { ballot }).then(() => 'declared', String), { timeout: patience }).toBe('declared');
    if (question === 'Thông qua chương trình') await button(dialog(first), 'Đóng').last().click();
  }
  await dialog(first).getByText('Mã kiểm chứng của nhật ký biểu quyết').click();
  await button(first, 'Giữ lại, đối chiếu').click();
  await reads(first, 'Dấu vân tay khóa (SHA-256), so với biên bản in');
  await button(dialog(first), 'Đối chiếu với máy chủ').click();
  await expect.poll(() => dialog(first).getByText('Khớp', { exact: true }).count(), { timeout: patience }).toBeGreaterThan(1);
  await stage.audit(first, 'what a tablet has kept of the log');
});

scenario('raised hands are equal, and the side of the chair decides', async (stage) => {
  const chair = await stage.open('chair');
  const desk = await Desk.of(chair);
  const secretary = await stage.open('secretary');
  await button(secretary, /^Biểu quyết/).first().click();
  await desk.say('meeting.open', { without: 'kịch bản' });
  const wall = await stage.open('screen');
  const question = 'Thông qua chủ trương đầu tư';
  const { item } = desk.item(4);
  const rule = { base: 'cast', num: 1, den: 2, strict: true, tie: 'chair' };
  const { ballot } = await desk.say('ballot.prepare', { item, question, rule, method: 'hands' });
  await desk.say('ballot.open', { ballot });
  await desk.say('ballot.close', { ballot });
  for (const page of [chair, secretary]) {
    const counting = card(page, question).filter({ hasText: 'Đang kiểm phiếu' });
    await counting.getByLabel('Tán thành', { exact: true }).fill('2');
    await counting.getByLabel('Không tán thành').fill('2');
    await counting.getByLabel('Không biểu quyết').fill('0');
    expect(await button(counting, 'Gửi kết quả kiểm phiếu').getAttribute('aria-disabled')).toBe('true'); // the chair's own is asked for
    await counting.getByLabel(/^Chủ tọa biểu quyết/).selectOption({ label: 'Tán thành' });
    if (page === chair) await stage.audit(chair, 'the side of the chair is asked for');
    await button(counting, 'Gửi kết quả kiểm phiếu').click();
  }
  const counted = card(chair, question).filter({ hasText: 'Chờ công bố' });
  await counted.getByText('Hai bên bằng nhau, quyết định theo ý kiến của chủ tọa.').waitFor({ timeout: patience });
  await button(counted, 'Công bố').click();
  await reads(wall, /Chủ tọa biểu quyết: Tán thành\./);
  await reads(wall, 'Thông qua');
  await stage.audit(wall, 'the wall with the side of the chair');
});

scenario('a secret tie has not passed, and is voted on again', async (stage) => {
  const chair = await stage.open('chair');
  const desk = await Desk.of(chair);
  const first = await stage.open('delegate1');
  const second = await stage.open('delegate2');
  for (const delegate of [first, second]) await checkIn(delegate);
  await desk.say('meeting.open', { without: 'kịch bản' });
  const question = 'Bổ nhiệm Giám đốc Sở';
  const { item } = desk.item(4);
  const rule = { base: 'cast', num: 1, den: 2, strict: true, tie: 'chair' };
  const { ballot } = await desk.say('ballot.prepare', { item, question, rule, secrecy: 'secret' });
  await desk.say('ballot.open', { ballot });
  await vote(first, 'Tán thành');
  await vote(second, 'Không tán thành');
  await close(chair, question);
  const counted = card(chair, question).filter({ hasText: 'Chờ công bố' });
  await counted.getByText('Không thông qua – hòa phiếu').first().waitFor({ timeout: patience });
  await button(counted, 'Biểu quyết lại').click();
  await button(dialog(chair), 'Lưu câu hỏi').click();
  await card(chair, question).filter({ hasText: 'Chưa mở' }).getByText('Lượt 2').waitFor({ timeout: patience });
});
