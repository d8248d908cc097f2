import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { AcquisitionError, onDisk } from '../acquisitionError.ts';
import type { Files } from '../disk/files.ts';
import { RingHash } from './ringHash.ts';
import { RingWriter } from './ringWriter.ts';

/** Which file a name led to. */
export interface FileIdentity {
  dev: number;
  ino: number;
}

/** What a file surely begins with. */
export interface Checkpoint {
  bytes: number;
  /** SHA-256 of these bytes, 64 lower-case hexadecimal digits. */
  sha256: string;
  /** ISO 8601, UTC. */
  atUtc: string;
}

/** Written and hashed at once. */
const blockBytes = 1024 * 1024;
/** So far may the network run ahead of the disk and of the hash. */
const ringBytes = 8 * blockBytes;

/**
 * The file that a package is written to while it is downloaded, hashed on the way. Bytes are copied into a ring of
 * memory, where the disk and a thread that hashes fetch them at their own pace. Each call waits for the one before;
 * only `checkpoint` may go on beside `append`.
 */
export class PartFile {
  readonly path: string;
  readonly identity: FileIdentity;
  readonly #file: FileHandle;
  readonly #memory = new SharedArrayBuffer(ringBytes);
  readonly #ring = new Uint8Array(this.#memory);
  #bytes = 0;
  #writer: RingWriter;
  #hash = new RingHash(this.#memory, blockBytes);
  #closing: Promise<void> | undefined;

  private constructor(path: string, file: FileHandle, { dev, ino }: FileIdentity, writtenBytes: number) {
    this.path = path;
    this.identity = { dev, ino };
    this.#file = file;
    this.#writer = new RingWriter(path, file, this.#ring, blockBytes, writtenBytes);
  }

  /**
   * A new, empty file that nobody else has open, whatever has its name: another window may write to the old one, and
   * a link of that name would lead elsewhere. `wx` follows none.
   * @param path a real path
   * @throws AcquisitionError
   */
  static async create(files: Files, path: string): Promise<PartFile> {
    return onDisk(path, async () => {
      await files.rm(path, { force: true });
      const file = await files.open(path, 'wx');
      try {
        // What was a folder when it was judged may be a link by now.
        if ((await files.realpath(path)) !== path) {
          throw new AcquisitionError('folderOutside', { path });
        }
        return new PartFile(path, file, await file.stat(), 0);
      } catch (error) {
        await file.close();
        throw error;
      }
    });
  }

  /**
   * The file of an earlier attempt, cut off behind what is proven of it.
   * @param path a real path
   * @param onBytes told how many bytes are read so far
   * @returns undefined when there is no file that has this name only and begins with the bytes of the checkpoint, or
   * it cannot be read and written
   * @throws the signal's reason
   */
  static async reopen(
    files: Files,
    path: string,
    checkpoint: Checkpoint,
    signal: AbortSignal,
    onBytes?: (bytes: number) => void,
  ): Promise<PartFile | undefined> {
    const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
    const flags = constants.O_RDWR | O_NOFOLLOW | O_NONBLOCK;
    const file = await files.open(path, flags).catch(() => undefined);
    let part: PartFile | undefined;
    try {
      const stats = await file?.stat();
      if (file && stats?.isFile() && stats.nlink === 1 && (await files.realpath(path)) === path) {
        part = new PartFile(path, file, stats, checkpoint.bytes);
        if (await part.#takeUp(checkpoint, signal, onBytes)) {
          return part;
        }
      }
    } catch {
      // What cannot be read is not proven.
    }
    await (part ?? file)?.close().catch(() => undefined);
    signal.throwIfAborted();
    return undefined;
  }

  /** Bytes taken so far; every one is in the hash and on its way to the disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes bytes, by copying them.
   * @returns a promise only where the disk or the hash has to catch up first
   * @throws AcquisitionError of a write that failed, at once or by rejecting
   */
  append(chunk: Uint8Array): Promise<void> | undefined {
    this.#writer.throwFault();
    const rest = this.#take(chunk);
    return rest.length > 0 ? this.#takeLater(rest) : undefined;
  }

  /**
   * Brings to rest what was taken so far. What is appended meanwhile is not part of it.
   * @throws AcquisitionError
   */
  async checkpoint(atUtc: string): Promise<Checkpoint> {
    return { ...(await this.finish()), atUtc };
  }

  /**
   * Waits until every byte is on the disk.
   * @returns size and SHA-256, 64 lower-case hexadecimal digits, of all bytes in the file
   * @throws AcquisitionError
   */
  async finish(): Promise<{ bytes: number; sha256: string }> {
    const bytes = this.#bytes;
    const digest = this.#hash.digest(bytes % blockBytes);
    await this.#writer.secure(bytes);
    return { bytes, sha256: (await digest) ?? (await this.#hashAgain(bytes)) };
  }

  /** Drops everything, a failure too, and begins at byte 0 again. @throws AcquisitionError */
  async restart(): Promise<void> {
    await this.#writer.end();
    await this.#hash.close();
    await onDisk(this.path, () => this.#file.truncate(0));
    this.#bytes = 0;
    this.#writer = new RingWriter(this.path, this.#file, this.#ring, blockBytes, 0);
    this.#hash = new RingHash(this.#memory, blockBytes);
  }

  /**
   * Writes out what was taken, and closes. After a failure the file ends behind what is good of it.
   * @throws AcquisitionError when closing fails, the first time that it is called
   */
  close(): Promise<void> {
    const isFirst = !this.#closing;
    this.#closing ??= this.#close();
    return isFirst ? this.#closing : this.#closing.catch(() => undefined);
  }

  async #close(): Promise<void> {
    this.#writer.writeUpTo(this.#bytes);
    await this.#writer.end();
    await this.#hash.close();
    await onDisk(this.path, () => this.#file.close());
  }

  async #takeUp(
    { bytes, sha256 }: Checkpoint,
    signal: AbortSignal,
    onBytes?: (bytes: number) => void,
  ): Promise<boolean> {
    while (this.#bytes < bytes) {
      signal.throwIfAborted();
      const room = this.#room();
      if (room.length === 0) {
        await this.#hash.next();
        continue;
      }
      const length = Math.min(room.length, bytes - this.#bytes);
      const { bytesRead } = await this.#file.read(room, 0, length, this.#bytes);
      if (bytesRead === 0) {
        return false;
      }
      this.#took(bytesRead);
      onBytes?.(this.#bytes);
    }
    if ((await this.#hash.digest(bytes % blockBytes)) !== sha256) {
      return false;
    }
    await this.#file.truncate(bytes);
    return true;
  }

  /** @returns what there was no room for */
  #take(chunk: Uint8Array): Uint8Array {
    for (let rest = chunk; ;) {
      const room = this.#room();
      const length = Math.min(room.length, rest.length);
      if (length === 0) {
        return rest;
      }
      room.set(rest.subarray(0, length));
      this.#took(length);
      rest = rest.subarray(length);
    }
  }

  async #takeLater(chunk: Uint8Array): Promise<void> {
    for (let rest = chunk; rest.length > 0; rest = this.#take(rest)) {
      await (this.#writer.bytes < this.#hash.bytes ? this.#writer.next() : this.#hash.next());
      this.#writer.throwFault();
    }
  }

  /** Where the next bytes go, up to the end of their block; empty while the ring is full. */
  #room(): Uint8Array {
    const at = this.#bytes % ringBytes;
    const free = ringBytes - (this.#bytes - Math.min(this.#writer.bytes, this.#hash.bytes));
    return this.#ring.subarray(at, at + Math.min(free, blockBytes - (at % blockBytes)));
  }

  #took(length: number): void {
    this.#bytes += length;
    if (this.#bytes % blockBytes === 0) {
      this.#writer.writeUpTo(this.#bytes);
      this.#hash.addBlock();
    }
  }

  /** For when the thread that hashes has failed. */
  async #hashAgain(bytes: number): Promise<string> {
    return onDisk(this.path, async () => {
      const hash = createHash('sha256');
      const options = { start: 0, end: bytes - 1, highWaterMark: blockBytes, autoClose: false };
      for await (const chunk of this.#file.createReadStream(options)) {
        hash.update(chunk as Buffer);
      }
      return hash.digest('hex');
    });
  }
}
