import { crc32 } from 'node:zlib';
import { chunkHeaderLength } from './eventChunk.ts';

/** Bytes of a log's header, before its first chunk. */
export const logHeaderLength = 4096;
/** Bytes of it that are used. */
const usedHeader = 128;

const logSignature = Buffer.from('ElfFile\0', 'latin1');
export const chunkSignature = Buffer.from('ElfChnk\0', 'latin1');

/** The bit of the log's flags that says that checksums are not kept. */
const noChecksums = 0x4;

/** What the header of a log says, which is not always so. */
export interface EventLogHeader {
  /** Number of the chunk that was begun first, and of that which was begun last. */
  firstChunk: bigint;
  lastChunk: bigint;
  nextRecordId: bigint;
  version: { major: number; minor: number };
  chunkCount: number;
  /** It was not closed: this header may be older than what follows. */
  isDirty: boolean;
  /** Older events could not be kept. */
  isFull: boolean;
  hasChecksums: boolean;
  isChecksumRight: boolean;
}

/** What the header of a chunk says. */
export interface ChunkHeader {
  firstRecordNumber: bigint;
  lastRecordNumber: bigint;
  firstRecordId: bigint;
  lastRecordId: bigint;
  /** Bytes from the beginning of the chunk to where nothing is yet. */
  freeSpace: number;
  isChecksumRight: boolean;
  areRecordsRight: boolean;
}

/** @returns undefined for what does not begin as event logs do */
export function readLogHeader(bytes: Buffer): EventLogHeader | undefined {
  if (bytes.length < usedHeader || !bytes.subarray(0, 8).equals(logSignature)) {
    return undefined;
  }
  const flags = bytes.readUInt32LE(120);
  return {
    firstChunk: bytes.readBigUInt64LE(8),
    lastChunk: bytes.readBigUInt64LE(16),
    nextRecordId: bytes.readBigUInt64LE(24),
    version: { major: bytes.readUInt16LE(38), minor: bytes.readUInt16LE(36) },
    chunkCount: bytes.readUInt16LE(42),
    isDirty: (flags & 1) !== 0,
    isFull: (flags & 2) !== 0,
    hasChecksums: (flags & noChecksums) === 0,
    isChecksumRight: crc32(bytes.subarray(0, 120)) === bytes.readUInt32LE(124),
  };
}

/** @returns undefined for what does not begin as chunks do */
export function readChunkHeader(bytes: Buffer): ChunkHeader | undefined {
  if (bytes.length < chunkHeaderLength || !bytes.subarray(0, 8).equals(chunkSignature)) {
    return undefined;
  }
  const freeSpace = bytes.readUInt32LE(48);
  const header = crc32(bytes.subarray(128, chunkHeaderLength), crc32(bytes.subarray(0, 120)));
  return {
    firstRecordNumber: bytes.readBigUInt64LE(8),
    lastRecordNumber: bytes.readBigUInt64LE(16),
    firstRecordId: bytes.readBigUInt64LE(24),
    lastRecordId: bytes.readBigUInt64LE(32),
    freeSpace,
    isChecksumRight: header === bytes.readUInt32LE(124),
    areRecordsRight:
      freeSpace >= chunkHeaderLength &&
      freeSpace <= bytes.length &&
      crc32(bytes.subarray(chunkHeaderLength, freeSpace)) === bytes.readUInt32LE(52),
  };
}
