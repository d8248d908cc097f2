import type { FileHandle } from 'node:fs/promises';
import { AcquisitionError, onDisk } from '../acquisitionError.ts';

/** Brought to rest in the meantime, so that there is little to wait for in the end. */
const syncEveryBytes = 64 * 1024 * 1024;

/**
 * Brings bytes that pass through a ring of memory into a file, each to its position. The first failure ends it, and
 * is thrown by whatever waits.
 */
export class RingWriter {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #ring: Uint8Array;
  readonly #blockBytes: number;
  /** To be written, written, and on the disk: all bytes before this position. */
  #due = 0;
  #written: number;
  #synced = 0;
  /** What is under way; it does not reject. */
  #writing: Promise<void> | undefined;
  #syncing: Promise<void> | undefined;
  #fault: { error: unknown; goodBytes: number } | undefined;

  /** @param writtenBytes what the file begins with already */
  constructor(path: string, file: FileHandle, ring: Uint8Array, blockBytes: number, writtenBytes: number) {
    this.#path = path;
    this.#file = file;
    this.#ring = ring;
    this.#blockBytes = blockBytes;
    this.#written = writtenBytes;
  }

  /** Bytes that are in the file: their place in the ring may be used again. */
  get bytes(): number {
    return this.#written;
  }

  throwFault(): void {
    if (this.#fault) {
      throw this.#fault.error;
    }
  }

  /** All bytes before this position are in the ring. */
  writeUpTo(due: number): void {
    this.#due = due;
    this.#goOn();
  }

  /** Resolves when more was written, or failed to be. */
  async next(): Promise<void> {
    await this.#writing;
  }

  /** Writes all bytes before a position, and brings them to rest. @throws AcquisitionError */
  async secure(bytes: number): Promise<void> {
    this.writeUpTo(bytes);
    while (this.#written < bytes && !this.#fault) {
      await this.#writing;
    }
    while (this.#synced < bytes && !this.#fault) {
      await (this.#syncing ??= this.#sync());
    }
    this.throwFault();
  }

  /** Waits for what is under way, and after a failure cuts the file off behind what is good of it. */
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
    if (this.#written < this.#due && !this.#fault) {
      this.#writing ??= this.#write();
    }
  }

  /** The system may write less than it is told to; the rest comes next. */
  async #write(): Promise<void> {
    const at = this.#written % this.#ring.length;
    const length = Math.min(this.#due - this.#written, this.#blockBytes - (at % this.#blockBytes));
    try {
      const { bytesWritten } = await onDisk(this.#path, () =>
        this.#file.write(this.#ring, at, length, this.#written),
      );
      if (bytesWritten === 0) {
        throw new AcquisitionError('diskFull', { path: this.#path });
      }
      this.#written += bytesWritten;
    } catch (error) {
      this.#fail(error, this.#written);
    }
    this.#writing = undefined;
    if (this.#written - this.#synced >= syncEveryBytes && !this.#fault) {
      this.#syncing ??= this.#sync();
    }
    this.#goOn();
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
