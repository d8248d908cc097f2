/**
 * Bits in the order of MS-XCA 2.2: little-endian words of 16 bits, the highest bit first, two words always read ahead.
 * Whole bytes stand between the words and are read from behind those two.
 */
export class BitStream {
  readonly #bytes: Uint8Array;
  #at: number;
  /** The bits that come next, from the highest bit on. */
  #bits = 0;
  /** How many of them are there, less the 16 that always are. */
  #spare = -16;
  /** How many of the bits read ahead stand for bytes behind the end. */
  #missing = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
    this.#load();
    this.#load();
  }

  /** Bytes from the beginning to the first one that is not read yet. */
  get at(): number {
    return this.#at;
  }

  /** Whether bits or bytes were used that are behind the end; they read as zeros. */
  get isBeyondEnd(): boolean {
    return this.#missing > this.#spare + 16;
  }

  /** The next 15 bits, which stay. */
  peek15(): number {
    return this.#bits >>> 17;
  }

  /** @param count at most 15 */
  skip(count: number): void {
    this.#bits <<= count;
    this.#spare -= count;
    if (this.#spare < 0) {
      this.#load();
    }
  }

  /** @param count at most 15 */
  take(count: number): number {
    const value = (this.#bits >>> 1) >>> (31 - count);
    this.skip(count);
    return value;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) {
      this.#missing = Infinity;
    }
    return value ?? 0;
  }

  uint16(): number {
    return this.byte() + this.byte() * 2 ** 8;
  }

  uint32(): number {
    return this.uint16() + this.uint16() * 2 ** 16;
  }

  #load(): void {
    const low = this.#bytes[this.#at];
    const high = this.#bytes[this.#at + 1];
    if (low === undefined || high === undefined) {
      this.#missing += 16;
    } else {
      this.#bits |= (low | (high << 8)) << -this.#spare;
    }
    this.#at += 2;
    this.#spare += 16;
  }
}
