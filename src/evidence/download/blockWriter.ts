import type { FileHandle } from 'node:fs/promises';
import { AcquisitionError, onDisk } from '../acquisitionError.ts';
import type { HashThread } from './hashThread.ts';

/** Brought to rest in the meantime, so that there is little to wait for in the end. */
const syncEveryBytes = 64 * 1024 * 1024;

/** Pieces that follow one another in the file. */
export type Block = Uint8Array<ArrayBuffer>[];

/**
 * Brings blocks into a file, one behind the other, and each of them to the hash when it is there. The first failure
 * ends it, and is thrown by whatever waits.
 */
export class BlockWriter {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #hash: HashThread;
  /** What is done next: a block is written, or the hash of all before it is asked for. */
  readonly #due: (Block | PromiseWithResolvers<string | undefined>)[] = [];
  /** All bytes before this position are in the file, and on the disk. */
  #written: number;
  #synced = 0;
  /** What is under way; it does not reject. */
  #writing: Promise<void> | undefined;
  #syncing: Promise<void> | undefined;
  #fault: { error: unknown; goodBytes: number } | undefined;

  /** @param writtenBytes what the file begins with already */
  constructor(path: string, file: FileHandle, hash: HashThread, writtenBytes: number) {
    this.#path = path;
    this.#file = file;
    this.#hash = hash;
    this.#written = writtenBytes;
  }

  /** How many blocks are not in the file yet. */
  get waiting(): number {
    return this.#due.length;
  }

  throwFault(): void {
    if (this.#fault) {
      throw this.#fault.error;
    }
  }

  /** The block's memory is gone from here once it is written. */
  add(block: Block): void {
    this.#due.push(block);
    this.#goOn();
  }

  /** Resolves when more was written, or failed to be. */
  async next(): Promise<void> {
    await this.#writing;
  }

  /** @returns the hash of all that was added before; undefined when it could not be made */
  digest(): Promise<string | undefined> {
    const asked = Promise.withResolvers<string | undefined>();
    this.#due.push(asked);
    this.#goOn();
    return asked.promise;
  }

  /** Waits until all bytes before a position are on the disk. @throws AcquisitionError */
  async secure(bytes: number): Promise<void> {
    while (this.#written < bytes && !this.#fault) {
      await this.#writing;
    }
    while (this.#synced < bytes && !this.#fault) {
      await (this.#syncing ??= this.#sync());
    }
    this.throwFault();
  }

  /** Waits for all that was added, and after a failure cuts the file off behind what is good of it. */
  async end(): Promise<void> {
    while (this.#writing) {
      await this.#writing;
    }
    await this.#syncing;
    if (this.#fault) {
      // Where this fails too, only who reads the file again can tell what it is worth.
      await this.#file.truncate(this.#fault.goodBytes).catch(() => undefined);
    }
  }

  #goOn(): void {
    if (!this.#writing && this.#due.length > 0) {
      this.#writing = this.#work();
    }
  }

  /** Does what is due next. It does not end before `#writing` stands for it. */
  async #work(): Promise<void> {
    const [due] = this.#due;
    await (Array.isArray(due)
      ? this.#write(due)
      : due?.resolve(this.#fault ? undefined : this.#hash.digest()));
    this.#due.shift();
    this.#writing = undefined;
    this.#goOn();
  }

  async #write(block: Block): Promise<void> {
    let rest = block;
    while (rest.length > 0 && !this.#fault) {
      try {
        const { bytesWritten } = await onDisk(this.#path, () => this.#file.writev(rest, this.#written));
        if (bytesWritten === 0) {
          throw new AcquisitionError('diskFull', { path: this.#path });
        }
        this.#written += bytesWritten;
        rest = without(rest, bytesWritten);
      } catch (error) {
        this.#fail(error, this.#written);
      }
    }
    if (!this.#fault) {
      this.#hash.add(block);
      if (this.#written - this.#synced >= syncEveryBytes) {
        this.#syncing ??= this.#sync();
      }
    }
  }

  async #sync(): Promise<void> {
    const written = this.#written;
    try {
      await onDisk(this.#path, () => this.#file.sync());
      this.#synced = written;
    } catch (error) {
      // The system says so once, and that all is well when it is asked again.
      this.#fail(error, this.#synced);
    }
    this.#syncing = undefined;
  }

  #fail(error: unknown, goodBytes: number): void {
    this.#fault = {
      error: this.#fault ? this.#fault.error : error,
      goodBytes: Math.min(goodBytes, this.#fault?.goodBytes ?? goodBytes),
    };
  }
}

/** What is left of a block of which the system has taken the beginning. */
function without(block: Block, bytes: number): Block {
  let left = bytes;
  let index = 0;
  for (; index < block.length && left >= (block[index]?.length ?? 0); index++) {
    left -= block[index]?.length ?? 0;
  }
  const [first, ...rest] = block.slice(index);
  return first ? [first.subarray(left), ...rest] : [];
}
