import { AcquisitionError } from './acquisitionError.ts';
import type { Files } from './files.ts';

const endLength = 22;
const longestComment = 0xffff;
const zip64LocatorLength = 20;
const zip64EndLength = 56;
/** A package has some hundred entries: a directory that would fill the memory is none. */
const longestDirectory = 64 * 1024 * 1024;

interface Directory {
  start: number;
  length: number;
  entries: number;
  /** Where the directory's end records begin. */
  end: number;
}

/**
 * Checks that a file is a zip archive from its first byte to its last: the end record closes the file, the central
 * directory ends where the end record begins, and it holds the number of entries that it declares, at least one. The
 * members themselves are not read.
 * @returns the number of entries
 * @throws AcquisitionError `damaged`
 */
export async function checkZipStructure(files: Files, path: string): Promise<number> {
  const file = await files.open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (position: number, length: number) => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, position);
      if (bytesRead < length) {
        throw new AcquisitionError('damaged', { path });
      }
      return buffer;
    };
    const directory = await findDirectory(read, size);
    if (
      !directory ||
      directory.start + directory.length !== directory.end ||
      directory.length > longestDirectory
    ) {
      throw new AcquisitionError('damaged', { path });
    }
    const found = countEntries(await read(directory.start, directory.length));
    if (found === 0 || found !== directory.entries) {
      throw new AcquisitionError('damaged', { path });
    }
    return found;
  } finally {
    await file.close();
  }
}

type Read = (position: number, length: number) => Promise<Buffer>;

async function findDirectory(read: Read, size: number): Promise<Directory | undefined> {
  const tailStart = Math.max(0, size - endLength - longestComment);
  const tail = await read(tailStart, size - tailStart);
  for (let at = tail.length - endLength; at >= 0; at--) {
    // The comment has to reach the end of the file, or bytes were added behind the archive.
    if (tail.readUInt32LE(at) === 0x06054b50 && at + endLength + tail.readUInt16LE(at + 20) === tail.length) {
      const end = tailStart + at;
      const directory = {
        entries: tail.readUInt16LE(at + 10),
        length: tail.readUInt32LE(at + 12),
        start: tail.readUInt32LE(at + 16),
        end,
      };
      const overflows =
        directory.entries === 0xffff || directory.length === 0xffffffff || directory.start === 0xffffffff;
      return (overflows ? await findZip64Directory(read, end) : undefined) ?? directory;
    }
  }
  return undefined;
}

async function findZip64Directory(read: Read, end: number): Promise<Directory | undefined> {
  if (end < zip64LocatorLength + zip64EndLength) {
    return undefined;
  }
  const locator = await read(end - zip64LocatorLength, zip64LocatorLength);
  if (locator.readUInt32LE(0) !== 0x07064b50) {
    return undefined;
  }
  const position = Number(locator.readBigUInt64LE(8));
  if (position > end - zip64LocatorLength - zip64EndLength) {
    return undefined;
  }
  const record = await read(position, zip64EndLength);
  const recordEnd = position + 12 + Number(record.readBigUInt64LE(4));
  if (record.readUInt32LE(0) !== 0x06064b50 || recordEnd !== end - zip64LocatorLength) {
    return undefined;
  }
  return {
    entries: Number(record.readBigUInt64LE(32)),
    length: Number(record.readBigUInt64LE(40)),
    start: Number(record.readBigUInt64LE(48)),
    end: position,
  };
}

/** @returns -1 when something else than directory entries lies between them */
function countEntries(directory: Buffer): number {
  let entries = 0;
  let at = 0;
  while (at < directory.length) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) {
      return -1;
    }
    at +=
      46 +
      directory.readUInt16LE(at + 28) +
      directory.readUInt16LE(at + 30) +
      directory.readUInt16LE(at + 32);
    entries++;
  }
  return at === directory.length ? entries : -1;
}
