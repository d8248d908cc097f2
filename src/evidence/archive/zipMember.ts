import type { FaultList, HeaderField } from './archiveFault.ts';
import type { ZipEntry } from './zipEntry.ts';
import {
  extraFields,
  flagBits,
  localHeaderLength,
  max32,
  readUInt64,
  signatures,
  widened,
} from './zipFields.ts';
import type { Span } from './zipSpans.ts';

/** The longest descriptor: signature, CRC-32, and two sizes of 64 bits. */
export const longestDescriptor = 24;

export const stored = 0;
const deflated = 8;
/** Encryption with AES, which has the true method in an extra field. */
const aes = 99;

/**
 * Compares a member's own header with its directory entry.
 * @param bytes the span's first bytes, with the whole of the header, or all of them
 * @returns where in the file the content begins and ends, or undefined when that cannot be said
 */
export function locateContent(
  bytes: Buffer,
  { entry, start, end, next }: Span,
  faults: FaultList,
): { start: number; end: number } | undefined {
  const member = entry.name;
  // Members that begin at the same place have no bytes but for the last of them.
  if (bytes.length >= localHeaderLength) {
    const { fields, length } = compareHeader(bytes, entry);
    if (fields.length > 0) {
      faults.add({ kind: 'localHeader', offset: start, member, fields });
    }
    if (length === undefined) {
      return undefined;
    }
    const content = { start: start + length, end: start + length + entry.compressedSize };
    if (content.end <= end) {
      return content;
    }
  }
  faults.add({ kind: 'overlap', offset: start, member, ...(next !== undefined && { other: next }) });
  return undefined;
}

/** Writers disagree with themselves about which of these a member needs. */
const usualVersions = [10, 20, 45];

/** @returns no length when the header does not end within the bytes */
function compareHeader(bytes: Buffer, entry: ZipEntry): { fields: HeaderField[]; length?: number } {
  if (bytes.readUInt32LE(0) !== signatures.localHeader) {
    return { fields: ['signature'] };
  }
  const extraStart = localHeaderLength + bytes.readUInt16LE(26);
  const length = extraStart + bytes.readUInt16LE(28);
  if (length > bytes.length) {
    return { fields: ['length'] };
  }
  const version = bytes.readUInt16LE(4);
  const extra = extraFields(bytes.subarray(extraStart, length));
  const sizes = [bytes.readUInt32LE(22), bytes.readUInt32LE(18)];
  const wide = extra && sizes.includes(max32) ? widened(sizes, extra)?.numbers : sizes;
  const [size, compressedSize] = wide ?? [];
  // Behind the content they are repeated then, and may be missing here.
  const mayBeZero = (entry.flags & flagBits.descriptor) !== 0;
  const agrees = (found: number | undefined, expected: number) =>
    found === expected || (found === 0 && mayBeZero);
  const agreements: [HeaderField, boolean][] = [
    ['version', version === entry.version || [version, entry.version].every(isUsual)],
    ['flags', bytes.readUInt16LE(6) === entry.flags],
    ['method', bytes.readUInt16LE(8) === entry.method],
    ['modified', bytes.readUInt32LE(10) === entry.modified],
    ['crc', agrees(bytes.readUInt32LE(14), entry.crc)],
    ['compressedSize', agrees(compressedSize, entry.compressedSize)],
    ['size', agrees(size, entry.size)],
    ['name', bytes.toString('latin1', localHeaderLength, extraStart) === entry.nameBytes],
    ['extra', extra !== undefined],
  ];
  return { fields: agreements.filter(([, isEqual]) => !isEqual).map(([field]) => field), length };
}

function isUsual(version: number): boolean {
  return usualVersions.includes(version);
}

/**
 * Accounts for the bytes between a member's content and the next member.
 * @param bytes the first of them, `longestDescriptor` of them where there are as many
 */
export function checkTail(bytes: Buffer, contentEnd: number, { entry, end }: Span, faults: FaultList): void {
  const hasDescriptor = (entry.flags & flagBits.descriptor) !== 0;
  const length = hasDescriptor ? descriptorLength(bytes, entry) : 0;
  if (length === undefined) {
    faults.add({ kind: 'descriptor', offset: contentEnd, member: entry.name });
  } else if (contentEnd + length < end) {
    const offset = contentEnd + length;
    faults.add({ kind: 'gap', offset, length: end - offset });
  }
}

/** It comes with and without a signature, with sizes of 32 and of 64 bits, and nothing says which. */
function descriptorLength(bytes: Buffer, { crc, compressedSize, size }: ZipEntry): number | undefined {
  const startsWith = (at: number, value: number) =>
    bytes.length >= at + 4 && bytes.readUInt32LE(at) === value;
  // A CRC-32 may look like the signature.
  for (const at of startsWith(0, signatures.descriptor) ? [4, 0] : [0]) {
    if (!startsWith(at, crc)) {
      continue;
    }
    if (
      bytes.length >= at + 20 &&
      readUInt64(bytes, at + 4) === compressedSize &&
      readUInt64(bytes, at + 12) === size
    ) {
      return at + 20;
    }
    if (startsWith(at + 4, compressedSize) && startsWith(at + 8, size)) {
      return at + 12;
    }
  }
  return undefined;
}

/** Whether the content of a member can be checked; what hinders it is a fault. */
export function isReadable({ entry, start }: Span, faults: FaultList): boolean {
  const obstacle = obstacleOf(entry);
  if (obstacle) {
    faults.add({ ...obstacle, offset: start, member: entry.name });
  }
  return obstacle === undefined;
}

/** What hinders the content of a member to be read, as the directory has it. */
export function obstacleOf({
  method,
  flags,
}: ZipEntry): { kind: 'encrypted' } | { kind: 'method'; method: number } | undefined {
  if (method === aes || flags & (flagBits.encrypted | flagBits.strongEncryption | flagBits.masked)) {
    return { kind: 'encrypted' };
  }
  return method === stored || method === deflated ? undefined : { kind: 'method', method };
}
