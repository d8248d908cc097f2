import type { EventEmitter } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { nodeFiles, type Files } from '../../src/evidence/disk/files.ts';

/** What the system says when an operation fails. */
export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: said the disk`), { code });
}

/** The real disk, whose operations a test can replace one by one, and whose open files are counted. */
export class TestDisk {
  /** What the code under test is given. */
  readonly files: Files = { ...nodeFiles };
  /** Every file that was opened, as `<flags> <path>`. */
  readonly opened: string[] = [];
  #openFiles = 0;
  readonly #changes: { path: RegExp; change: (file: FileHandle) => object }[] = [];

  constructor() {
    this.files.open = async (path, flags, mode) => {
      const file = await nodeFiles.open(path, flags, mode);
      this.opened.push(`${String(flags)} ${String(path)}`);
      this.#openFiles++;
      (file as FileHandle & Pick<EventEmitter, 'once'>).once('close', () => this.#openFiles--);
      for (const { change } of this.#changes.filter((other) => other.path.test(String(path)))) {
        Object.assign(file, change(file));
      }
      return file;
    };
  }

  get openFiles(): number {
    return this.#openFiles;
  }

  /** Lets an operation fail, on the paths that match. */
  fail(operation: keyof Files, code: string, path = /./): void {
    const real = this.files[operation] as (...values: unknown[]) => Promise<unknown>;
    this.replace(operation, (...values) =>
      path.test(String(values[0])) ? Promise.reject(systemError(code)) : real(...values),
    );
  }

  /** Puts something else in an operation's place. */
  replace(operation: keyof Files, by: (...values: never[]) => Promise<unknown>): void {
    Object.assign(this.files, { [operation]: by });
  }

  /** Puts other methods in the place of those of the files that are opened from now on. */
  changeFile(path: RegExp, change: (file: FileHandle) => Partial<FileHandle>): void {
    this.#changes.push({ path, change });
  }
}
