import { decodeName, type ZipEntry } from '../../evidence/archive/zipEntry.ts';
import {
  extraFields,
  flagBits,
  localHeaderLength,
  max32,
  readFully,
  readUInt64,
  signatures,
  widened,
  type ReadableFile,
} from '../../evidence/archive/zipFields.ts';
import { mostEntries } from '../../evidence/archive/zipDirectory.ts';

/** Members that were found by their own headers, where the directory is missing. */
export interface FoundMembers {
  entries: ZipEntry[];
  /** The last of them, when the file ends within it. */
  cut?: { entry: ZipEntry; isSizeKnown: boolean };
}

/** As many as most headers have. */
const usualHeaderBytes = 512;
const scanBytes = 1024 * 1024;

/**
 * Walks from header to header, up to something that is none. What the headers leave to the records behind the
 * contents is looked for there.
 * @throws what reading the file throws; the signal's reason
 */
export async function membersByHeaders(
  file: ReadableFile,
  fileSize: number,
  signal: AbortSignal,
): Promise<FoundMembers> {
  const entries: ZipEntry[] = [];
  let position = 0;
  while (entries.length < mostEntries) {
    signal.throwIfAborted();
    const header = await readHeader(file, fileSize, position);
    if (!header) {
      break;
    }
    const { entry, contentStart } = header;
    entries.push(entry);
    const hasDescriptor = (entry.flags & flagBits.descriptor) !== 0;
    const isLater = hasDescriptor && entry.compressedSize === 0;
    const end = isLater
      ? await findDescriptor(file, { entry, start: contentStart, end: fileSize }, signal)
      : contentStart + entry.compressedSize;
    if (end === undefined || end > fileSize) {
      entry.compressedSize = fileSize - contentStart;
      return { entries, cut: { entry, isSizeKnown: end !== undefined } };
    }
    position = hasDescriptor && !isLater ? await skipDescriptor(file, fileSize, end) : end;
  }
  return { entries };
}

async function readHeader(
  file: ReadableFile,
  fileSize: number,
  position: number,
): Promise<{ entry: ZipEntry; contentStart: number } | undefined> {
  if (position + localHeaderLength > fileSize) {
    return undefined;
  }
  const first = Buffer.alloc(Math.min(usualHeaderBytes, fileSize - position));
  const fixed = await readFully(file, first, position);
  const nameLength = fixed.readUInt16LE(26);
  const headerLength = localHeaderLength + nameLength + fixed.readUInt16LE(28);
  const contentStart = position + headerLength;
  if (fixed.readUInt32LE(0) !== signatures.localHeader || contentStart > fileSize) {
    return undefined;
  }
  const header =
    headerLength <= fixed.length ? fixed : await readFully(file, Buffer.alloc(headerLength), position);
  const extraStart = localHeaderLength + nameLength;
  const nameBytes = header.toString('latin1', localHeaderLength, extraStart);
  const flags = fixed.readUInt16LE(6);
  const extra = extraFields(header.subarray(extraStart, headerLength));
  const sizes = [fixed.readUInt32LE(22), fixed.readUInt32LE(18)];
  const [size = 0, compressedSize = 0] =
    (extra && sizes.includes(max32) && widened(sizes, extra)?.numbers) || sizes;
  const entry: ZipEntry = {
    name: decodeName(nameBytes, flags),
    nameBytes,
    version: fixed.readUInt16LE(4),
    flags,
    method: fixed.readUInt16LE(8),
    modified: fixed.readUInt32LE(10),
    crc: fixed.readUInt32LE(14),
    compressedSize,
    size,
    localOffset: position,
    entryOffset: position,
    unclear: extra ? [] : ['extra'],
  };
  return { entry, contentStart };
}

/** Where the record behind a member ends that has its sizes in its header, and a record all the same. */
async function skipDescriptor(file: ReadableFile, fileSize: number, end: number): Promise<number> {
  const bytes = await readFully(file, Buffer.alloc(Math.min(28, fileSize - end)), end);
  for (const length of [0, 12, 16, 20, 24]) {
    if (bytes.length >= length + 4 && isNext(bytes.readUInt32LE(length))) {
      return end + length;
    }
  }
  return end;
}

function isNext(signature: number): boolean {
  return signature === signatures.localHeader || signature === signatures.entry;
}

/**
 * Looks for the record that has the number of bytes before it as the compressed size, and puts what it says into the
 * entry. One without a signature is not found.
 * @returns where it ends; undefined when there is none
 */
async function findDescriptor(
  file: ReadableFile,
  { entry, start, end }: { entry: ZipEntry; start: number; end: number },
  signal: AbortSignal,
): Promise<number | undefined> {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(signatures.descriptor);
  const buffer = Buffer.allocUnsafeSlow(Math.min(scanBytes, end - start));
  for (let position = start; position < end; position += scanBytes - longestDescriptorBytes) {
    signal.throwIfAborted();
    const bytes = await readFully(file, buffer.subarray(0, end - position), position);
    for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 1)) {
      const length = takeDescriptor(bytes.subarray(at), position + at - start, entry);
      if (length !== undefined) {
        return position + at + length;
      }
    }
    if (position + bytes.length >= end) {
      break;
    }
  }
  return undefined;
}

const longestDescriptorBytes = 24;

/** @returns its length, or undefined when it is not the record of so many compressed bytes */
function takeDescriptor(bytes: Buffer, compressedSize: number, entry: ZipEntry): number | undefined {
  const wide = bytes.length >= 24 && readUInt64(bytes, 8) === compressedSize;
  if (!wide && (bytes.length < 16 || bytes.readUInt32LE(8) !== compressedSize)) {
    return undefined;
  }
  entry.crc = bytes.readUInt32LE(4);
  entry.compressedSize = compressedSize;
  entry.size = wide ? readUInt64(bytes, 16) : bytes.readUInt32LE(12);
  return wide ? 24 : 16;
}
