/** The bytes of a cabinet end before what is looked for. */
export class CabinetEnded extends Error {
  constructor() {
    super('The cabinet ends too early');
  }
}

/** Reads fields one after the other. */
export class FieldReader {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** @throws CabinetEnded */
  uint8(): number {
    return this.take(1).readUInt8();
  }

  /** @throws CabinetEnded */
  uint16(): number {
    return this.take(2).readUInt16LE();
  }

  /** @throws CabinetEnded */
  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  /** @throws CabinetEnded */
  take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.at, this.at + length);
    if (taken.length < length) {
      throw new CabinetEnded();
    }
    this.at += length;
    return taken;
  }

  /**
   * The bytes up to a NUL, which is passed.
   * @returns undefined when there is none within `longest` bytes
   * @throws CabinetEnded
   */
  untilNul(longest: number): Buffer | undefined {
    const rest = this.#bytes.subarray(this.at, this.at + longest + 1);
    const length = rest.indexOf(0);
    if (length < 0 && rest.length <= longest) {
      throw new CabinetEnded();
    }
    if (length < 0) {
      return undefined;
    }
    this.at += length + 1;
    return rest.subarray(0, length);
  }
}
