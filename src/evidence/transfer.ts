import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Clock } from '../defender/clock.ts';
import type { Fetch } from '../defender/http.ts';
import { NetworkError } from '../defender/networkError.ts';
import type { PackageLink } from '../defender/packageLink.ts';
import { AcquisitionError, onDisk } from './acquisitionError.ts';
import { contentKind, contentKindBytes } from './contentKind.ts';
import type { Files } from './files.ts';
import { requestPackage } from './packageRequest.ts';

/** Written at once: fewer, larger writes are what keeps pace with a fast link. */
const blockBytes = 4 * 1024 * 1024;
/** A host that sends byte by byte must not fill the memory with pieces. */
const blockPieces = 4096;
const stalledMs = 60_000;

export interface TransferOptions {
  fetch: Fetch;
  files: Files;
  clock: Clock;
  signal: AbortSignal;
  /** Before the first byte. What it throws ends the transfer. */
  onStart?: (totalBytes: number | undefined) => Promise<void>;
  /** After each piece: bytes so far. */
  onBytes?: (bytes: number) => void;
}

/** Which file a name led to. */
export interface FileIdentity {
  dev: number;
  ino: number;
}

export interface Transferred {
  bytes: number;
  /** SHA-256 of the bytes as they came, 64 lower-case hexadecimal digits. */
  sha256: string;
}

/**
 * Streams the package behind a link into a new file at `path`, a real path, hashed on the way, and closes it with its
 * bytes on the disk. Ends early when the first bytes are not those of a zip archive.
 * @throws AcquisitionError, NetworkError; the signal's reason when it was aborted. The file may be left behind.
 */
export async function transfer(
  link: PackageLink,
  path: string,
  options: TransferOptions,
): Promise<Transferred & { identity: FileIdentity }> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const watch = new StallWatch(options.clock, () => stop.abort());
  try {
    const response = await requestPackage(options.fetch, link, signal);
    watch.moved();
    await options.onStart?.(response.length);
    const file = await onDisk(path, () => openAnew(options.files, path));
    try {
      const written = await pour(response.body, file, path, response.length, (bytes) => {
        watch.moved();
        options.onBytes?.(bytes);
      });
      await onDisk(path, () => file.sync());
      const { dev, ino } = await onDisk(path, () => file.stat());
      return { ...written, identity: { dev, ino } };
    } finally {
      await onDisk(path, () => file.close());
    }
  } catch (error) {
    options.signal.throwIfAborted();
    if (watch.stalled) {
      throw new NetworkError('timeout', { host: link.host });
    }
    throw error;
  } finally {
    watch.stop();
    // Lets go of the connection when the body was not read to its end.
    stop.abort();
  }
}

/**
 * A file that nobody else has open, whatever has its name: another window may write to the old one, and a link of
 * that name would lead elsewhere. `wx` follows none.
 */
async function openAnew(files: Files, path: string): Promise<FileHandle> {
  await files.rm(path, { force: true });
  const file = await files.open(path, 'wx');
  try {
    // What was a folder when it was judged may be a link by now.
    if ((await files.realpath(path)) !== path) {
      throw new AcquisitionError('folderOutside', { path });
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function pour(
  body: AsyncIterable<Uint8Array>,
  file: FileHandle,
  path: string,
  expectedBytes: number | undefined,
  onBytes: (bytes: number) => void,
): Promise<Transferred> {
  const hash = createHash('sha256');
  let block: Uint8Array[] = [];
  let blockLength = 0;
  let bytes = 0;
  let writing: Promise<void> = Promise.resolve();
  const flush = async () => {
    const full = block;
    block = [];
    blockLength = 0;
    await writing;
    writing = onDisk(path, () => writeAll(file, path, full));
    // Awaited at the next flush; a fault that comes before is not unheard.
    writing.catch(() => undefined);
    for (const chunk of full) {
      hash.update(chunk);
    }
  };
  let head = Buffer.alloc(0);
  try {
    for await (const chunk of body) {
      if (head.length < contentKindBytes) {
        head = Buffer.concat([head, chunk.subarray(0, contentKindBytes - head.length)]);
        refuseOtherContent(head, contentKindBytes);
      }
      bytes += chunk.length;
      if (expectedBytes !== undefined && bytes > expectedBytes) {
        throw new AcquisitionError('tooLong', { expectedBytes, receivedBytes: bytes });
      }
      block.push(chunk);
      blockLength += chunk.length;
      if (blockLength >= blockBytes || block.length >= blockPieces) {
        await flush();
      }
      onBytes(bytes);
    }
    await flush();
    await writing;
  } finally {
    // The file is closed next: no write may still be under way.
    await writing.catch(() => undefined);
  }
  refuseOtherContent(head, 0);
  if (expectedBytes !== undefined && bytes < expectedBytes) {
    throw new AcquisitionError('cutShort', { expectedBytes, receivedBytes: bytes });
  }
  return { bytes, sha256: hash.digest('hex') };
}

function refuseOtherContent(head: Uint8Array, enough: number): void {
  if (head.length >= enough) {
    const content = contentKind(head);
    if (content !== 'zip') {
      throw new AcquisitionError('notAPackage', { content });
    }
  }
}

/** A gathered write may stop in the middle when the disk fills up. */
async function writeAll(file: FileHandle, path: string, chunks: Uint8Array[]): Promise<void> {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  let { bytesWritten: written } = await file.writev(chunks);
  if (written < length) {
    const whole = Buffer.concat(chunks, length);
    while (written < length) {
      const { bytesWritten } = await file.write(whole, written);
      if (bytesWritten === 0) {
        throw new AcquisitionError('diskFull', { path });
      }
      written += bytesWritten;
    }
  }
}

/** Calls `onStall` when nothing moved for a minute. */
class StallWatch {
  readonly #clock: Clock;
  readonly #over = new AbortController();
  #movedMs: number;
  stalled = false;

  constructor(clock: Clock, onStall: () => void) {
    this.#clock = clock;
    this.#movedMs = clock.now();
    void this.#watch(onStall);
  }

  moved(): void {
    this.#movedMs = this.#clock.now();
  }

  stop(): void {
    this.#over.abort();
  }

  async #watch(onStall: () => void): Promise<void> {
    try {
      for (;;) {
        const leftMs = this.#movedMs + stalledMs - this.#clock.now();
        if (leftMs <= 0) {
          this.stalled = true;
          onStall();
          return;
        }
        await this.#clock.sleep(leftMs, this.#over.signal);
      }
    } catch {
      // Stopped.
    }
  }
}
