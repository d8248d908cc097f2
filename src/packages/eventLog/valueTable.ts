import { narrowText } from './rowLayout.ts';
import { valueTypes } from './valueTypes.ts';

/** How many places are looked at. A value that is not found there by then is kept once more. */
const mostProbes = 16;
const firstSlots = 1 << 13;
const firstBytes = 1 << 17;

/** Keeps each different value once: of the values of logs, nine out of ten were there before. */
export class ValueTable {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(firstBytes);
  #used = 0;
  #count = 0;
  #types: Uint8Array<ArrayBuffer> = new Uint8Array(firstSlots);
  #starts: Uint32Array<ArrayBuffer> = new Uint32Array(firstSlots);
  #hashes: Uint32Array<ArrayBuffer> = new Uint32Array(firstSlots);
  /** By hash: the number of a value, counted from 1. At most half of them are used. */
  #slots = new Uint32Array(2 * firstSlots);

  get byteLength(): number {
    return this.#used + 5 * this.#count;
  }

  /** @returns the number of the value, the same for the same bytes of the same type in most cases */
  add(type: number, view: DataView, start: number, length: number): number {
    const isText = type === valueTypes.string && length % 2 === 0;
    let hash = 0x811c9dc5 ^ type;
    let bits = 0;
    // FNV-1a of the bytes, or of the characters of a text.
    if (isText) {
      for (let at = start; at < start + length; at += 2) {
        const unit = view.getUint16(at, true);
        bits |= unit;
        hash = Math.imul(hash ^ unit, 0x01000193);
      }
    } else {
      for (let at = start; at < start + length; at++) {
        hash = Math.imul(hash ^ view.getUint8(at), 0x01000193);
      }
    }
    // The low bits choose the place.
    hash = (hash ^ (hash >>> 15)) >>> 0;
    const isNarrow = isText && bits <= 0xff;
    const kept = isNarrow ? narrowText : type;
    const step = isNarrow ? 2 : 1;
    const mask = this.#slots.length - 1;
    for (let probe = 0; probe < mostProbes; probe++) {
      const slot = (hash + probe) & mask;
      const number = this.#slots[slot] ?? 0;
      if (number === 0) {
        this.#slots[slot] = this.#count + 1;
        break;
      }
      if (this.#hashes[number - 1] === hash && this.#is(number - 1, kept, view, start, length, step)) {
        return number - 1;
      }
    }
    return this.#append(kept, hash, view, start, length, step);
  }

  /** @returns the number of the value */
  addText(text: string): number {
    const bytes = Buffer.from(text, 'utf16le');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.add(valueTypes.string, view, 0, bytes.length);
  }

  finish(): {
    valueTypes: Uint8Array<ArrayBuffer>;
    valueStarts: Uint32Array<ArrayBuffer>;
    bytes: Uint8Array<ArrayBuffer>;
  } {
    const valueStarts = new Uint32Array(this.#count + 1);
    valueStarts.set(this.#starts.subarray(0, this.#count));
    valueStarts[this.#count] = this.#used;
    return {
      valueTypes: this.#types.slice(0, this.#count),
      valueStarts,
      bytes: this.#bytes.slice(0, this.#used),
    };
  }

  #is(index: number, type: number, view: DataView, start: number, length: number, step: number): boolean {
    const at = this.#starts[index] ?? 0;
    const end = index + 1 < this.#count ? (this.#starts[index + 1] ?? 0) : this.#used;
    if (this.#types[index] !== type || (end - at) * step !== length) {
      return false;
    }
    for (let offset = 0; offset < end - at; offset++) {
      if (this.#bytes[at + offset] !== view.getUint8(start + offset * step)) {
        return false;
      }
    }
    return true;
  }

  #append(type: number, hash: number, view: DataView, start: number, length: number, step: number): number {
    const index = this.#count;
    this.#types[index] = type;
    this.#starts[index] = this.#used;
    this.#hashes[index] = hash;
    this.#count++;
    this.#makeRoom(length);
    for (let offset = 0; offset < length; offset += step) {
      this.#bytes[this.#used++] = view.getUint8(start + offset);
    }
    if (this.#count === this.#types.length) {
      this.#grow();
    }
    return index;
  }

  #makeRoom(length: number): void {
    if (this.#used + length > this.#bytes.length) {
      const bytes = new Uint8Array(2 * this.#bytes.length + length);
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
  }

  #grow(): void {
    const size = 2 * this.#types.length;
    const types = new Uint8Array(size);
    types.set(this.#types);
    this.#types = types;
    const starts = new Uint32Array(size);
    starts.set(this.#starts);
    this.#starts = starts;
    const hashes = new Uint32Array(size);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Uint32Array(2 * size);
    const mask = this.#slots.length - 1;
    for (let index = 0; index < this.#count; index++) {
      const hash = hashes[index] ?? 0;
      let probe = 0;
      while (probe < mostProbes && this.#slots[(hash + probe) & mask] !== 0) {
        probe++;
      }
      if (probe < mostProbes) {
        this.#slots[(hash + probe) & mask] = index + 1;
      }
    }
  }
}
