import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock, type FileLock, type LockServices } from '../../src/evidence/disk/fileLock.ts';
import { nodeFiles, type Files } from '../../src/evidence/disk/files.ts';
import { processNames } from '../../src/evidence/disk/processName.ts';
import { FakeClock } from './fakeClock.ts';
import { QuietDisk } from './quietDisk.ts';
import { TestDisk } from './testDisk.ts';

const stepMs = 500;

/** A folder with a lock file in it, `lock`, and the clock of those who want it. */
export class LockSetup {
  readonly clock = new FakeClock();
  readonly testDisk = new TestDisk();
  readonly disk = new QuietDisk(this.testDisk.files);
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async start(): Promise<LockSetup> {
    return new LockSetup(await mkdtemp(join(tmpdir(), 'lock-')));
  }

  get path(): string {
    return join(this.root, 'lock');
  }

  get services(): LockServices {
    return { files: this.disk.files, clock: this.clock };
  }

  take(signal?: AbortSignal): Promise<FileLock | undefined> {
    return tryLock(this.path, this.services, signal);
  }

  async taken(): Promise<FileLock> {
    return (await this.take()) ?? assert.fail('it is held');
  }

  /** A name as a process of this machine would give it. */
  async nameOf(pid: number, number = 1): Promise<string> {
    return `${(await processNames(nodeFiles)).place}.${pid}.feedface.${number}`;
  }

  /** Puts a lock there whose holder may live: nobody knows of a process on another machine. */
  async putStranger(ageMs: number): Promise<void> {
    await writeFile(this.path, `00000000.${process.ppid}.feedface.1`);
    await this.touch(ageMs);
  }

  async touch(ageMs = 0): Promise<void> {
    const at = (Date.now() - ageMs) / 1000;
    await utimes(this.path, at, at);
  }

  /** Lets an operation work again that a test has replaced. */
  repair(operation: keyof Files): void {
    Object.assign(this.testDisk.files, { [operation]: nodeFiles[operation] });
  }

  /** Lets the clock go on in small steps, with pauses for the disk. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await this.disk.quiet();
      await this.clock.advance(stepMs);
    }
    await this.disk.quiet();
  }

  async close(): Promise<void> {
    await this.disk.quiet();
    await rm(this.root, { recursive: true, force: true });
  }
}
