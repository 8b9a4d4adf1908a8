import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { test } from 'vitest';
import { contextOptions, type DeviceName, launch } from './browser';
import { accessibilityFaults, overflowFaults, smallTargets } from './checks';
import { type Role, Server } from './server';
import { Witness } from './witness';

export interface ScenarioOptions {
  /** After this many minutes the scenario fails, with pictures. 5 unless given. */
  minutes?: number;
  /** More arguments for `dienhong demo`. */
  server?: readonly string[];
  /** More arguments for Chromium. */
  browser?: readonly string[];
}

export interface OpenOptions {
  device?: DeviceName;
  scheme?: 'light' | 'dark';
  locale?: 'vi-VN' | 'en-GB';
  /** Where to go instead of the sign-in link of the role; from the server's address when it begins with /. */
  url?: string;
}

const ownDevice: Record<Role, DeviceName> = {
  secretary: 'desk',
  chair: 'tablet',
  delegate1: 'tablet',
  delegate2: 'smallTablet',
  delegate3: 'uprightTablet',
  unit1: 'unit',
  unit2: 'unit',
  screen: 'tv',
};

/** One server, one browser, and the people before their screens. */
export class Stage {
  private readonly seats = new Map<string, { page: Page; witness: Witness }>();

  constructor(
    readonly server: Server,
    readonly browser: Browser,
  ) {}

  /**
   * Seats a person before a device of their own and opens their sign-in link. For a name that is no role,
   * options.url and options.device are needed.
   */
  async open(name: Role, options?: OpenOptions): Promise<Page>;
  async open(name: string, options: OpenOptions & { url: string; device: DeviceName }): Promise<Page>;
  async open(name: string, options: OpenOptions = {}): Promise<Page> {
    if (this.seats.has(name)) throw new Error(`${name} is on the stage already`);
    const device = options.device ?? ownDevice[name as Role];
    const link = options.url ?? this.server.links[name as Role];
    if (!device || !link) throw new Error(`no device or no link for ${name}`);
    const context = await this.browser.newContext(
      contextOptions({ device, scheme: options.scheme, locale: options.locale }),
    );
    context.setDefaultTimeout(20_000);
    const witness = new Witness(name, () => this.server.address, context);
    const page = await context.newPage();
    this.seats.set(name, { page, witness });
    await page.goto(new URL(link, this.server.address).href);
    return page;
  }

  /** Closes a person's device, as when a tablet is switched off. */
  async leave(name: string): Promise<void> {
    await this.seats.get(name)?.page.context().close();
  }

  /** Fails on any accessibility violation, target under 48 px, or sideways scrolling of the page now. */
  async audit(page: Page, where: string): Promise<void> {
    const faults = [
      ...(await accessibilityFaults(page)),
      ...(await smallTargets(page)),
      ...(await overflowFaults(page)),
    ];
    if (faults.length > 0) throw new Error(`${where}:\n${faults.join('\n')}`);
  }

  /** Everything that went wrong without an expectation failing. */
  faults(): string[] {
    return [...this.server.faults(), ...[...this.seats.values()].flatMap((seat) => seat.witness.faults)];
  }

  /** Leaves pictures, consoles and the server's log in dir. */
  async remember(dir: string): Promise<void> {
    this.server.keepLog(dir);
    for (const [name, { page, witness }] of this.seats) {
      writeFileSync(join(dir, `${name}.console.txt`), `${page.url()}\n${witness.console.join('\n')}\n`);
      if (!page.isClosed()) {
        await page
          .screenshot({ path: join(dir, `${name}.png`), timeout: 10_000 })
          .catch((error: Error) => writeFileSync(join(dir, `${name}.no-picture.txt`), error.message));
      }
    }
  }
}

/** Declares a scenario; see lib.ts for what it is given and what makes it fail. */
export function scenario(
  name: string,
  play: (stage: Stage) => Promise<void>,
  options: ScenarioOptions = {},
): void {
  test(name, async () => {
    const server = new Server(options.server);
    const browser = await launch(options.browser);
    const stage = new Stage(server, browser);
    let failure: Error | undefined;
    try {
      await withLimit(options.minutes ?? 5, async () => {
        await server.start();
        await play(stage);
      });
      const faults = stage.faults();
      if (faults.length > 0) throw new Error(`went wrong on the way:\n${faults.join('\n')}`);
    } catch (error) {
      await stage.remember(placeOf(name));
      failure = withPlace(error, placeOf(name));
    }
    await browser.close();
    if (!(await server.stop())) {
      server.keepLog(placeOf(name));
      failure ??= withPlace(new Error('the server did not stop within 20 s of SIGTERM'), placeOf(name));
    }
    server.removeData();
    if (failure) throw failure;
  });
}

const placeOf = (name: string): string => join(picturesDir(), name.replaceAll(/[^\p{L}\p{N}]+/gu, '-'));

let pictures: string | undefined;

function picturesDir(): string {
  pictures ??= process.env['DIENHONG_PICTURES'] || mkdtempSync(join(tmpdir(), 'dienhong-scenarios-'));
  return pictures;
}

function withPlace(error: unknown, dir: string): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  known.message += `\npictures, consoles and the server's log: ${dir}`;
  return known;
}

/** Runs act, and fails when it takes longer; act is then left behind and ends when the browser closes. */
async function withLimit(minutes: number, act: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished after ${minutes} minutes`)), minutes * 60_000);
  });
  const acting = act();
  acting.catch(() => {}); // when it loses the race, its failure is a consequence and no news
  try {
    await Promise.race([acting, late]);
  } finally {
    clearTimeout(timer);
  }
}
