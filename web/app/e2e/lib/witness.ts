import type { BrowserContext, Page } from 'playwright-core';

const innocent = new Set(['data:', 'blob:', 'about:', 'devtools:', 'chrome:', 'chrome-error:']);

/** Watches one browser context: its console, uncaught exceptions, and every address it asks for. */
export class Witness {
  readonly console: string[] = [];
  /** What no scenario may cause; checked when it ends. */
  readonly faults: string[] = [];

  constructor(
    private readonly name: string,
    private readonly origin: () => string,
    context: BrowserContext,
  ) {
    context.on('request', (request) => this.address(request.url()));
    context.on('page', (page) => this.page(page));
  }

  private page(page: Page): void {
    page.on('websocket', (socket) => this.address(socket.url()));
    page.on('pageerror', (error) => {
      this.console.push(`exception: ${error.stack ?? error.message}`);
      this.faults.push(`${this.name}: an exception nobody caught: ${error.message}`);
    });
    page.on('console', (message) => {
      this.console.push(`${message.type()}: ${message.text()}`);
      if (message.type() === 'error' && /content security policy/i.test(message.text())) {
        this.faults.push(`${this.name}: ${message.text()}`);
      }
    });
  }

  private address(url: string): void {
    const to = new URL(url);
    if (innocent.has(to.protocol) || to.host === new URL(this.origin()).host) return;
    this.faults.push(`${this.name}: asked another origin: ${url}`);
  }
}
