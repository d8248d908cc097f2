import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { AcquisitionError, onDisk } from '../acquisitionError.ts';
import { custodyPathOf, openLog, readLines, type RawLine } from './custodyFile.ts';
import { formatLine, longestLine, noPrevious, parseLine, type CustodyEntry } from './custodyLine.ts';
import { withLock, type FileLock, type LockServices } from '../disk/fileLock.ts';
import type { Files } from '../disk/files.ts';

/** The last line that is written here lies in it whole, and one torn behind it. */
const tailBytes = 2 * (longestLine + 1);

/**
 * Adds an entry to the hash-chained log `custody.jsonl` of a download folder, and returns when it is on the disk. Any
 * number of windows may do so at once. What an earlier crash left of a line is cut off, and the entry's note says so;
 * whatever else is there stays as it is, and the entry is chained to it.
 * @param folder its real path
 * @throws AcquisitionError, after which the entry is not in the log, unless a failing disk did not let it be taken back;
 * the signal's reason
 */
export async function appendCustody(
  folder: string,
  entry: CustodyEntry,
  services: LockServices,
  signal?: AbortSignal,
): Promise<void> {
  const path = custodyPathOf(folder);
  await onDisk(path, async () => {
    // Before anything is written: the folder may have become a link.
    if ((await services.files.realpath(folder)) !== folder) {
      throw new AcquisitionError('folderOutside', { path: folder });
    }
    const attempt = (lock: FileLock) => append(path, entry, services, lock, signal);
    while (!(await withLock(`${path}.lock`, services, attempt, signal))) {
      // This process stood still for long, and another one took the lock.
    }
  });
}

/** @returns false when the lock was lost before anything was written */
async function append(
  path: string,
  entry: CustodyEntry,
  { files, clock }: LockServices,
  lock: FileLock,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const file = await openLog(files, path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
  try {
    const end = await findEnd(file, signal);
    const line = formatLine(entry, { ...end, atMs: clock.now() }, end.torn && describeTorn(end.torn));
    signal?.throwIfAborted();
    if (!(await lock.isHeld())) {
      return false;
    }
    const { torn, bytes } = end;
    if (torn && !(await cutBack(files, path, bytes + torn.bytes, bytes))) {
      return false;
    }
    await write(file, path, Buffer.from(`${end.lacksNewline ? '\n' : ''}${line}\n`), bytes, files);
    return true;
  } finally {
    await file.close();
  }
}

/** Where and how a log goes on. */
interface LogEnd {
  /** Up to here it is kept. */
  bytes: number;
  /** The kept part ends with a whole line that a crash left without its newline. */
  lacksNewline: boolean;
  /** What is behind that. */
  torn: RawLine | undefined;
  /** Of the next line. */
  seq: number;
  previous: string;
}

async function findEnd(file: FileHandle, signal: AbortSignal | undefined): Promise<LogEnd> {
  const { last, rest, count, bytes } = await readEnd(file, signal);
  const whole = rest && seqOf(rest);
  if (rest && whole !== undefined) {
    return {
      bytes: bytes + rest.bytes,
      lacksNewline: true,
      torn: undefined,
      seq: whole + 1,
      previous: rest.sha256,
    };
  }
  return {
    bytes,
    lacksNewline: false,
    torn: rest,
    seq: ((last && seqOf(last)) ?? count) + 1,
    previous: last?.sha256 ?? noPrevious,
  };
}

interface ReadEnd {
  /** The last line that has its newline. */
  last: RawLine | undefined;
  /** What follows it. */
  rest: RawLine | undefined;
  /** Lines with a newline, in what was read. */
  count: number;
  /** Where the last of these ends. */
  bytes: number;
}

/** Reads the last lines, or all of them when the last one does not say which it is. */
async function readEnd(file: FileHandle, signal: AbortSignal | undefined): Promise<ReadEnd> {
  const { size } = await file.stat();
  const from = Math.max(0, size - tailBytes);
  const tail = await readFrom(file, from, signal);
  // What begins in the middle of a line is none.
  const suffices = from === 0 || (tail.count > 1 && tail.last && seqOf(tail.last) !== undefined);
  return suffices ? tail : readFrom(file, 0, signal);
}

async function readFrom(file: FileHandle, from: number, signal: AbortSignal | undefined): Promise<ReadEnd> {
  const end: ReadEnd = { last: undefined, rest: undefined, count: 0, bytes: from };
  for await (const line of readLines(file, from, signal)) {
    if (line.isEnded) {
      end.last = line;
      end.count++;
      end.bytes += line.bytes + 1;
    } else {
      end.rest = line;
    }
  }
  return end;
}

function seqOf({ content }: RawLine): number | undefined {
  return parseLine(content)?.line.seq;
}

function describeTorn({ bytes, sha256 }: RawLine): string {
  return `a torn line of ${bytes} bytes was cut off before this one, SHA-256 ${sha256}`;
}

/** One write, so that a crash hardly ever tears a line; a disk that fills up may still take a part of it. */
async function write(
  file: FileHandle,
  path: string,
  line: Buffer,
  position: number,
  files: Files,
): Promise<void> {
  let written = 0;
  try {
    while (written < line.length) {
      const { bytesWritten } = await file.write(line, written);
      if (bytesWritten === 0) {
        throw new AcquisitionError('diskFull', { path });
      }
      written += bytesWritten;
    }
    await file.sync();
  } catch (error) {
    // What cannot be taken back is torn, and the next entry says so.
    await cutBack(files, path, position + written, position).catch(() => undefined);
    throw error;
  }
}

/**
 * Shortens the log, unless somebody wrote behind its end. With a handle of its own: Windows shortens nothing through
 * one that appends.
 */
async function cutBack(files: Files, path: string, from: number, to: number): Promise<boolean> {
  const file = await openLog(files, path, constants.O_RDWR);
  try {
    const isEnd = (await file.stat()).size === from;
    if (isEnd) {
      await file.truncate(to);
    }
    return isEnd;
  } finally {
    await file.close();
  }
}
