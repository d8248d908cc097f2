import { BitStream } from './bitStream.ts';

/** Why packed data cannot be unpacked any further. */
export type PackedFault =
  | 'table' // the code lengths give more codes than there can be
  | 'code' // bits that are no code
  | 'distance' // a repetition of what is before the beginning
  | 'length' // a repetition of nothing, or of more than is to come
  | 'end'; // the packed data end too early

export interface Unpacked {
  /** As much as there is before the fault. */
  bytes: Uint8Array;
  /** `offset`: bytes of the packed data that were read. */
  fault?: { what: PackedFault; offset: number };
}

const tableBytes = 256;
const longestCode = 15;
const blockBytes = 64 * 1024;
const firstMatch = 256;
const shortestMatch = 3;

/**
 * Unpacks what MS-XCA 2.2 calls LZ77+Huffman: blocks of 64 KiB, each behind a table of its own.
 * @param size bytes that it unpacks to. Memory is taken as they come, not as they are announced.
 */
export function unpackXpressHuffman(packed: Uint8Array, size: number): Unpacked {
  const output = new Output(size);
  const codes = new Uint16Array(1 << longestCode);
  let at = 0;
  while (output.length < size) {
    if (at + tableBytes > packed.length) {
      return { bytes: output.bytes(), fault: { what: 'end', offset: packed.length } };
    }
    if (!fillCodes(codes, packed.subarray(at, at + tableBytes))) {
      return { bytes: output.bytes(), fault: { what: 'table', offset: at } };
    }
    const stream = new BitStream(packed, at + tableBytes);
    const what = unpackBlock(stream, codes, output);
    at = stream.at;
    if (what) {
      return { bytes: output.bytes(), fault: { what, offset: Math.min(at, packed.length) } };
    }
  }
  return { bytes: output.bytes() };
}

/**
 * Gives every 15 bits the symbol that they begin with, and in the lowest four bits the length of its code; 0 for none.
 * @param table four bits of code length for each of the 512 symbols, the lower four first
 * @returns false when there are more codes than can be told apart
 */
function fillCodes(codes: Uint16Array, table: Uint8Array): boolean {
  let end = 0;
  for (let length = 1; length <= longestCode; length++) {
    const span = 1 << (longestCode - length);
    for (let symbol = 0; symbol < 2 * tableBytes; symbol++) {
      const pair = table[symbol >> 1] ?? 0;
      if ((symbol & 1 ? pair >> 4 : pair & 15) === length) {
        if (end + span > codes.length) {
          return false;
        }
        codes.fill((symbol << 4) | length, end, end + span);
        end += span;
      }
    }
  }
  codes.fill(0, end);
  return true;
}

function unpackBlock(stream: BitStream, codes: Uint16Array, output: Output): PackedFault | undefined {
  const end = output.length + blockBytes;
  while (output.length < end && output.length < output.size) {
    const code = codes[stream.peek15()] ?? 0;
    if (code === 0) {
      return 'code';
    }
    stream.skip(code & 15);
    const symbol = code >> 4;
    if (symbol < firstMatch) {
      if (stream.isBeyondEnd) {
        return 'end';
      }
      output.add(symbol);
      continue;
    }
    const length = matchLength(stream, symbol & 15);
    const distanceBits = (symbol - firstMatch) >> 4;
    const distance = (1 << distanceBits) + stream.take(distanceBits);
    if (stream.isBeyondEnd) {
      return 'end';
    }
    if (distance > output.length) {
      return 'distance';
    }
    if (length === undefined || !output.repeat(distance, length)) {
      return 'length';
    }
  }
  return undefined;
}

/** @returns undefined when the length is written in a longer form than it takes */
function matchLength(stream: BitStream, short: number): number | undefined {
  if (short < 15) {
    return short + shortestMatch;
  }
  const byte = stream.byte();
  if (byte < 255) {
    return byte + 15 + shortestMatch;
  }
  const long = stream.uint16() || stream.uint32();
  return long < 15 ? undefined : long + shortestMatch;
}

class Output {
  readonly size: number;
  length = 0;
  #bytes: Uint8Array;

  constructor(size: number) {
    this.size = size;
    this.#bytes = new Uint8Array(Math.min(size, blockBytes));
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  add(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = byte;
  }

  /** @returns false when there was no room for all of it */
  repeat(distance: number, length: number): boolean {
    const fitting = Math.min(length, this.size - this.length);
    this.#reserve(fitting);
    const bytes = this.#bytes;
    const end = this.length + fitting;
    // Byte by byte, because what is repeated may be what is written.
    for (let at = this.length; at < end; at++) {
      bytes[at] = bytes[at - distance] ?? 0;
    }
    this.length = end;
    return fitting === length;
  }

  #reserve(more: number): void {
    const needed = this.length + more;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.min(this.size, Math.max(needed, 2 * this.#bytes.length)));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
  }
}
