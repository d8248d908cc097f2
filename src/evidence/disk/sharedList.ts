import * as path from 'node:path';
import type { Clock } from '../../defender/clock.ts';
import { withLock } from './fileLock.ts';
import type { Files } from './files.ts';

/** Nobody has a list that is longer; what is, was put there. */
const longestFile = 4 * 1024 * 1024;

export interface SharedListOptions<T> {
  files: Files;
  clock: Clock;
  /** Full path of a file in a folder of the extension's own; the folder is made when it is needed. */
  path: string;
  isElement: (value: unknown) => value is T;
}

/** A small list in a file that all windows of this machine read and change, one at a time. */
export class SharedList<T> {
  readonly #options: SharedListOptions<T>;

  constructor(options: SharedListOptions<T>) {
    this.#options = options;
  }

  /**
   * @returns nothing where the file is missing, or torn by a crash
   * @throws what the file system throws
   */
  async read(): Promise<T[]> {
    const { files, path: filePath, isElement } = this.#options;
    const list = await readJson(files, filePath);
    return Array.isArray(list) ? list.filter(isElement) : [];
  }

  /** @throws what the file system throws, the list being as it was */
  async change(change: (list: T[]) => T[]): Promise<void> {
    const { files, path: filePath } = this.#options;
    await files.mkdir(path.dirname(filePath), { recursive: true });
    await withLock(`${filePath}.lock`, this.#options, async () => {
      await writeJson(files, filePath, change(await this.read()));
    });
  }
}

/** Whole under its name, or as it was. */
export async function writeJson(files: Files, filePath: string, content: object): Promise<void> {
  await files.writeFile(`${filePath}.new`, JSON.stringify(content));
  await files.rename(`${filePath}.new`, filePath);
}

/**
 * @returns undefined where the file is missing, torn by a crash, or far too long
 * @throws what the file system throws
 */
export async function readJson(files: Files, filePath: string): Promise<unknown> {
  try {
    const { size } = await files.stat(filePath);
    return size > longestFile ? undefined : (JSON.parse(await files.readFile(filePath, 'utf8')) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
