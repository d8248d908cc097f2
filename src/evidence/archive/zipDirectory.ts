import { FaultList } from './archiveFault.ts';
import { contentKind, contentKindBytes, type ContentKind } from './contentKind.ts';
import { readEntry, type ZipEntry } from './zipEntry.ts';
import { findEnd, type DeclaredDirectory } from './zipEnd.ts';
import { FileEnded, localHeaderLength, readFully, signatures, type ReadableFile } from './zipFields.ts';

/** A package has some hundred members, of some hundred bytes each in its directory. */
export const longestDirectory = 64 * 1024 * 1024;
export const mostEntries = 200_000;

/** Longer than any entry. */
const chunkBytes = 256 * 1024;

export interface ZipDirectory {
  /** Bytes. */
  fileSize: number;
  /** What the file's first bytes show it to be. */
  content: ContentKind;
  /** In the directory's order; the first of them when it breaks off. */
  entries: ZipEntry[];
  /** How many the end record says there are; undefined when there is none. */
  declaredEntries?: number;
  /** Bytes from the beginning of the file to the directory, which every member has to end before. */
  start: number;
  /** What the end records and the directory say wrongly. The members were not looked at. */
  faults: FaultList;
}

/**
 * Reads the directory of a zip archive, as far as it can be read: what the file holds is never a reason to throw. A
 * directory that is longer than `longestDirectory` is not read, nor are entries beyond `mostEntries`.
 * @throws what reading the file throws; the signal's reason
 */
export async function readZipDirectory(
  file: ReadableFile,
  { signal }: { signal: AbortSignal },
): Promise<ZipDirectory> {
  const { size: fileSize } = await file.stat();
  const directory: ZipDirectory = {
    fileSize,
    content: 'empty',
    entries: [],
    start: 0,
    faults: new FaultList(),
  };
  try {
    const head = Buffer.alloc(Math.min(contentKindBytes, fileSize));
    directory.content = contentKind(await readFully(file, head, 0));
    const declared = await findEnd(file, fileSize, directory.faults, signal);
    if (declared) {
      await readDeclared(file, declared, directory, signal);
    } else if (directory.content === 'zip') {
      directory.faults.add({ kind: 'truncated', offset: fileSize });
    } else {
      directory.faults.add({ kind: 'notAZip', offset: 0 });
    }
  } catch (error) {
    if (!(error instanceof FileEnded)) {
      throw error;
    }
    directory.faults.add({ kind: 'truncated', offset: error.offset });
  }
  return directory;
}

async function readDeclared(
  file: ReadableFile,
  declared: DeclaredDirectory,
  directory: ZipDirectory,
  signal: AbortSignal,
): Promise<void> {
  const { faults, entries } = directory;
  const { end } = declared;
  directory.declaredEntries = declared.entries;
  const start = await locate(file, declared);
  if (start === undefined) {
    faults.add({ kind: 'endRecord', offset: end, fields: ['start'] });
    return;
  }
  if (end - start > longestDirectory) {
    faults.add({ kind: 'tooLarge', offset: start });
    return;
  }
  directory.start = start;
  const read = await readEntries(file, { start, end }, entries, signal);
  if (read < end && entries.length === mostEntries) {
    faults.add({ kind: 'tooLarge', offset: read });
    return;
  }
  if (read < end && read === start + declared.length) {
    faults.add({ kind: 'gap', offset: read, length: end - read });
  } else if (read < end) {
    faults.add({ kind: 'directory', offset: read, fields: ['signature'] });
  } else if (declared.length !== end - start) {
    faults.add({ kind: 'endRecord', offset: end, fields: ['length'] });
  }
  if (entries.length !== declared.entries) {
    faults.add({ kind: 'endRecord', offset: end, fields: ['entries'] });
  } else if (entries.length === 0) {
    faults.add({ kind: 'noMembers', offset: end });
  }
  if (!(await moveMembers(file, directory, start - declared.start))) {
    faults.add({ kind: 'endRecord', offset: end, fields: ['start'] });
  }
  addEntryFaults(directory);
}

/** Where the directory is: as declared, or else where one of the two declarations leads to an entry. */
async function locate(
  file: ReadableFile,
  { start, length, end }: DeclaredDirectory,
): Promise<number | undefined> {
  if (start + length === end) {
    return start;
  }
  for (const place of [end - length, start]) {
    if (place >= 0 && place < end && (await hasSignature(file, place, signatures.entry))) {
      return place;
    }
  }
  return undefined;
}

async function hasSignature(file: ReadableFile, position: number, signature: number): Promise<boolean> {
  return (await readFully(file, Buffer.alloc(4), position)).readUInt32LE() === signature;
}

/** @returns where reading ended: at the end, before something that is no entry, or after as many as may be */
async function readEntries(
  file: ReadableFile,
  { start, end }: { start: number; end: number },
  entries: ZipEntry[],
  signal: AbortSignal,
): Promise<number> {
  const buffer = Buffer.alloc(Math.min(chunkBytes, end - start));
  let position = start;
  while (position < end) {
    signal.throwIfAborted();
    const chunk = await readFully(file, buffer.subarray(0, end - position), position);
    let at = 0;
    for (;;) {
      const read = entries.length < mostEntries ? readEntry(chunk, at, position) : undefined;
      if (!read) {
        break;
      }
      entries.push(read.entry);
      at += read.length;
    }
    if (at === 0) {
      break;
    }
    position += at;
  }
  return position;
}

/**
 * Bytes that were put before an archive move all of it, which its own offsets do not know.
 * @returns false when it is only the directory that is elsewhere
 */
async function moveMembers(
  file: ReadableFile,
  { entries, start }: ZipDirectory,
  by: number,
): Promise<boolean> {
  const [first] = entries;
  if (by === 0 || !first) {
    return by === 0;
  }
  const place = first.localOffset + by;
  if (by < 0 || place >= start || !(await hasSignature(file, place, signatures.localHeader))) {
    return false;
  }
  for (const entry of entries) {
    entry.localOffset += by;
  }
  return true;
}

function addEntryFaults({ entries, start, faults }: ZipDirectory): void {
  for (const { name: member, entryOffset: offset, unclear, localOffset } of entries) {
    const fields = localOffset + localHeaderLength > start ? ([...unclear, 'offset'] as const) : unclear;
    if (fields.length > 0) {
      faults.add({ kind: 'directory', offset, member, fields: [...fields] });
    }
  }
}
