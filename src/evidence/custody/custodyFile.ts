import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import * as path from 'node:path';
import { AcquisitionError } from '../acquisitionError.ts';
import { longestLine } from './custodyLine.ts';
import type { Files } from '../disk/files.ts';

const newline = 0x0a;
const blockBytes = 64 * 1024;

/** @param folder the real path of a download folder */
export function custodyPathOf(folder: string): string {
  return path.join(folder, 'custody.jsonl');
}

/** What the system says of a link, a folder or a socket in the log's place. */
const otherKinds = new Set(['ELOOP', 'EISDIR', 'ENXIO']);

/**
 * Opens a log, which is never a link: a folder that someone sends must not choose what is read and written.
 * @param logPath a real path
 * @param flags of the system's `open`; where it knows them, those that follow no link and wait for no pipe are added
 * @throws AcquisitionError `nameTaken` when something else than a file has its name, `folderOutside` when it or its
 * folder is a link; what the file system throws
 */
export async function openLog(files: Files, logPath: string, flags: number): Promise<FileHandle> {
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
  let file: FileHandle;
  try {
    file = await files.open(logPath, flags | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw otherKinds.has((error as NodeJS.ErrnoException).code ?? '') ? taken(logPath, error) : error;
  }
  try {
    if (!(await file.stat()).isFile()) {
      throw taken(logPath);
    }
    // Windows knows no flag against links, and what was a folder when it was judged may be a link by now.
    if ((await files.realpath(logPath)) !== logPath) {
      throw new AcquisitionError('folderOutside', { path: logPath });
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function taken(logPath: string, cause?: unknown): AcquisitionError {
  return new AcquisitionError('nameTaken', { path: logPath }, cause);
}

export interface RawLine {
  /** Without its newline; nothing of a line that is longer than any that is written here. */
  content: Buffer;
  bytes: number;
  sha256: string;
  /** Whether a newline ends it: only what follows the last newline has none. */
  isEnded: boolean;
}

/** Reads lines in constant memory, from a position to the end of the file. */
export async function* readLines(
  file: FileHandle,
  from: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<RawLine> {
  const buffer = Buffer.alloc(blockBytes);
  let position = from;
  let line = new GrowingLine();
  let endWasSeen = false;
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, blockBytes, position);
    position += bytesRead;
    if (bytesRead === 0 && (line.bytes === 0 || endWasSeen)) {
      break;
    }
    // A line that another window is just writing is whole at the second look.
    endWasSeen = bytesRead === 0;
    let start = 0;
    const block = buffer.subarray(0, bytesRead);
    for (let end; (end = block.indexOf(newline, start)) !== -1; start = end + 1) {
      line.add(block.subarray(start, end));
      yield line.end(true);
      line = new GrowingLine();
    }
    line.add(block.subarray(start));
  }
  if (line.bytes > 0) {
    yield line.end(false);
  }
}

class GrowingLine {
  bytes = 0;
  #pieces: Buffer[] = [];
  readonly #hash: Hash = createHash('sha256');

  add(piece: Buffer): void {
    this.bytes += piece.length;
    this.#hash.update(piece);
    this.#pieces = this.bytes > longestLine ? [] : [...this.#pieces, Buffer.from(piece)];
  }

  end(isEnded: boolean): RawLine {
    const content = Buffer.concat(this.#pieces);
    return { content, bytes: this.bytes, sha256: this.#hash.digest('hex'), isEnded };
  }
}
