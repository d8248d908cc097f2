import { longestDirectory, mostEntries } from '../../evidence/archive/zipDirectory.ts';
import { readEntry, type ZipEntry } from '../../evidence/archive/zipEntry.ts';
import {
  localHeaderLength,
  max32,
  readFully,
  signatures,
  type ReadableFile,
} from '../../evidence/archive/zipFields.ts';

const endLength = 22;

export interface FoundDirectory {
  entries: ZipEntry[];
  /** Bytes from the beginning of the file to the first entry. */
  start: number;
  /** Where the archive ends in the file; undefined when its end record is missing or ZIP64's. */
  end?: number;
  /** Whether there are as many entries as the end record says. */
  isWhole: boolean;
}

/**
 * Looks in the last `longestDirectory` bytes of a file for entries that follow one another to the end of the file or
 * to an end record, and lead to their members.
 * @param isAtStart whether the archive begins with the file, so that one that begins later is another one within it
 * @throws what reading the file throws; the signal's reason
 */
export async function findDirectory(
  file: ReadableFile,
  fileSize: number,
  isAtStart: boolean,
  signal: AbortSignal,
): Promise<FoundDirectory | undefined> {
  const tailStart = Math.max(0, fileSize - longestDirectory);
  const tail = await readFully(file, Buffer.allocUnsafeSlow(fileSize - tailStart), tailStart);
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(signatures.entry);
  let found: FoundDirectory | undefined;
  for (let at = tail.indexOf(signature), next = 0; at >= 0; at = tail.indexOf(signature, next)) {
    signal.throwIfAborted();
    const { entries, end } = entriesFrom(tail, at, tailStart);
    next = Math.max(end, at + 1);
    const closing = closingAt(tail, end);
    if (closing) {
      const start = tailStart + at;
      if (await leadToMembers(file, entries, start, isAtStart ? 0 : start - (closing.start ?? start))) {
        found = {
          entries,
          start,
          ...(closing.length !== undefined && { end: tailStart + end + closing.length }),
          isWhole: closing.entries === entries.length,
        };
      }
    }
  }
  return found;
}

function entriesFrom(tail: Buffer, start: number, tailStart: number): { entries: ZipEntry[]; end: number } {
  const entries: ZipEntry[] = [];
  let end = start;
  while (entries.length < mostEntries) {
    const read = readEntry(tail, end, tailStart);
    if (!read) {
      break;
    }
    entries.push(read.entry);
    end += read.length;
  }
  return { entries, end };
}

/** What an end record says; nothing of it when the file ends before, or it is left to ZIP64. */
interface Closing {
  start?: number;
  entries?: number;
  /** Bytes of the record and the comment. */
  length?: number;
}

/** @returns undefined when entries break off here for no reason */
function closingAt(tail: Buffer, at: number): Closing | undefined {
  const { entry, end, zip64End } = signatures;
  const signature = at + 4 > tail.length ? entry : tail.readUInt32LE(at);
  if (signature === entry || signature === zip64End) {
    return {};
  }
  if (signature !== end) {
    return undefined;
  }
  if (at + endLength > tail.length) {
    return {};
  }
  const start = tail.readUInt32LE(at + 16);
  const entries = tail.readUInt16LE(at + 10);
  const length = Math.min(endLength + tail.readUInt16LE(at + 20), tail.length - at);
  return start === max32 ? {} : { start, entries, length };
}

/** Moves the entries by as many bytes as lie before the archive, if the first and the last then lead to their members. */
async function leadToMembers(
  file: ReadableFile,
  entries: readonly ZipEntry[],
  start: number,
  by: number,
): Promise<boolean> {
  for (const { localOffset, nameBytes } of [...entries.slice(0, 1), ...entries.slice(-1)]) {
    const place = localOffset + by;
    const length = localHeaderLength + nameBytes.length;
    if (place < 0 || place + length > start) {
      return false;
    }
    const header = await readFully(file, Buffer.alloc(length), place);
    if (
      header.readUInt32LE(0) !== signatures.localHeader ||
      header.toString('latin1', localHeaderLength) !== nameBytes
    ) {
      return false;
    }
  }
  for (const entry of entries) {
    entry.localOffset += by;
  }
  return entries.length > 0;
}
