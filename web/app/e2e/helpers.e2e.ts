// The checks that every scenario leans on must themselves be able to fail.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOptions, launch } from './lib/browser';
import { accessibilityFaults, overflowFaults, smallTargets } from './lib/checks';
import { until } from './lib/until';
import { Witness } from './lib/witness';

const head = '<!doctype html><html lang="vi"><head><title>Thử</title><meta name="viewport" content="width=device-width"></head>';
const pages: Record<string, string> = {
  '/good': `${head}<main><h1>Thử</h1><button style="width:200px;height:64px">Gửi phiếu</button>
    <p>Một câu có <a href="/good">liên kết</a> ở giữa.</p></main>`,
  '/bad': `${head}<main><img src="data:,"><button style="width:200px;height:30px"></button>
    <div style="width:3000px">dài</div></main>`,
  '/foreign': `${head}<main><script>fetch('http://127.0.0.1:9/x').catch(() => {}); setTimeout(() => { throw new Error('nobody caught me') })</script></main>`,
  '/inline': `${head}<main><script>document.title = 'ran'</script></main>`,
};

let server: Server;
let browser: Browser;
let origin = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/inline') response.setHeader('Content-Security-Policy', "default-src 'self'");
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(pages[request.url ?? ''] ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launch();
});

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

async function visit(path: string): Promise<{ page: Page; witness: Witness }> {
  const context = await browser.newContext(contextOptions({ device: 'tablet' }));
  const witness = new Witness('tablet', () => origin, context);
  const page = await context.newPage();
  await page.goto(origin + path);
  return { page, witness };
}

test('a good page passes every check', async () => {
  const { page, witness } = await visit('/good');
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await smallTargets(page)).toEqual([]);
  expect(await overflowFaults(page)).toEqual([]);
  expect(witness.faults).toEqual([]);
});

test('a bad page fails every check', async () => {
  const { page } = await visit('/bad');
  const faults = (await accessibilityFaults(page)).join('\n');
  expect(faults).toContain('image-alt');
  expect(faults).toContain('button-name');
  expect(await smallTargets(page)).toEqual(['<button> "" is 200×30, at least 48']);
  expect((await overflowFaults(page))[0]).toContain('scrolls sideways');
});

test('a request to another origin and an uncaught exception are noticed', async () => {
  const { witness } = await visit('/foreign');
  await until('two faults', () => witness.faults.length >= 2);
  expect(witness.faults.join('\n')).toContain('asked another origin: http://127.0.0.1:9/x');
  expect(witness.faults.join('\n')).toContain('nobody caught me');
});

test('a breach of the Content-Security-Policy is noticed', async () => {
  const { page, witness } = await visit('/inline');
  await until('one fault', () => witness.faults.length > 0);
  expect(witness.faults[0]?.toLowerCase()).toContain('content security policy');
  expect(await page.title()).toBe('Thử');
});

test('the device is a Vietnamese tablet with camera and microphone', async () => {
  const { page } = await visit('/good');
  const seen = await page.evaluate(async () => ({
    language: navigator.language,
    hoursAhead: -new Date().getTimezoneOffset() / 60,
    touch: navigator.maxTouchPoints > 0,
    tracks: (await navigator.mediaDevices.getUserMedia({ audio: true, video: true })).getTracks().length,
  }));
  expect(seen).toEqual({ language: 'vi-VN', hoursAhead: 7, touch: true, tracks: 2 });
});

test('until says what it waited for and what it saw', async () => {
  await expect(until('the moon', () => 0, 150)).rejects.toThrow('waited 0.15 s for the moon; last answer: 0');
  expect(await until('now', () => 7)).toBe(7);
});
