import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/defender/clock.ts';
import type { PaceWait } from '../../src/defender/linkPace.ts';
import { nodeFiles } from '../../src/evidence/disk/files.ts';
import { processNames } from '../../src/evidence/disk/processName.ts';
import { emptyBook, type Reading, type SavedBook } from '../../src/evidence/quota/quotaBook.ts';
import { QuotaLedger } from '../../src/evidence/quota/quotaLedger.ts';
import { FakeClock } from './fakeClock.ts';
import { QuietDisk } from './quietDisk.ts';
import { RecordingLogger } from './recordingLogger.ts';
import { TestDisk } from './testDisk.ts';

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const margin = 250;

/** No process has it: Linux and Windows give out smaller ones. */
export const deadPid = 2 ** 31 - 2;

/** The wall clock, which can be set; the time that passes is another one's. */
export class WallClock implements Clock {
  readonly #time: FakeClock;
  #jumpedMs = 0;

  constructor(time: FakeClock) {
    this.#time = time;
  }

  now(): number {
    return this.#time.now() + this.#jumpedMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#time.sleep(ms, signal);
  }

  jump(ms: number): void {
    this.#jumpedMs += ms;
  }
}

export interface Asked {
  takesMs?: number;
  fails?: boolean;
  signal?: AbortSignal | undefined;
}

/** Windows of one machine, and what they send with the quota of one tenant and app. */
export class LedgerSetup {
  readonly time = new FakeClock();
  readonly wall = new WallClock(this.time);
  readonly testDisk = new TestDisk();
  readonly disk = new QuietDisk(this.testDisk.files);
  readonly logger = new RecordingLogger();
  readonly startMs = this.time.now();
  /** What was sent, and when: name and milliseconds since the start. */
  readonly sent: [name: string, atMs: number][] = [];
  readonly waits = new Map<string, PaceWait[]>();
  readonly root: string;
  /** When the machine was started, on the clock of the time that passes. */
  bootMs = this.startMs - 3 * hour;
  /** How finely the machine counts its uptime, in milliseconds. */
  uptimeStepMs = 1;

  private constructor(root: string) {
    this.root = root;
  }

  static async start(): Promise<LedgerSetup> {
    return new LedgerSetup(await realpath(await mkdtemp(join(tmpdir(), 'ledger-'))));
  }

  get folder(): string {
    return join(this.root, 'storage', 'link-quota');
  }

  /** Milliseconds since the start, on the clock that no one sets. */
  get elapsedMs(): number {
    return this.time.now() - this.startMs;
  }

  get uptimeMs(): number {
    const upMs = this.time.now() - this.bootMs;
    return upMs - (upMs % this.uptimeStepMs);
  }

  window(key = 'contoso|app'): QuotaLedger {
    return new QuotaLedger({
      files: this.disk.files,
      clock: this.wall,
      folder: this.folder,
      key,
      uptimeMs: () => this.uptimeMs,
      logger: this.logger,
    });
  }

  async ask(window: QuotaLedger, name: string, { takesMs = 0, fails, signal }: Asked = {}): Promise<string> {
    const told: PaceWait[] = [];
    this.waits.set(name, told);
    const send = async () => {
      this.sent.push([name, this.elapsedMs]);
      await this.time.sleep(takesMs);
      if (fails) {
        throw new Error('fault');
      }
      return name;
    };
    return window.run(send, { signal, onWait: (wait) => told.push(wait) });
  }

  /** Asks one after the other, each once the one before is in the queue or has its slot. */
  async askInTurn(asks: [window: QuotaLedger, name: string, asked?: Asked][]): Promise<void> {
    for (const [window, name, asked] of asks) {
      this.ask(window, name, asked).catch(() => undefined);
      await this.disk.quiet();
      await this.advance(0);
    }
  }

  /** The reasons and ends of the waits that somebody was told, in milliseconds since the start. */
  told(name: string): [reason: string, untilMs: number][] {
    return (this.waits.get(name) ?? []).map(({ reason, untilMs }) => [reason, untilMs - this.startMs]);
  }

  names(): string[] {
    return this.sent.map(([name]) => name);
  }

  /** Lets time pass, and the disk do its work before each next moment. */
  async advance(ms: number): Promise<void> {
    const endMs = this.time.now() + ms;
    for (;;) {
      await this.disk.quiet();
      const nextMs = this.time.nextWakeMs;
      if (nextMs === undefined || nextMs > endMs) {
        break;
      }
      await this.time.advance(nextMs - this.time.now());
    }
    await this.time.advance(endMs - this.time.now());
  }

  async path(): Promise<string> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.json'));
    assert.equal(names.length, 1, `one ledger in ${names.join(', ')}`);
    return join(this.folder, names[0] ?? '');
  }

  async book(): Promise<SavedBook> {
    return JSON.parse(await readFile(await this.path(), 'utf8')) as SavedBook;
  }

  async reading(): Promise<Reading> {
    const { place } = await processNames(nodeFiles);
    return { nowMs: this.wall.now(), upMs: this.uptimeMs, place };
  }

  /** Puts a book in the place of what the windows have written, or would. */
  async write(changes: Partial<SavedBook> | string): Promise<string> {
    await this.#makeFile();
    const path = await this.path();
    const text =
      typeof changes === 'string'
        ? changes
        : JSON.stringify({ ...emptyBook(await this.reading()), ...changes } satisfies SavedBook);
    await writeFile(path, text);
    return path;
  }

  /** A name as a process of this machine would give it. */
  async nameOf(pid: number, number: number, run = 'feedface'): Promise<string> {
    return `${(await this.reading()).place}.${pid}.${run}.${number}`;
  }

  async close(): Promise<void> {
    await this.disk.quiet();
    await rm(this.root, { recursive: true, force: true });
  }

  async #makeFile(): Promise<void> {
    const isThere = await readdir(this.folder).then(
      (names) => names.length > 0,
      () => false,
    );
    if (!isThere) {
      // Whatever a window calls its file.
      this.window().throttled(-hour);
      await this.disk.quiet();
    }
  }
}
