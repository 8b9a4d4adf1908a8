import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { serverPath } from './needs';

export type Role =
  | 'secretary'
  | 'chair'
  | 'delegate1'
  | 'delegate2'
  | 'delegate3'
  | 'unit1'
  | 'unit2'
  | 'screen';

/** The sign-in links that `dienhong demo -json` prints. */
export type Links = Readonly<Record<Role, string>>;

interface Ready {
  address: string;
  links: Links;
}

const startLimitMs = 120_000;
const stopLimitMs = 20_000;

/** The real server on a data folder of its own. It can be killed at any moment and started again. */
export class Server {
  /** Where it listens, without a slash at the end; the same after a restart. */
  address = '';
  links: Links = {} as Links;
  /** Both outputs of all runs, line by line. */
  readonly log: string[] = [];
  readonly dataDir = mkdtempSync(join(tmpdir(), 'dienhong-data-'));
  private child: ChildProcess | undefined;

  constructor(private readonly moreArguments: readonly string[] = []) {}

  /** Starts it and waits until it takes requests. */
  async start(): Promise<void> {
    if (this.child) throw new Error('the server runs already');
    const listen = this.address ? new URL(this.address).host : '127.0.0.1:0';
    const args = ['demo', '-data', this.dataDir, '-listen', listen, '-json', ...this.moreArguments];
    this.log.push(`$ ${serverPath} ${args.join(' ')}`);
    const child = spawn(serverPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    const orphan = (): void => void child.kill('SIGKILL'); // when the test process itself is ended
    process.once('exit', orphan);
    child.once('exit', () => process.off('exit', orphan));
    createInterface({ input: child.stderr }).on('line', (line) => this.log.push(line));
    const ready = await this.firstLine(child);
    this.address = ready.address.replace(/\/$/, '');
    this.links = ready.links;
  }

  private firstLine(child: ChildProcess): Promise<Ready> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void =>
        reject(new Error(`the server ${why}; its last lines:\n${this.log.slice(-20).join('\n')}`));
      const timer = setTimeout(() => fail(`was not ready after ${startLimitMs / 1000} s`), startLimitMs);
      child.once('error', (error) => fail(`could not be started (${error.message})`));
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        if (this.child === child) this.child = undefined;
        fail(`ended with ${signal ?? code}`);
      });
      if (!child.stdout) return;
      createInterface({ input: child.stdout }).on('line', (line) => {
        this.log.push(line);
        if (!line.startsWith('{')) return;
        clearTimeout(timer);
        resolve(JSON.parse(line) as Ready);
      });
    });
  }

  /** kill -9: no orderly end, as when the power goes. Resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** An orderly end; true when it came in time. */
  async stop(): Promise<boolean> {
    const timer = new Promise<'late'>((resolve) => {
      setTimeout(() => resolve('late'), stopLimitMs).unref();
    });
    if ((await Promise.race([this.end('SIGTERM'), timer])) !== 'late') return true;
    await this.end('SIGQUIT'); // Go's runtime says what every goroutine waits for, and ends
    return false;
  }

  private end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }

  /** The server's own mistakes, which no page may have noticed. */
  faults(): string[] {
    const signs = ['WARNING: DATA RACE', 'panic:', 'fatal error:'];
    return this.log.flatMap((line, i) =>
      signs.some((sign) => line.includes(sign)) ? [this.log.slice(i, i + 40).join('\n')] : [],
    );
  }

  /** Leaves what the server said in dir. */
  keepLog(dir: string): void {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'server.log'), `${this.log.join('\n')}\n`);
  }

  removeData(): void {
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
