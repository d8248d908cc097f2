import type { FileHandle } from 'node:fs/promises';
import { FileEnded, readFully } from '../../evidence/archive/zipFields.ts';
import type { Files } from '../../evidence/disk/files.ts';
import { changesOf, identityOf, type FileChange, type FileIdentity } from './fileIdentity.ts';
import { ReadStopped } from './readFault.ts';

/** What is at the path is a folder, a pipe or a device. */
export class NotAFile extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`There is no file at ${path}`);
    this.path = path;
  }
}

/** An open file that gives no byte any more once it is another one on the disk. */
export class WatchedFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** As it was opened. */
  readonly identity: FileIdentity;
  readonly #files: Files;
  readonly #reads = new Set<Promise<unknown>>();
  #changes: FileChange[] = [];
  #closing: Promise<void> | undefined;

  private constructor(files: Files, path: string, handle: FileHandle, identity: FileIdentity) {
    this.#files = files;
    this.path = path;
    this.handle = handle;
    this.identity = identity;
  }

  /** @throws NotAFile, what the file system throws */
  static async open(files: Files, path: string): Promise<WatchedFile> {
    // Opening a pipe would wait for somebody to write into it.
    if (!(await files.stat(path)).isFile()) {
      throw new NotAFile(path);
    }
    const handle = await files.open(path, 'r');
    try {
      return new WatchedFile(files, path, handle, identityOf(await handle.stat({ bigint: true })));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * @returns the bytes from `start` up to, not including, `end`, in a buffer of their own
   * @throws ReadStopped when it was closed, is another file or has not as many bytes; what the file system throws
   */
  async read(start: number, end: number): Promise<Buffer> {
    if (this.#closing) {
      throw new ReadStopped({ kind: 'closed' });
    }
    const read = this.#readChecked(start, end);
    this.#reads.add(read);
    try {
      return await read;
    } finally {
      this.#reads.delete(read);
    }
  }

  async #readChecked(start: number, end: number): Promise<Buffer> {
    try {
      return await readFully(this.handle, Buffer.allocUnsafeSlow(end - start), start);
    } catch (error) {
      throw error instanceof FileEnded ? new ReadStopped({ kind: 'truncated', offset: error.offset }) : error;
    } finally {
      // Behind the reading: what was read before the file changed cannot be told from what was read since.
      await this.assertUnchanged();
    }
  }

  /** @throws ReadStopped; what the file system throws */
  async assertUnchanged(): Promise<void> {
    if (this.#changes.length === 0) {
      this.#changes = changesOf(this.identity, await this.#identityNow());
    }
    if (this.#changes.length > 0) {
      throw new ReadStopped({ kind: 'changed', changes: this.#changes });
    }
  }

  async #identityNow(): Promise<FileIdentity | undefined> {
    try {
      return identityOf(await this.#files.stat(this.path, { bigint: true }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  /** Ends once the reads that are under way have ended; none begins any more. */
  async close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#reads).then(() => this.handle.close());
    await this.#closing;
  }
}
