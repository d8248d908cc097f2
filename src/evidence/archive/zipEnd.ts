import type { EndField, FaultList } from './archiveFault.ts';
import { max16, max32, readFully, readUInt64, signatures, type ReadableFile } from './zipFields.ts';

const endLength = 22;
const zip64EndLength = 56;
const zip64LocatorLength = 20;

/** Where the end records say the directory is. */
export interface DeclaredDirectory {
  /** Bytes from the beginning of the archive, which is not that of the file when something was put before it. */
  start: number;
  length: number;
  entries: number;
  /** Where in the file the end records begin, and the directory has to end. */
  end: number;
}

interface Declaration {
  directory: DeclaredDirectory;
  /** Some may be there twice. */
  wrong: EndField[];
}

interface EndRecord {
  /** Bytes from the beginning of the file. */
  offset: number;
  fields: Buffer;
  /** Bytes of the file behind its comment; negative when the comment is longer than the file. */
  behind: number;
}

/**
 * Finds the record that closes an archive, and says which of its statements cannot be.
 * @returns undefined when there is none, which is no fault yet
 * @throws FileEnded, the signal's reason
 */
export async function findEnd(
  file: ReadableFile,
  fileSize: number,
  faults: FaultList,
  signal: AbortSignal,
): Promise<DeclaredDirectory | undefined> {
  const records = await endRecords(file, fileSize);
  const [whole, second] = records.filter(({ behind }) => behind === 0);
  if (whole) {
    const { directory, wrong } = await readDeclaration(file, whole);
    if (second) {
      wrong.push('second');
    }
    if (wrong.length > 0) {
      faults.add({ kind: 'endRecord', offset: whole.offset, fields: [...new Set(wrong)] });
    }
    return directory;
  }
  for (const { behind, ...record } of records) {
    signal.throwIfAborted();
    const { directory } = await readDeclaration(file, record);
    // Four bytes of anything may look like the beginning of a record: it has to lead to a directory.
    if (directory.start + directory.length === directory.end) {
      faults.add(
        behind > 0
          ? { kind: 'trailingBytes', offset: fileSize - behind, length: behind }
          : { kind: 'truncated', offset: fileSize },
      );
      return directory;
    }
  }
  return undefined;
}

/** Whatever looks like an end record where one can be, the last one first. */
async function endRecords(file: ReadableFile, fileSize: number): Promise<EndRecord[]> {
  const tailStart = Math.max(0, fileSize - endLength - max16);
  const tail = await readFully(file, Buffer.alloc(fileSize - tailStart), tailStart);
  const records: EndRecord[] = [];
  for (let at = tail.length - endLength; at >= 0; at--) {
    if (tail.readUInt32LE(at) === signatures.end) {
      const behind = tail.length - at - endLength - tail.readUInt16LE(at + 20);
      records.push({ offset: tailStart + at, fields: tail.subarray(at, at + endLength), behind });
    }
  }
  return records;
}

async function readDeclaration(
  file: ReadableFile,
  { offset, fields }: Omit<EndRecord, 'behind'>,
): Promise<Declaration> {
  const disks = [fields.readUInt16LE(4), fields.readUInt16LE(6)];
  const entries = fields.readUInt16LE(10);
  const length = fields.readUInt32LE(12);
  const start = fields.readUInt32LE(16);
  const wrong: EndField[] = fields.readUInt16LE(8) === entries ? [] : ['entries'];
  const isLeftToZip64 = length === max32 || start === max32;
  // An archive of 65,535 members looks like ZIP64, and is none.
  const isPlain = !isLeftToZip64 && start + length === offset;
  const wide = isPlain ? undefined : await readZip64(file, offset);
  if (disks.some((disk) => disk !== 0 && !(wide && disk === max16))) {
    wrong.push('disk');
  }
  if (!wide) {
    if (isLeftToZip64) {
      wrong.push('zip64');
    }
    return { directory: { start, length, entries, end: offset }, wrong };
  }
  const { directory } = wide;
  if (
    (entries !== max16 && entries !== directory.entries) ||
    (length !== max32 && length !== directory.length) ||
    (start !== max32 && start !== directory.start)
  ) {
    wrong.push('zip64');
  }
  return { directory, wrong: [...wrong, ...wide.wrong] };
}

/** The two records that ZIP64 puts before the end record. */
async function readZip64(file: ReadableFile, end: number): Promise<Declaration | undefined> {
  const locatorStart = end - zip64LocatorLength;
  const latest = locatorStart - zip64EndLength;
  if (latest < 0) {
    return undefined;
  }
  const locator = await readFully(file, Buffer.alloc(zip64LocatorLength), locatorStart);
  if (locator.readUInt32LE(0) !== signatures.zip64Locator) {
    return undefined;
  }
  const declared = readUInt64(locator, 8);
  // Bytes that were put before the archive move the record away from where it is declared.
  for (const position of declared < latest ? [declared, latest] : [latest]) {
    const record = await readFully(file, Buffer.alloc(zip64EndLength), position);
    const recordEnd = position + 12 + readUInt64(record, 4);
    if (record.readUInt32LE(0) !== signatures.zip64End || recordEnd !== locatorStart) {
      continue;
    }
    const entries = readUInt64(record, 32);
    const wrong: EndField[] = [];
    const disks = [locator.readUInt32LE(4), record.readUInt32LE(16), record.readUInt32LE(20)];
    if (disks.some(Boolean) || locator.readUInt32LE(16) !== 1) {
      wrong.push('disk');
    }
    if (readUInt64(record, 24) !== entries) {
      wrong.push('entries');
    }
    if (position !== declared) {
      wrong.push('zip64');
    }
    const directory = {
      start: readUInt64(record, 48),
      length: readUInt64(record, 40),
      entries,
      end: position,
    };
    return { directory, wrong };
  }
  return undefined;
}
