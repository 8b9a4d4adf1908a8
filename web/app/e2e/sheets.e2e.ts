// Sheets of every form on tablets of every size, by day and by night: what is asked, what was given, what came of it.
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { Desk } from './desk';
import { scenario, type Stage } from './lib';
import { button, checkIn, patience, reads } from './people';

interface Room {
  desk: Desk;
  /** A large tablet, a small one, and an upright one in the dark. */
  tablets: readonly [Page, Page, Page];
  wall: Page;
}

async function gather(stage: Stage): Promise<Room> {
  const desk = await Desk.of(await stage.open('chair'));
  const tablets = [
    await stage.open('delegate1'),
    await stage.open('delegate2'),
    await stage.open('delegate3', { scheme: 'dark' }),
  ] as const;
  for (const tablet of tablets) await checkIn(tablet);
  await desk.say('meeting.open', { without: 'kịch bản' });
  return { desk, tablets, wall: await stage.open('screen') };
}

const rule = { base: 'cast', num: 1, den: 2, strict: true, citation: 'Quy chế làm việc, Điều 12', checked_on: '2026-01-05' };
const names = ['Lê Văn Hòa', 'Trần Thị Bình', 'Nguyễn Đức Mạnh'];
const options = names.map((title, i) => ({ id: `o${i + 1}`, title, note: i === 0 ? 'Phó Giám đốc' : '' }));

/** Puts a question and waits until it lies before everybody. */
async function put({ desk, tablets }: Room, question: string, more: Record<string, unknown>): Promise<string> {
  const { item } = desk.item(4);
  const { ballot } = await desk.say('ballot.prepare', { item, question, rule, ...more });
  await desk.say('ballot.open', { ballot });
  for (const tablet of tablets) await tablet.getByRole('dialog').getByText(question).waitFor({ timeout: patience });
  return String(ballot);
}

const sheet = (page: Page) => page.getByRole('dialog');

async function send(page: Page): Promise<void> {
  await button(sheet(page), 'Gửi phiếu').click();
  await sheet(page).locator('.receipt-code').first().waitFor({ timeout: patience });
}

/** Ends the round and tells its result; every tablet puts its sheet away. */
async function end({ desk, tablets }: Room, ballot: string): Promise<void> {
  await desk.say('ballot.close', { ballot });
  await expect.poll(() => desk.say('ballot.declare', { ballot }).then(() => 'declared', String), { timeout: patience }).toBe('declared');
  for (const tablet of tablets) await button(sheet(tablet), 'Đóng').last().click();
}

scenario('sheets of every form are filled in, and never by themselves', async (stage) => {
  const room = await gather(stage);
  const { tablets, wall } = room;
  const [large, small, upright] = tablets;
  const audit = async (what: string): Promise<void> => {
    for (const [i, tablet] of tablets.entries()) await stage.audit(tablet, `${what}, tablet ${i + 1}`);
  };
  for (const tablet of tablets) expect(await tablet.locator('input:checked').count()).toBe(0);

  // A list: each entry for itself, or all at once.
  let ballot = await put(room, 'Thông qua danh sách dự án đầu tư', { form: 'approve', options });
  for (const tablet of tablets) expect(await tablet.locator('input:checked').count()).toBe(0);
  await audit('a list');
  await button(sheet(large), 'Gửi phiếu').click({ force: true });
  await reads(large, 'Cần cho ý kiến đủ các mục');
  await button(sheet(large), 'Tán thành tất cả').click();
  await send(large);
  for (const [i, side] of ['Tán thành', 'Không tán thành', 'Không biểu quyết'].entries()) {
    await small.getByRole('group', { name: names[i] ?? '' }).getByText(side, { exact: true }).click();
  }
  await reads(small, `${names[0]}: Tán thành, ${names[1]}: Không tán thành, ${names[2]}: Không biểu quyết`);
  await send(small);
  await sheet(upright).getByText('Để phiếu trắng').click();
  await send(upright);
  await audit('a list that is sent');
  await end(room, ballot);
  await reads(wall, 'Thông qua một phần');
  await stage.audit(wall, 'the wall with a list');

  // Points.
  ballot = await put(room, 'Chấm điểm các phương án kiến trúc', { form: 'score', max_score: 10, options });
  await audit('points');
  for (const tablet of tablets) {
    for (const [i, name] of names.entries()) await sheet(tablet).getByLabel(`Điểm của ${name}`).fill(String(9 - i));
    await send(tablet);
  }
  await end(room, ballot);
  await reads(wall, `1. ${names[0]}`);
  await stage.audit(wall, 'the wall with points');

  // Some of a list; too many are told at once.
  ballot = await put(room, 'Chọn tối đa hai phương án tuyến', { form: 'choose', most: 2, options });
  for (const name of names) await sheet(large).getByRole('checkbox', { name: new RegExp(name) }).check({ force: true });
  await reads(large, 'Đã chọn 3/2 – cần bỏ bớt 1');
  await stage.audit(large, 'one too many');
  await sheet(large).getByRole('checkbox', { name: new RegExp(names[2] ?? '') }).uncheck({ force: true });
  await send(large);
  await small.getByRole('checkbox', { name: new RegExp(names[0] ?? '') }).check({ force: true });
  await send(small);
  await end(room, ballot);
  await reads(wall, 'Thông qua một phần');
  await stage.audit(wall, 'the wall with some of a list');

  // One seat, by name: another name takes the place of the first.
  ballot = await put(room, 'Bầu Trưởng ban', { form: 'elect', most: 1, winners: 1, options });
  for (const name of names) await sheet(large).getByRole('radio', { name: new RegExp(name) }).check({ force: true });
  await reads(large, 'Đã chọn 1/1');
  await send(large);
  await small.getByRole('radio', { name: new RegExp(names[2] ?? '') }).check({ force: true });
  await send(small);
  await end(room, ballot);
  await reads(wall, `Trúng cử: ${names[2]}`);
  await stage.audit(wall, 'the wall with an election');
}, { minutes: 10 });

scenario('a secret ballot is changed, proved after a reload, and late ones are told', async (stage) => {
  const room = await gather(stage);
  const { desk, tablets: [first, second] } = room;
  const question = 'Bỏ phiếu tín nhiệm Trưởng ban';
  const ballot = await put(room, question, { secrecy: 'secret', allow_change: true });
  await reads(first, /niêm phong ngay trên thiết bị này.+chỉ lúc mở phiếu là cần tin vào máy chủ/);
  const choose = async (choice: string): Promise<string> => {
    await sheet(first).getByRole('radio', { name: choice, exact: true }).check({ force: true });
    await send(first);
    return sheet(first).locator('.receipt-code').first().innerText();
  };
  const before = await choose('Tán thành');
  await button(sheet(first), 'Đổi phiếu').click();
  await reads(first, 'Giữ phiếu đã gửi');
  expect(await first.locator('input:checked').count()).toBe(0);
  const after = await choose('Không tán thành');
  await expect.poll(() => sheet(first).locator('.receipt-code').first().innerText(), { timeout: patience }).not.toBe(before);
  await reads(first, 'Phiếu kín: thiết bị không giữ lại phương án đã chọn.');
  const proof = await sheet(first).locator('.receipt').innerText();
  expect(proof).toMatch(/[0-9a-f]{16} · dòng \d+/);
  expect(after).not.toBe('');

  await first.reload();
  await button(first, 'Xem phiếu').first().click();
  await expect.poll(() => sheet(first).locator('.receipt').innerText(), { timeout: patience }).toBe(proof);
  await sheet(first).getByText('Biên nhận có chữ ký của máy chủ').click();
  await reads(first, 'dienhong/receipt');
  expect(await sheet(first).innerText()).not.toMatch(/Không tán thành/);
  await stage.audit(first, 'a proved secret ballot');

  await desk.say('ballot.close', { ballot });
  await reads(second, 'Đồng chí không gửi phiếu trong lượt này.');
  await desk.say('ballot.void', { ballot, reason: 'Đọc nhầm tên người được bỏ phiếu' });
  for (const tablet of [first, second]) await reads(tablet, /Đọc nhầm tên người được bỏ phiếu/);
  const again = await desk.say('ballot.prepare', { item: desk.item(4).item, question, rule, supersedes: ballot, secrecy: 'secret' });
  await desk.say('ballot.open', { ballot: again['ballot'] });
  for (const tablet of [first, second]) await sheet(tablet).getByText('Lượt 2').waitFor({ timeout: patience });
});

scenario('letters wait on the overview, with a deadline and a reminder', async (stage) => {
  const desk = await Desk.of(await stage.open('chair'));
  const question = 'Cho ý kiến về dự thảo quy chế quản lý kho vật tư';
  const { item } = desk.item(1);
  const { ballot } = await desk.say('ballot.prepare', { item, question, method: 'letters', rule: { ...rule, base: 'filled_seats' } });
  const deadline = new Date(Date.now() + 5 * 86_400_000 + 3_600_000).toISOString();
  await desk.say('ballot.open', { ballot, deadline });
  const tablet = await stage.open('delegate1');
  await reads(tablet, 'còn 5 ngày');
  await stage.audit(tablet, 'a letter on the overview');
  await desk.say('ballot.remind', { ballot });
  await reads(tablet, 'Thư ký nhắc trả lời phiếu lấy ý kiến');
  await button(tablet, 'Trả lời').first().click();
  await sheet(tablet).getByRole('radio', { name: 'Tán thành', exact: true }).check({ force: true });
  await sheet(tablet).getByLabel(/^Ý kiến/).fill('Đề nghị bổ sung điều khoản kiểm kê.');
  await stage.audit(tablet, 'an answer that is being written');
  await send(tablet);
  await button(sheet(tablet), 'Đóng').last().click();
  await tablet.getByRole('region', { name: 'Lấy ý kiến bằng phiếu' }).getByText('Đã ghi nhận').waitFor({ timeout: patience });
});

/** Enters what was counted of one paper in favour or against. */
async function enter(page: Page, yes: number, no: number): Promise<void> {
  const fields = { 'Số phiếu phát ra': 1, 'Số phiếu thu về': 1, 'Phiếu hỏng đã đổi': 0, 'Phiếu không hợp lệ': 0 };
  for (const [label, n] of Object.entries(fields)) await sheet(page).getByLabel(label).fill(String(n));
  const sides = { 'Tán thành': yes, 'Không tán thành': no, 'Không biểu quyết': 0 };
  for (const [label, n] of Object.entries(sides)) await sheet(page).getByLabel(label, { exact: true }).fill(String(n));
  await button(sheet(page), /^(Gửi kết quả kiểm phiếu|Nhập lại)$/).click();
}

scenario('tablets and paper in one round, by name at once, counted by two tellers who differ first', async (stage) => {
  const room = await gather(stage);
  const { desk, tablets: [first, second, third], wall } = room;
  const ballot = await put(room, 'Thông qua phương án phân luồng', {
    method: 'mixed',
    secrecy: 'live',
    tellers: ['demo-delegate1', 'demo-delegate2'],
    rule: { ...rule, base: 'all_seats' },
  });
  await reads(first, 'Phương án của từng người hiện trên màn hình ngay khi gửi.');
  await reads(first, /Cần ít nhất \d+ phiếu tán thành trên \d+/);
  await sheet(first).getByRole('radio', { name: 'Tán thành', exact: true }).check({ force: true });
  await send(first);
  await wall.getByRole('listitem').filter({ hasText: 'Trần Thị Mai Anh' }).getByText('Tán thành').waitFor({ timeout: patience });
  await stage.audit(wall, 'the wall with names');
  await desk.say('ballot.issue_paper', { ballot, elector: 'demo-delegate3' });
  await reads(third, 'Đã nhận phiếu giấy trong lượt này nên không gửi phiếu trên thiết bị.');
  expect(await button(sheet(third), 'Gửi phiếu').count()).toBe(0);

  await desk.say('ballot.close', { ballot });
  await sheet(second).getByText(/^Đang đóng lượt/).waitFor({ timeout: patience });
  await reads(wall, /Đang đóng lượt/);
  await reads(first, 'Nhập kết quả kiểm phiếu');
  await button(sheet(second), 'Gửi kết quả kiểm phiếu').click({ force: true }); // it says why, and nothing else
  await reads(second, 'Cần nhập đủ các ô, bằng chữ số');
  await stage.audit(second, 'a count that is being entered');
  await enter(first, 1, 0);
  await reads(first, 'Đã nhập. Chờ người thứ hai nhập giống như vậy.');
  await enter(second, 0, 1);
  for (const tablet of [first, second]) await reads(tablet, /Bản nhập này khác bản của người kia/);
  await stage.audit(first, 'counts that differ');
  await enter(second, 1, 0);
  await reads(second, 'Chờ chủ tọa công bố kết quả.');
  await sheet(second).getByText('Mã kiểm chứng của nhật ký biểu quyết').click();
  await desk.say('ballot.declare', { ballot });
  await reads(wall, 'Không thông qua');
  await stage.audit(wall, 'the wall with a result by name');
  await reads(third, 'Đã nhận phiếu giấy trong lượt này nên không gửi phiếu trên thiết bị.');
});

interface Envelope {
  id: string;
  sealed: string | undefined;
}

scenario('a sealed ballot on its way is sent again as it was sealed, and the device keeps nothing of what is in it', async (stage) => {
  const room = await gather(stage);
  const { tablets: [tablet] } = room;
  // The line takes the ballot and loses it, until it is good again.
  const sent: Envelope[] = [];
  let dead = true;
  await tablet.routeWebSocket(/\/ws\//, (socket) => {
    const hub = socket.connectToServer();
    socket.onMessage((message) => {
      const frame = JSON.parse(String(message)) as { id: string; name?: string; args?: { sealed?: string } };
      const ballot = frame.name === 'ballot.cast';
      if (ballot) sent.push({ id: frame.id, sealed: frame.args?.sealed });
      if (!dead || !ballot) hub.send(message);
    });
  });
  await tablet.reload();
  await put(room, 'Bỏ phiếu tín nhiệm Trưởng ban', { secrecy: 'secret' });
  await sheet(tablet).getByRole('radio', { name: 'Không tán thành', exact: true }).check({ force: true });
  await button(sheet(tablet), 'Gửi phiếu').click();
  await reads(tablet, 'Đang gửi phiếu…');
  expect(await sheet(tablet).innerText()).not.toContain('Không tán thành');

  // All that the device has stored, byte strings included.
  const stored = await tablet.evaluate(async () => {
    const open = indexedDB.open('dienhong');
    await new Promise((done, fail) => {
      open.addEventListener('success', done);
      open.addEventListener('error', fail);
    });
    const all = open.result.transaction('kept').objectStore('kept').getAll();
    await new Promise((done) => all.addEventListener('success', done));
    return JSON.stringify(all.result) + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage });
  });
  expect(stored).toContain('"sealed"');
  expect(stored).not.toMatch(/"marks":\{"(yes|no|abstain)"/);

  dead = false;
  await tablet.reload();
  await button(tablet, /^(Xem phiếu|Bỏ phiếu)$/).first().click({ timeout: 3_000 }).catch(() => undefined); // or the sheet lies there already
  await reads(tablet, /^Đã ghi nhận lúc/);
  expect(sent.length).toBeGreaterThan(1);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  expect(new Set(sent.map(({ sealed }) => sealed)).size).toBe(1);
  expect(sent[0]?.sealed).toBeTruthy();
});
