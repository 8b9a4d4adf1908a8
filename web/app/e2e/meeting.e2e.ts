// The first meeting that anybody sees, from the secretary's desk to the printed record, by eight people at their own
// screens; and the same meeting once more with the power failing at three moments.
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { scenario, type Stage } from './lib';
import { button, checkIn, confirm, pageShown, patience, reads, sees, showsPage, vote } from './people';

const title = 'Giao ban công tác bảo trì đường bộ quý III';
const report = 'Báo cáo kết quả bảo trì đường bộ quý III';
const question = 'Thông qua đề nghị điều chỉnh kế hoạch bảo trì đường bộ năm 2026';

/** Moments at which the power may fail. */
type Moment = 'presenting' | 'voting' | 'declared';
type Interlude = (moment: Moment) => Promise<void>;

interface People {
  secretary: Page;
  chair: Page;
  first: Page;
  second: Page;
  screen: Page;
}

/** Four people and the wall take their places; the secretary lays a paper of her own on the table. */
async function gather(stage: Stage): Promise<People> {
  const secretary = await stage.open('secretary');
  await reads(secretary, title);
  await button(secretary, /^Tài liệu/).first().click();
  await secretary.getByLabel('Chọn tệp PDF: Kết luận của chủ tọa').setInputFiles({
    name: 'Ý kiến thẩm định.pdf',
    mimeType: 'application/pdf',
    buffer: paper(3),
  });
  await reads(secretary, /3 trang/);
  const screen = await stage.open('screen');
  await reads(screen, 'Kính chào quý đại biểu');
  const chair = await stage.open('chair');
  await confirm(chair, 'Khai mạc');
  await reads(chair, 'Đang họp');
  const first = await stage.open('delegate1');
  const second = await stage.open('delegate2');
  await checkIn(first);
  await checkIn(second);
  await reads(secretary, 'Đang họp');
  return { secretary, chair, first, second, screen };
}

/** The chair presents and turns; tablets follow, one leaves and returns with one tap. */
async function present({ chair, first, second, screen }: People, interlude: Interlude): Promise<void> {
  await button(chair, /^2\. Báo cáo kết quả/).click();
  await button(chair, /^Chuyển sang mục này/).click();
  await button(chair, `Trình bày: ${report}`).click();
  await showsPage(first, 'the first delegate', 1);
  for (let page = 2; page <= 5; page++) {
    await button(chair, 'Trang sau').first().click();
    await showsPage(first, 'the first delegate', page);
  }
  await showsPage(second, 'the second delegate', 5);
  await showsPage(screen, 'the big screen', 5);

  await button(second, 'Trang trước').click();
  await button(second, 'Trang trước').click();
  await showsPage(second, 'the second delegate', 3);
  await interlude('presenting');
  await button(chair, 'Trang sau').first().click();
  await showsPage(first, 'the first delegate', 6);
  expect(await pageShown(second)).toBe(3);
  await button(second, /Về trang người trình bày/).click();
  await showsPage(second, 'the second delegate', 6);
}

/** Two remote units join, see the chair and each other; the chair holds a microphone. */
async function joinByVideo(stage: Stage, { chair, screen }: People): Promise<{ unit1: Page; unit2: Page }> {
  const unit1 = await stage.open('unit1');
  const unit2 = await stage.open('unit2');
  for (const unit of [unit1, unit2]) {
    await reads(unit, 'Có hình');
    await button(unit, 'Vào họp').click();
  }
  await button(chair, 'Hình').click();
  await button(chair, 'Vào bằng hình và tiếng').click();
  await sees(unit1, 'unit 1', ['demo-unit2']);
  await sees(unit2, 'unit 2', ['demo-unit1']);
  await sees(chair, 'the chair', ['demo-unit1', 'demo-unit2']);
  await sees(screen, 'the big screen', ['demo-unit1', 'demo-unit2']);
  return { unit1, unit2 };
}

async function hold({ chair }: People, unit: Page): Promise<void> {
  const tile = chair.locator('li', { has: chair.locator('[data-person="demo-unit1"]') });
  await button(tile, /^Tắt mic/).click();
  const held = button(unit, 'Chủ tọa đang tắt mic');
  await held.waitFor({ timeout: patience });
  await held.click({ force: true }); // it says why, and nothing else
  await button(tile, /^Cho bật mic/).waitFor({ timeout: patience });
  expect(await button(unit, 'Tắt mic').count()).toBe(0);
  await button(tile, /^Cho bật mic/).click();
  await button(unit, 'Bật mic').click();
  await button(unit, 'Tắt mic').waitFor({ timeout: patience });
}

/**
 * The vote. A third delegate comes late and finds item, page and open ballot. Four of the six who are present say yes: the
 * chair says nothing, and two never came.
 */
async function decide(stage: Stage, people: People, units: readonly Page[], interlude: Interlude): Promise<void> {
  const { chair, first, second, screen } = people;
  await button(chair, 'Mở').click();
  await button(chair.getByRole('dialog'), /^Mở/).click();
  await reads(screen, 'Đang biểu quyết');
  const third = await stage.open('delegate3');
  await reads(third, question);
  await checkIn(third);
  const receipt = await vote(first, 'Tán thành');
  await interlude('voting');
  await vote(second, 'Không tán thành');
  await vote(third, 'Tán thành');
  for (const unit of units) await vote(unit, 'Tán thành');
  await reads(chair, /5\/8/);
  await reads(screen, /5\/8/);
  expect(await screen.locator('main').innerText()).not.toMatch(/Không tán thành|Tán thành\s+\d/);
  await reads(chair, 'Lê Đình Khải'); // among those who have not voted
  await first.getByText(receipt).first().waitFor({ timeout: patience }); // whatever happened since
  await showsPage(third, 'the delegate who came late', 6);

  await confirm(chair, 'Đóng biểu quyết');
  await button(chair, 'Công bố').click();
  await reads(screen, 'Kết quả biểu quyết');
  await reads(screen, 'Thông qua');
  await reads(first, /66,67/);
  await interlude('declared');
  for (const tablet of [first, second, third, ...units]) await button(tablet.getByRole('dialog'), 'Đóng').last().click();
}

/** The printed record tells all of it. */
async function readRecord(stage: Stage, { secretary, chair }: People): Promise<void> {
  await confirm(chair, 'Kết thúc phiên họp');
  await reads(secretary, 'Đã bế mạc');
  const record = await secretary.context().newPage();
  await record.goto(`${secretary.url().replace(/\/desk.*$/, '')}/record`);
  const text = await record.locator('body').innerText();
  for (const told of [
    'BIÊN BẢN', 'Trần Thị Mai Anh', 'Phạm Quốc Đạt', 'Hoàng Văn Ấn', 'Điểm cầu Hạt 1', question, '66,67',
    'Báo cáo kết quả công tác quản lý, bảo trì đường bộ quý III',
  ]) {
    expect(text.replaceAll(/\s+/g, ' ')).toContain(told);
  }
  const pdf = await record.pdf({ format: 'A4', preferCSSPageSize: true });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  await stage.audit(record, 'the record');
}

async function wholeMeeting(stage: Stage, interlude: Interlude): Promise<void> {
  const people = await gather(stage);
  await present(people, interlude);
  const { unit1, unit2 } = await joinByVideo(stage, people);
  await hold(people, unit1);
  await decide(stage, people, [unit1, unit2], interlude);
  await sees(unit2, 'unit 2, still,', ['demo-unit1']);
  await stage.audit(people.chair, 'the chair');
  await stage.audit(people.first, 'a tablet');
  await stage.audit(people.secretary, 'the desk');
  await stage.audit(unit1, 'a remote unit');
  await readRecord(stage, people);
}

scenario('one meeting, end to end: paper, video and a vote', (stage) => wholeMeeting(stage, async () => undefined), {
  minutes: 12,
});

scenario(
  'the same meeting with the power failing three times',
  (stage) =>
    wholeMeeting(stage, async () => {
      await stage.server.kill();
      await stage.server.start();
    }),
  { minutes: 15 },
);

/** A small PDF of so many pages (ISO 32000-1 §7.5), made here so that nothing lies about. */
function paper(pages: number): Buffer {
  const kids = Array.from({ length: pages }, (_, i) => `${4 + i * 2} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages} /Kids [${kids}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  for (let i = 0; i < pages; i++) {
    const text = `BT /F1 32 Tf 72 700 Td (Trang ${i + 1}) Tj ET`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + i * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    );
  }
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = body.length;
    body += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = body.length;
  const lines = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(body, 'latin1');
}
