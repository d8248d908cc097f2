import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnvironment } from './paths.ts';

/** A program in a process group of its own, which ends with us whatever ends us. */
export class GuardedProcess {
  readonly #child: ChildProcess;
  readonly #name: string;
  #output = '';
  #listeners = new Set<() => void>();

  constructor(name: string, nodeArguments: string[], env: NodeJS.ProcessEnv) {
    this.#name = name;
    const guard = join(import.meta.dirname, 'guard.ts');
    this.#child = spawn(process.execPath, [guard, process.execPath, ...nodeArguments], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: childEnvironment(env),
    });
    const read = (data: Buffer): void => {
      this.#output += data.toString();
      this.#notify();
    };
    this.#child.stdout?.on('data', read);
    this.#child.stderr?.on('data', read);
    this.#child.on('exit', () => this.#notify());
    this.#child.stdin?.on('error', () => undefined);
  }

  /** All that the program has printed. */
  get output(): string {
    return this.#output;
  }

  /** Waits for a line of the program's output that matches, and fails when it ends first or takes too long. */
  async waitForOutput(pattern: RegExp, milliseconds: number): Promise<RegExpExecArray> {
    const limit = AbortSignal.timeout(milliseconds);
    for (;;) {
      const found = pattern.exec(this.#output);
      if (found !== null) {
        return found;
      }
      if (this.#ended) {
        throw new Error(`${this.#name} ended before it was ready:\n${this.#output.slice(-4000)}`);
      }
      if (limit.aborted) {
        throw new Error(`${this.#name} was not ready in ${milliseconds} ms:\n${this.#output.slice(-4000)}`);
      }
      await this.#change(limit);
    }
  }

  /** Ends the program and all it started: it is asked first, then made to. */
  async close(): Promise<void> {
    if (!this.#ended) {
      const exit = once(this.#child, 'exit');
      this.#signal('SIGTERM');
      await Promise.race([exit, delay(3_000, undefined, { ref: false })]);
    }
    // Some of its processes can outlive the first one.
    this.#signal('SIGKILL');
    if (!this.#ended) {
      await once(this.#child, 'exit');
    }
  }

  get #ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-(this.#child.pid ?? Number.NaN), signal);
    } catch {
      // The group is empty already.
    }
  }

  #notify(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }

  #change(limit: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#listeners.delete(done);
        limit.removeEventListener('abort', done);
        resolve();
      };
      this.#listeners.add(done);
      limit.addEventListener('abort', done);
    });
  }
}
