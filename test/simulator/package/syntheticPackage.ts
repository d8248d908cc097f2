import { crc32 } from 'node:zlib';
import type { PackageContent } from './content.ts';
import { repeatedCrc32 } from './crc32Combination.ts';
import { seededBytes } from './seededBytes.ts';

const memberName = Buffer.from('Security Event Log/Security.evtx', 'utf8');
const block = 1024 * 1024;
const largest32 = 0xffffffff;
// 1 January 2026, noon.
const dosDate = ((2026 - 1980) << 9) | (1 << 5) | 1;
const dosTime = 12 << 11;
const stored = 0;
const utf8Names = 1 << 11;

/**
 * A valid zip of exactly `size` bytes with one stored member, made from one repeating block while it is read. From
 * 4 GiB on it is a ZIP64 file.
 */
export function syntheticPackage(size: number): PackageContent {
  const zip64 = size >= largest32;
  const overhead = localHeader(0, 0, zip64).length + directory(0, 0, zip64).length;
  const memberSize = size - overhead;
  if (memberSize < 0) {
    throw new RangeError(`A zip of ${size} bytes is too small; it takes at least ${overhead}.`);
  }
  const pattern = seededBytes('synthetic package', block);
  const crc = memberCrc(pattern, memberSize);
  const head = localHeader(crc, memberSize, zip64);
  const tail = directory(crc, memberSize, zip64);
  return {
    size,
    etag: `"0xSYNTHETIC${size}"`,
    lastModified: new Date(Date.UTC(2026, 0, 1, 12)),
    *read(start, end) {
      let at = start;
      while (at < end) {
        const part = pieceAt(at, head, pattern, memberSize, tail).subarray(0, end - at);
        yield part;
        at += part.length;
      }
    },
  };
}

/** The bytes from a position on, up to the end of the header, the block or the directory that it lies in. */
function pieceAt(at: number, head: Buffer, pattern: Buffer, memberSize: number, tail: Buffer): Buffer {
  if (at < head.length) {
    return head.subarray(at);
  }
  const inMember = at - head.length;
  if (inMember < memberSize) {
    const inBlock = inMember % block;
    return pattern.subarray(inBlock, Math.min(block, inBlock + memberSize - inMember));
  }
  return tail.subarray(inMember - memberSize);
}

function memberCrc(pattern: Buffer, memberSize: number): number {
  const whole = repeatedCrc32(crc32(pattern), block, Math.floor(memberSize / block));
  return crc32(pattern.subarray(0, memberSize % block), whole);
}

function localHeader(crc: number, memberSize: number, zip64: boolean): Buffer {
  const extra = zip64 ? zip64Extra([memberSize, memberSize]) : Buffer.alloc(0);
  return Buffer.concat([uint32(0x04034b50), memberFields(crc, memberSize, zip64, extra), memberName, extra]);
}

/** The central directory, with its one entry, and what ends the file. */
function directory(crc: number, memberSize: number, zip64: boolean): Buffer {
  const extra = zip64 ? zip64Extra([memberSize, memberSize]) : Buffer.alloc(0);
  const noCommentNoAttributes = Buffer.alloc(10);
  const entry = Buffer.concat([
    uint32(0x02014b50),
    uint16(zip64 ? 45 : 20),
    memberFields(crc, memberSize, zip64, extra),
    noCommentNoAttributes,
    uint32(0),
    memberName,
    extra,
  ]);
  const offset = localHeader(crc, memberSize, zip64).length + memberSize;
  const end = Buffer.concat([
    uint32(0x06054b50),
    Buffer.alloc(4),
    uint16(1),
    uint16(1),
    uint32(entry.length),
    uint32(zip64 ? largest32 : offset),
    uint16(0),
  ]);
  return Buffer.concat(zip64 ? [entry, zip64End(entry.length, offset), end] : [entry, end]);
}

/** What a local header and a directory entry have in common, from the version to the length of the extra field. */
function memberFields(crc: number, memberSize: number, zip64: boolean, extra: Buffer): Buffer {
  const shownSize = uint32(zip64 ? largest32 : memberSize);
  return Buffer.concat([
    uint16(zip64 ? 45 : 20),
    uint16(utf8Names),
    uint16(stored),
    uint16(dosTime),
    uint16(dosDate),
    uint32(crc),
    shownSize,
    shownSize,
    uint16(memberName.length),
    uint16(extra.length),
  ]);
}

function zip64Extra(sizes: number[]): Buffer {
  return Buffer.concat([uint16(1), uint16(sizes.length * 8), ...sizes.map(uint64)]);
}

function zip64End(entryLength: number, offset: number): Buffer {
  return Buffer.concat([
    uint32(0x06064b50),
    uint64(44),
    uint16(45),
    uint16(45),
    uint32(0),
    uint32(0),
    uint64(1),
    uint64(1),
    uint64(entryLength),
    uint64(offset),
    uint32(0x07064b50),
    uint32(0),
    uint64(offset + entryLength),
    uint32(1),
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
