// Accounts: given by an administrator for one sign-in, changed by their owners, locked, and reset at the console.
import { spawnSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { scenario, type Stage } from './lib';
import { serverPath } from './lib/needs';
import { button, patience, reads } from './people';

const dialog = (page: Page) => page.getByRole('dialog').last();

/** What an operator types at the console of the machine. */
function console(stage: Stage, password: string, ...args: string[]): void {
  const done = spawnSync(serverPath, ['user', ...args, '-data', stage.server.dataDir], { input: `${password}\n`, encoding: 'utf8' });
  expect(done.status, `${done.stdout}${done.stderr}`).toBe(0);
}

/** Types login and password where one comes in. */
async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByText('Tài khoản', { exact: true }).click();
  await page.getByLabel('Tên đăng nhập').fill(login);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(password);
  await button(page, 'Đăng nhập').click();
}

const admin = 'sông Mã mùa lũ';
const own = 'một câu của riêng tôi';

scenario('an account from its making to its locking', async (stage) => {
  console(stage, admin, 'add', '-login', 'quantri', '-name', 'Nguyễn Quản Trị', '-admin');
  const office = await stage.open('office', { url: '/', device: 'desk' });
  await signIn(office, 'quantri', admin);
  await button(office, 'Đổi mật khẩu').waitFor({ timeout: patience });
  await office.getByRole('link', { name: 'Tài khoản' }).click();
  await button(office, 'Thêm tài khoản').click();
  await button(dialog(office), 'Tạo và cấp mật khẩu').click();
  await reads(office, 'Chưa nhập.');
  await stage.audit(office, 'a new account');
  await dialog(office).getByLabel('Họ và tên').fill('Lê Thị Hoà');
  await dialog(office).getByLabel('Tên đăng nhập').fill('hoa.lt');
  await dialog(office).getByText('Tạo cuộc họp').click();
  await button(dialog(office), 'Tạo và cấp mật khẩu').click();
  const code = dialog(office).locator('code');
  await code.waitFor({ timeout: patience });
  const given = await code.innerText();
  await stage.audit(office, 'a password for one use');
  await button(dialog(office), 'Đã ghi lại').click();
  await reads(office, 'Chưa đổi mật khẩu');
  await stage.audit(office, 'the accounts');

  // The first sign-in asks for a password of one's own.
  const hoa = await stage.open('hoa', { url: '/', device: 'uprightTablet' });
  await signIn(hoa, 'hoa.lt', given);
  await reads(hoa, /chỉ dùng một lần/);
  await stage.audit(hoa, 'the first sign-in');
  await hoa.getByLabel('Mật khẩu mới').fill('12345678');
  await button(hoa, 'Đặt mật khẩu và đăng nhập').click();
  await reads(hoa, /quá dễ đoán/);
  await hoa.getByLabel('Mật khẩu mới').fill(own);
  await button(hoa, 'Đặt mật khẩu và đăng nhập').click();
  await reads(hoa, 'Chào Lê Thị Hoà');

  // She changes it again; where else she was signed in she is no more.
  const other = await stage.open('other', { url: '/', device: 'smallTablet' });
  await signIn(other, 'hoa.lt', own);
  await reads(other, 'Chào Lê Thị Hoà');
  await button(hoa, 'Đổi mật khẩu').click();
  const asked = dialog(hoa);
  await asked.getByLabel('Mật khẩu hiện tại').fill('không phải');
  await asked.getByLabel('Mật khẩu mới', { exact: true }).fill(`${own} nữa`);
  await asked.getByLabel('Nhập lại mật khẩu mới').fill(`${own} nữa`);
  await button(asked, 'Đổi mật khẩu').click();
  await reads(hoa, 'Mật khẩu hiện tại không đúng.');
  await stage.audit(hoa, 'changing the password');
  await asked.getByLabel('Mật khẩu hiện tại').fill(own);
  await button(asked, 'Đổi mật khẩu').click();
  await asked.waitFor({ state: 'detached', timeout: patience });
  await other.reload();
  await button(other, 'Vào họp').waitFor({ timeout: patience });
  await hoa.reload();
  await reads(hoa, 'Chào Lê Thị Hoà');

  // Locked, she is out.
  await office.reload();
  await button(office, 'Sửa: Lê Thị Hoà').click();
  await stage.audit(office, 'an account');
  await button(dialog(office), 'Khóa tài khoản').click();
  await button(office.getByRole('dialog', { name: 'Khóa tài khoản của Lê Thị Hoà?' }), 'Khóa tài khoản').click();
  await reads(office, 'Đã khóa');
  await hoa.reload();
  await button(hoa, 'Vào họp').waitFor({ timeout: patience });
});

scenario('a password that is set at the console closes what is open', async (stage) => {
  console(stage, admin, 'add', '-login', 'hoa', '-name', 'Lê Thị Hoà', '-organiser');
  const hoa = await stage.open('hoa', { url: '/', device: 'desk' });
  await signIn(hoa, 'hoa', admin);
  await button(hoa, 'Tạo cuộc họp').click();
  await dialog(hoa).getByLabel('Tên cuộc họp').fill('Họp thử');
  await dialog(hoa).getByLabel('Ngày (ngày/tháng/năm)').fill('24/9/2027');
  await button(dialog(hoa), 'Tạo cuộc họp').click();
  await hoa.waitForURL(/\/desk/);
  await reads(hoa, 'Họp thử');
  console(stage, own, 'password', '-login', 'hoa', '-once');
  await reads(hoa, 'Đăng nhập lại');
});
