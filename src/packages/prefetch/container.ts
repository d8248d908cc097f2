import { crc32 } from 'node:zlib';
import type { PrefetchFault } from './prefetchFault.ts';
import { unpackXpressHuffman } from './xpressHuffman.ts';

/** The largest content that is unpacked; prefetch files seen have less than 1 MiB. */
export const largestContent = 64 * 1024 * 1024;

const headerLength = 8;
const checksumLength = 4;
const checksumBit = 0x80;
const xpressHuffman = 4;

export interface Container {
  isPacked: boolean;
  /** What was unpacked before any fault. */
  content: Buffer;
}

/** Takes a prefetch file out of the container that Windows 10 and later put it in; older ones are not packed. */
export function openContainer(file: Uint8Array, faults: PrefetchFault[]): Container {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.toString('latin1', 0, 3) !== 'MAM') {
    if (bytes.length <= largestContent) {
      return { isPacked: false, content: bytes };
    }
    faults.push({ of: 'file', offset: 0, kind: 'tooLarge', size: bytes.length });
    return { isPacked: false, content: bytes.subarray(0, largestContent) };
  }
  return { isPacked: true, content: unpack(bytes, faults) };
}

function unpack(bytes: Buffer, faults: PrefetchFault[]): Buffer {
  const nothing = Buffer.alloc(0);
  if (bytes.length < headerLength) {
    faults.push({ of: 'file', offset: bytes.length, kind: 'packed', what: 'end' });
    return nothing;
  }
  const flags = bytes.readUInt8(3);
  const method = flags & ~checksumBit;
  if (method !== xpressHuffman) {
    faults.push({ of: 'file', offset: 3, kind: 'packing', method });
    return nothing;
  }
  const size = bytes.readUInt32LE(4);
  if (size > largestContent) {
    faults.push({ of: 'file', offset: 4, kind: 'tooLarge', size });
    return nothing;
  }
  const start = flags & checksumBit ? headerLength + checksumLength : headerLength;
  if (start > headerLength && bytes.length >= start) {
    checkSum(bytes, start, faults);
  }
  const { bytes: content, fault } = unpackXpressHuffman(bytes.subarray(start), size);
  if (fault) {
    const offset = Math.min(start + fault.offset, bytes.length);
    faults.push({ of: 'file', offset, kind: 'packed', what: fault.what });
  }
  return Buffer.from(content.buffer, content.byteOffset, content.length);
}

/** The checksum is that of the file with zeros in its own place. */
function checkSum(bytes: Buffer, start: number, faults: PrefetchFault[]): void {
  const declared = bytes.readUInt32LE(headerLength);
  const head = crc32(Buffer.alloc(checksumLength), crc32(bytes.subarray(0, headerLength)));
  const found = crc32(bytes.subarray(start), head);
  if (declared !== found) {
    faults.push({ of: 'file', offset: headerLength, kind: 'checksum', declared, found });
  }
}
