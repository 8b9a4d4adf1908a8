// Votes of every kind as chair and secretary work on them: written, put, given up, counted, declared, repeated.
import { expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { scenario, type Stage } from './lib';
import { button, checkIn, confirm, patience, reads, vote } from './people';

const dialog = (page: Page): Locator => page.getByRole('dialog').last();

/** The card of a question at the desk. */
const card = (page: Page, question: string): Locator => page.getByRole('article', { name: question });

/** Where the chair sees it, the secretary too: the step of the questions. */
async function toQuestions(secretary: Page): Promise<void> {
  await reads(secretary, 'Giao ban');
  await button(secretary, /^Biểu quyết/).first().click();
}

const open = async (step: Locator): Promise<void> => {
  if (!(await step.evaluate((one: HTMLElement) => (one.parentElement as HTMLDetailsElement).open))) await step.click();
};

interface Written {
  question: string;
  form?: string;
  options?: string;
  winners?: number;
  secrecy?: string;
  method?: string;
  tellers?: readonly string[];
}

/** Writes a question down, as somebody would who reads the form from above. */
async function write(page: Page, { question, form, options, winners, secrecy, method, tellers = [] }: Written): Promise<void> {
  await button(page, 'Soạn câu hỏi').click();
  const asked = dialog(page);
  await asked.getByRole('textbox', { name: 'Câu hỏi' }).fill(question);
  if (form) {
    await open(asked.locator('summary', { hasText: 'Hình thức phiếu' }));
    await asked.getByRole('radio', { name: form, exact: true }).check();
  }
  if (options) {
    await button(asked, 'Dán nhiều dòng').click();
    await dialog(page).getByLabel('Mỗi dòng một mục').fill(options);
    await button(dialog(page), /^Thêm \d+ mục$/).click();
  }
  if (winners) await asked.getByRole('textbox', { name: 'Số người được bầu' }).fill(String(winners));
  if (secrecy || method) await open(asked.locator('summary', { hasText: 'Mức công khai' }));
  if (secrecy) await asked.getByRole('radio', { name: secrecy, exact: true }).check();
  if (method) await asked.getByRole('radio', { name: method, exact: true }).check();
  for (const name of tellers) {
    await button(asked, 'Thêm người kiểm phiếu').click();
    await button(dialog(page), `Chọn: ${name}`).click();
    await button(dialog(page), 'Đóng').click();
  }
  await button(asked, 'Lưu câu hỏi').click();
  await card(page, question).first().waitFor({ timeout: patience });
}

/** The chair puts a question, and minds what is said of a secret. */
async function put(chair: Page, question: string): Promise<void> {
  await button(card(chair, question), 'Mở').click();
  const asked = dialog(chair);
  const minded = asked.getByLabel('Đã biết và vẫn tiến hành');
  if (await minded.count()) await minded.check();
  await button(asked, 'Mở biểu quyết').click();
  await card(chair, question).getByText('Đang biểu quyết').waitFor({ timeout: patience });
}

interface Room {
  secretary: Page;
  chair: Page;
  first: Page;
  second: Page;
}

async function gather(stage: Stage): Promise<Room> {
  const secretary = await stage.open('secretary');
  await toQuestions(secretary);
  const chair = await stage.open('chair');
  await confirm(chair, 'Khai mạc');
  await reads(chair, 'Đang họp');
  const first = await stage.open('delegate1');
  const second = await stage.open('delegate2');
  for (const delegate of [first, second]) await checkIn(delegate);
  return { secretary, chair, first, second };
}

scenario('a named vote is void, and taken again by hands', async (stage) => {
  const { secretary, chair, first } = await gather(stage);
  const question = 'Thông qua kế hoạch kiểm tra cầu yếu';
  await write(secretary, { question });
  await put(chair, question);
  await vote(first, 'Tán thành');
  await card(chair, question).getByText('1/8').waitFor({ timeout: patience });

  // Another item meanwhile asks first, and changes nothing of the round.
  await button(chair, /^1\. /).click();
  await button(chair, /^Chuyển sang mục này/).first().click();
  await reads(chair, 'Chuyển mục khi đang biểu quyết?');
  await button(dialog(chair), 'Bỏ qua').click();
  await card(chair, question).getByText('1/8').waitFor();

  await button(card(chair, question), 'Hủy lượt').click();
  await dialog(chair).getByLabel('Lý do').fill('Phát nhầm tờ trình');
  await button(dialog(chair), 'Hủy lượt').click();
  await card(chair, question).getByText(/hủy – Phát nhầm tờ trình – .+ – \d\d:\d\d/).waitFor({ timeout: patience });
  await button(card(chair, question), 'Biểu quyết lại').click();
  await button(dialog(chair), 'Lưu câu hỏi').click();
  const again = card(chair, question).filter({ hasText: 'Chưa mở' });
  await again.getByText('Lượt 2').waitFor({ timeout: patience });
  await button(again, 'Mở').click();
  await button(dialog(chair), 'Mở biểu quyết').click();
  const running = card(chair, question).filter({ hasText: 'Đang biểu quyết' });
  await stage.audit(chair, 'a round that runs');

  // Two presses lead to hands: one to ask, one to do it.
  await button(running, 'Chuyển sang giơ tay, phiếu giấy').click();
  await button(dialog(chair), 'Giơ tay').click();
  await running.getByText('Mời các đại biểu giơ tay.').waitFor({ timeout: patience });
  await button(running, 'Kết thúc, chuyển sang kiểm đếm').click();
  for (const page of [chair, secretary]) {
    const counting = card(page, question).filter({ hasText: 'Đang kiểm phiếu' });
    await counting.getByLabel('Tán thành', { exact: true }).fill('2');
    await counting.getByLabel('Không tán thành').fill('1');
    await counting.getByLabel('Không biểu quyết').fill('0');
    await button(counting, 'Gửi kết quả kiểm phiếu').click();
  }
  const counted = card(chair, question).filter({ hasText: 'Chờ công bố' });
  await counted.getByText('66,67').waitFor({ timeout: patience });
  await counted.getByText(/Lượt 1: hủy – Phát nhầm tờ trình/).waitFor();
  await counted.getByText(/Lượt 2: hủy – Máy tính bảng hoặc đường truyền trục trặc/).waitFor();
  await button(counted, 'Công bố').click();
  await card(chair, question).filter({ hasText: 'Đã công bố' }).waitFor({ timeout: patience });
  await stage.audit(chair, 'rounds of the past');
  await stage.audit(secretary, 'rounds of the past at the desk');
});

/** Ticks candidates and sends the sheet. */
async function tick(page: Page, ...names: string[]): Promise<void> {
  const sheet = page.getByRole('dialog');
  for (const name of names) await sheet.getByRole('checkbox', { name: new RegExp(name) }).check({ force: true });
  await button(sheet, 'Gửi phiếu').click();
  await sheet.locator('.receipt-code').first().waitFor({ timeout: patience });
}

scenario('an election in secret, with a second round for the seat that is left', async (stage) => {
  const { secretary, chair, first, second } = await gather(stage);
  const question = 'Bầu hai Phó Trưởng ban kiểm tra';
  await write(secretary, {
    question,
    form: 'Bầu cử',
    options: '1. Trần Thị Mai Anh; Phó Giám đốc\n2. Phạm Quốc Đạt\n3. Hoàng Văn Ấn',
    winners: 2,
    secrecy: 'Bỏ phiếu kín',
  });
  await put(chair, question);
  await tick(first, 'Mai Anh', 'Quốc Đạt');
  await tick(second, 'Mai Anh', 'Văn Ấn');
  await card(chair, question).getByText('2/8').waitFor({ timeout: patience });
  expect(await card(chair, question).innerText()).not.toMatch(/trúng cử/);
  await button(card(chair, question), 'Đóng biểu quyết').click();
  await button(dialog(chair), 'Đóng biểu quyết').click();
  const counted = card(chair, question).filter({ hasText: 'Chờ công bố' });
  await counted.getByText('Trúng cử').first().waitFor({ timeout: patience });
  await button(counted, 'Công bố').click();
  await dialog(chair).getByText(/^Phiếu gần như giống nhau, hoặc quá ít/).waitFor({ timeout: patience }); // of two ballots each tells much of the other
  await button(dialog(chair), 'Công bố').click();
  const declared = card(chair, question).filter({ hasText: 'Đã công bố' });
  await declared.waitFor({ timeout: patience });

  await button(declared, 'Bầu vòng tiếp theo').click();
  const asked = dialog(chair);
  await reads(chair, 'Danh sách dưới đây là đề xuất');
  expect(await asked.getByRole('textbox', { name: 'Số người được bầu' }).inputValue()).toBe('1');
  expect(await asked.getByLabel('Mục 1').inputValue()).toBe('Phạm Quốc Đạt');
  expect(await asked.getByLabel('Mục 2').inputValue()).toBe('Hoàng Văn Ấn');
  await stage.audit(chair, 'writing a further round');
  await button(asked, 'Lưu câu hỏi').click();
  await card(chair, question).filter({ hasText: 'Chưa mở' }).getByText('Lượt 2').waitFor({ timeout: patience });
  await card(chair, question).filter({ hasText: 'Đã công bố' }).getByText('Được bầu tiếp ở lượt 2.').waitFor();
});

scenario('tellers hold the key of a secret round, which nobody can open without them', async (stage) => {
  const { secretary, chair, first, second } = await gather(stage);
  const question = 'Bỏ phiếu tín nhiệm';
  const tellers = ['Trần Thị Mai Anh', 'Nguyễn Thị Hạnh'];
  await write(secretary, { question, secrecy: 'Bỏ phiếu kín – ban kiểm phiếu giữ khóa', tellers });
  await card(chair, question).getByText('Người giữ khóa: 0/2 thiết bị đã sẵn sàng').waitFor({ timeout: patience });
  expect(await button(card(chair, question), 'Mở').getAttribute('aria-disabled')).toBe('true');
  await button(card(secretary, question), 'Nhận giữ khóa').click();
  await button(first, 'Xem').first().click();
  await button(first, 'Nhận giữ khóa').click();
  await reads(first, 'Thiết bị này đang giữ một phần khóa mở phiếu.');
  await button(dialog(first), 'Đóng').last().click();
  await card(chair, question).getByText('Ban kiểm phiếu đã sẵn sàng: 2 trong 2 người').waitFor({ timeout: patience });
  await put(chair, question);
  await vote(first, 'Tán thành');
  await button(dialog(first), 'Đóng').last().click();
  await vote(second, 'Không tán thành');
  await button(card(chair, question), 'Đóng biểu quyết').click();
  await button(dialog(chair), 'Đóng biểu quyết').click();
  const counting = card(chair, question).filter({ hasText: 'Đang kiểm phiếu' });
  await counting.getByText('Chờ 2 trong 2 người giữ khóa mở phiếu').waitFor({ timeout: patience });
  await stage.audit(chair, 'waiting for keys');
  await button(card(secretary, question), 'Đưa khóa để mở phiếu').click();
  await button(first, 'Xem').first().click();
  await button(first, 'Đưa khóa để mở phiếu').click();
  const counted = card(chair, question).filter({ hasText: 'Chờ công bố' });
  await counted.getByText('Không gửi phiếu').first().waitFor({ timeout: patience });
  await counted.getByText('Các số của lượt biểu quyết').click();
  await stage.audit(chair, 'all figures');
});

scenario('opinions are asked between meetings, with a reminder and a later deadline', async (stage) => {
  const secretary = await stage.open('secretary');
  await toQuestions(secretary);
  const question = 'Cho ý kiến về dự thảo quy chế quản lý kho vật tư';
  await write(secretary, { question, method: 'Phiếu lấy ý kiến' });
  await card(secretary, question).getByText(/tổng số thành viên hiện có/).waitFor(); // for nobody is present
  const chair = await stage.open('chair');
  await button(card(chair, question), 'Gửi lấy ý kiến').click();
  await button(dialog(chair), 'Gửi lấy ý kiến').click();
  await card(chair, question).getByText('Đang lấy ý kiến').waitFor({ timeout: patience });
  const first = await stage.open('delegate1');
  await button(first, 'Trả lời').first().click();
  await first.getByRole('radio', { name: 'Không tán thành', exact: true }).check({ force: true });
  await first.getByLabel(/^Ý kiến/).fill('Đề nghị bổ sung điều khoản kiểm kê.');
  await button(first, 'Gửi phiếu').click();
  await first.locator('.receipt-code').first().waitFor({ timeout: patience });

  const letter = card(secretary, question);
  await letter.getByText('1/8').waitFor({ timeout: patience });
  await letter.getByText('Đề nghị bổ sung điều khoản kiểm kê.').waitFor();
  await button(letter, 'Nhắc người chưa trả lời').click();
  await letter.getByText(/Đã nhắc lúc \d\d:\d\d/).waitFor({ timeout: patience });
  expect(await button(letter, 'Kết thúc lấy ý kiến').count()).toBe(0); // closing is the chair's
  await stage.audit(secretary, 'a letter at the desk');

  await button(card(chair, question), 'Gia hạn').click();
  expect(await button(dialog(chair), 'Gia hạn').getAttribute('aria-disabled')).toBe('true'); // the same is not later
  await dialog(chair).getByLabel('Giờ').fill('23:30');
  await button(dialog(chair), 'Gia hạn').click();
  await card(chair, question).getByText(/Trả lời trước 23:30/).waitFor({ timeout: patience });
  await button(card(chair, question), 'Kết thúc lấy ý kiến').click();
  await button(dialog(chair), 'Kết thúc lấy ý kiến').click();
  const counted = card(chair, question).filter({ hasText: 'Chờ công bố' });
  await counted.getByText('Không thông qua').first().waitFor({ timeout: patience });
  await counted.getByText('Đề nghị bổ sung điều khoản kiểm kê.').waitFor();
  await button(counted, 'Công bố').click();
  await card(secretary, question).filter({ hasText: 'Đã công bố' }).waitFor({ timeout: patience });
});

scenario('a vote is given to a proxy, who casts two sheets', async (stage) => {
  const { secretary, chair, first } = await gather(stage);
  await button(secretary, /^Thông tin/).first().click();
  await secretary.getByLabel(/^Số ủy quyền một người được nhận/).fill('1');
  await button(secretary, 'Lưu').click();
  await reads(secretary, 'Đã lưu');
  await button(chair, 'Đại biểu').click();
  const absent = 'Hoàng Văn Ấn';
  await button(chair, new RegExp(absent)).click();
  await stage.audit(chair, 'one of the people');
  await button(dialog(chair), 'Ủy quyền biểu quyết…').click();
  await dialog(chair).getByLabel(/^Giấy ủy quyền/).fill('Giấy ủy quyền số 12');
  await button(dialog(chair), 'Chọn người nhận').click();
  await button(dialog(chair), /^Ủy quyền: Trần Thị Mai Anh/).click();
  await dialog(chair).getByText('Ủy quyền biểu quyết cho Trần Thị Mai Anh').waitFor({ timeout: patience });
  await button(dialog(chair), 'Đóng').click();
  await button(chair, 'Đại biểu').click(); // the list lies over the votes
  const question = 'Thông qua dự toán bổ sung';
  await button(secretary, /^Biểu quyết/).first().click();
  await write(secretary, { question });
  await put(chair, question);
  // The sheet goes on to the next one that waits.
  await first.getByRole('radio', { name: 'Tán thành', exact: true }).check({ force: true });
  await button(first, 'Gửi phiếu').click();
  await button(first, /^Phiếu của đồng chí Đã ghi nhận/).waitFor({ timeout: patience });
  await button(first, new RegExp(`^Phiếu của ${absent} \\(ủy quyền\\) Chưa gửi`)).click();
  await vote(first, 'Không tán thành');
  await card(chair, question).getByText('2/8').waitFor({ timeout: patience });
  expect(await card(chair, question).getByRole('listitem').allInnerTexts()).not.toContainEqual(expect.stringContaining(absent));
});
