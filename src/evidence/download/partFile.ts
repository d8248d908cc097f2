import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { AcquisitionError, onDisk } from '../acquisitionError.ts';
import type { Files } from '../disk/files.ts';
import { BlockWriter, type Block } from './blockWriter.ts';
import { HashThread } from './hashThread.ts';

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

/** Written and hashed at once: so many bytes, or pieces, which is as many as systems take in one call. */
const blockBytes = 1024 * 1024;
const blockPieces = 1024;
/** So far may the network run ahead of the disk and of the hash. */
const waitingBlocks = 8;

/**
 * The file that a package is written to while it is downloaded, hashed on the way: the disk and a thread that hashes
 * take the bytes at their own pace. Each call waits for the one before; only `checkpoint` may go on beside `append`.
 */
export class PartFile {
  readonly path: string;
  readonly identity: FileIdentity;
  readonly #file: FileHandle;
  #bytes = 0;
  #block: Block = [];
  #blockBytes = 0;
  #hash = new HashThread();
  #writer: BlockWriter;
  #closing: Promise<void> | undefined;

  private constructor(path: string, file: FileHandle, { dev, ino }: FileIdentity, writtenBytes: number) {
    this.path = path;
    this.identity = { dev, ino };
    this.#file = file;
    this.#writer = new BlockWriter(path, file, this.#hash, writtenBytes);
  }

  /**
   * A new, empty file that nobody else has open, whatever has its name: another window may write to the old one, and
   * a link of that name would lead elsewhere. `wx+` follows none.
   * @param path a real path
   * @throws AcquisitionError
   */
  static async create(files: Files, path: string): Promise<PartFile> {
    return onDisk(path, async () => {
      await files.rm(path, { force: true });
      const file = await files.open(path, 'wx+');
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
   * Takes bytes, and their memory where they have it to themselves: nothing else may use it any more.
   * @returns a promise only where the disk or the hash has to catch up first
   * @throws AcquisitionError of a write that failed, at once or by rejecting
   */
  append(chunk: Uint8Array): Promise<void> | undefined {
    this.#writer.throwFault();
    this.#take(chunk);
    return this.#isBehind() ? this.#catchUp() : undefined;
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
    this.#passOn();
    const digest = this.#writer.digest();
    await this.#writer.secure(bytes);
    return { bytes, sha256: (await digest) ?? (await this.#hashAgain(bytes)) };
  }

  /** Drops everything, a failure too, and begins at byte 0 again. @throws AcquisitionError */
  async restart(): Promise<void> {
    await this.#writer.end();
    await this.#hash.close();
    await onDisk(this.path, () => this.#file.truncate(0));
    this.#bytes = 0;
    this.#block = [];
    this.#blockBytes = 0;
    this.#hash = new HashThread();
    this.#writer = new BlockWriter(this.path, this.#file, this.#hash, 0);
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
    this.#passOn();
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
      const piece = new Uint8Array(Math.min(blockBytes, bytes - this.#bytes));
      const { bytesRead } = await this.#file.read(piece, 0, piece.length, this.#bytes);
      if (bytesRead === 0) {
        return false;
      }
      this.#hash.add([bytesRead < piece.length ? piece.slice(0, bytesRead) : piece]);
      this.#bytes += bytesRead;
      onBytes?.(this.#bytes);
      if (this.#isBehind()) {
        await this.#hash.next();
      }
    }
    if ((await this.#hash.digest()) !== sha256) {
      return false;
    }
    await this.#file.truncate(bytes);
    return true;
  }

  #take(chunk: Uint8Array): void {
    this.#block.push(hasOwnMemory(chunk) ? chunk : new Uint8Array(chunk));
    this.#blockBytes += chunk.length;
    this.#bytes += chunk.length;
    if (this.#blockBytes >= blockBytes || this.#block.length >= blockPieces) {
      this.#passOn();
    }
  }

  #passOn(): void {
    if (this.#blockBytes > 0) {
      this.#writer.add(this.#block);
    }
    this.#block = [];
    this.#blockBytes = 0;
  }

  #isBehind(): boolean {
    return this.#writer.waiting + this.#hash.waiting >= waitingBlocks;
  }

  async #catchUp(): Promise<void> {
    while (this.#isBehind()) {
      await (this.#writer.waiting > 0 ? this.#writer.next() : this.#hash.next());
      this.#writer.throwFault();
    }
  }

  /** For when the thread that hashes has failed. */
  async #hashAgain(bytes: number): Promise<string> {
    return onDisk(this.path, async () => {
      const hash = createHash('sha256');
      const piece = new Uint8Array(blockBytes);
      for (let at = 0; at < bytes;) {
        const { bytesRead } = await this.#file.read(piece, 0, Math.min(piece.length, bytes - at), at);
        if (bytesRead === 0) {
          throw new AcquisitionError('changedMeanwhile', { path: this.path });
        }
        hash.update(piece.subarray(0, bytesRead));
        at += bytesRead;
      }
      return hash.digest('hex');
    });
  }
}

/** Pieces of a pool, and those that are cut out of others, cannot be given away. */
function hasOwnMemory(chunk: Uint8Array): chunk is Uint8Array<ArrayBuffer> {
  return chunk.buffer instanceof ArrayBuffer && chunk.length === chunk.buffer.byteLength;
}
