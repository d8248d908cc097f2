import { inflateRawSync } from 'node:zlib';
import type { Cabinet, CabinetFolder } from './cabinet.ts';
import type { BlockFault } from './cabinetFault.ts';

/** The most that a block unpacks to, and that the next one may repeat. */
export const blockBytes = 32_768;
const headerLength = 8;
/** zlib makes its buffers no shorter. */
const shortestChunk = 64;

/** A block as it lies in the cabinet. */
export interface PackedBlock {
  /** Bytes from the beginning of the cabinet. */
  offset: number;
  isCut: false;
  /** 0 when nobody computed one. */
  checksum: number;
  /** The sizes, the reserve and the data: what the checksum is of. */
  checked: Buffer;
  data: Buffer;
  /** Bytes; 0 when the rest of the block is in the next cabinet. */
  size: number;
}

/** What there is of a block that the cabinet ends within. */
export interface CutBlock {
  offset: number;
  isCut: true;
}

/** Walks over the blocks of a folder, up to the one that the cabinet ends within. */
export function* packedBlocks(
  { bytes, reserve }: Cabinet,
  folder: CabinetFolder,
): Generator<PackedBlock | CutBlock> {
  for (let block = 0, offset = folder.start; block < folder.blocks; block++) {
    const dataStart = offset + headerLength + reserve.blockLength;
    const end = dataStart + (dataStart > bytes.length ? 0 : bytes.readUInt16LE(offset + 4));
    if (end > bytes.length) {
      yield { offset, isCut: true };
      return;
    }
    yield {
      offset,
      isCut: false,
      checksum: bytes.readUInt32LE(offset),
      checked: bytes.subarray(offset + 4, end),
      data: bytes.subarray(dataStart, end),
      size: bytes.readUInt16LE(offset + 6),
    };
    offset = end;
  }
}

/**
 * Unpacks a block.
 * @param window the content before it, of which MSZIP repeats up to `blockBytes`
 */
export function unpackBlock(
  { data, size }: PackedBlock,
  method: 'none' | 'MSZIP',
  window: Buffer,
): Buffer | BlockFault {
  if (size > blockBytes) {
    return 'size';
  }
  if (method === 'none') {
    return data.length === size ? data : 'size';
  }
  if (data.toString('latin1', 0, 2) !== 'CK') {
    return 'signature';
  }
  try {
    const content = inflateRawSync(data.subarray(2), {
      dictionary: window,
      maxOutputLength: size,
      // All of it in one buffer, with a byte to spare that says that nothing more came.
      chunkSize: Math.max(shortestChunk, size + 1),
    });
    return content.length === size ? content : 'size';
  } catch (error) {
    return inflateFault(error);
  }
}

/** @throws the error when it says nothing about the data */
function inflateFault(error: unknown): BlockFault {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ERR_BUFFER_TOO_LARGE':
      return 'size';
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR': // they end too early
      return 'inflate';
    default:
      throw error;
  }
}

/** Whether the data are those that the checksum was computed of. */
export function hasRightChecksum({ checksum, checked, data }: PackedBlock): boolean {
  if (checksum === 0) {
    return true;
  }
  const ofData = wordSum(data);
  const sizesLength = headerLength - 4;
  const whole = ofData ^ wordSum(checked.subarray(0, checked.length - data.length));
  // Some writers leave the reserve out.
  const withoutReserve = ofData ^ wordSum(checked.subarray(0, sizesLength));
  return whole >>> 0 === checksum || withoutReserve >>> 0 === checksum;
}

/** The words of four bytes, combined by XOR; up to three bytes at the end count as a number of their own. */
function wordSum(bytes: Buffer): number {
  let sum = 0;
  const end = bytes.length - (bytes.length % 4);
  for (let at = 0; at < end; at += 4) {
    sum ^= bytes.readInt32LE(at);
  }
  let rest = 0;
  for (const byte of bytes.subarray(end)) {
    rest = (rest << 8) | byte;
  }
  return sum ^ rest;
}
