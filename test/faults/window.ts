import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { WindowLine, WindowTask } from './killedAcquisition.ts';

type Ended = Extract<WindowLine, { said: 'ended' }>;

const program = join(import.meta.dirname, 'killedAcquisition.ts');

/** Each window reads the same program: what that takes is kept from one to the next. */
let compiled: string | undefined;

export async function beforeWindows(): Promise<void> {
  compiled = await mkdtemp(join(tmpdir(), 'compiled-'));
}

export async function afterWindows(): Promise<void> {
  await rm(compiled ?? '', { recursive: true, force: true });
}

/** A process that acquires a package. */
export class Window {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string, undefined>;

  constructor(task: WindowTask) {
    this.#child = spawn(process.execPath, [program, JSON.stringify(task)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    });
    const { stdout, stdin } = this.#child;
    assert.ok(stdout && stdin);
    stdin.on('error', () => undefined);
    this.#lines = createInterface(stdout)[Symbol.asyncIterator]();
  }

  /** Lets it begin, once it has started. */
  async begin(): Promise<void> {
    await this.#next('ready');
    this.goOn();
  }

  /** Lets it go on from where it stands still. */
  goOn(): void {
    this.#child.stdin?.write('.');
  }

  stopped(): Promise<WindowLine> {
    return this.#next('stopped');
  }

  async ended(): Promise<Ended> {
    return (await this.#next('ended')) as Ended;
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exit = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await exit;
    }
  }

  async gone(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      await once(this.#child, 'exit');
    }
  }

  async #next(said: WindowLine['said']): Promise<WindowLine> {
    const next: IteratorResult<string, undefined> = await this.#lines.next();
    assert.ok(!next.done, 'the window was gone before it said anything');
    const line = JSON.parse(next.value) as WindowLine;
    assert.equal(line.said, said, next.value);
    return line;
  }
}
