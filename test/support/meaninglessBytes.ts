import { inflateRawSync } from 'node:zlib';

/** The kinds of bytes that can change without changing what an archive holds, and that nothing has to repeat. */
export type Meaningless =
  | 'comment'
  | 'versionMadeBy'
  | 'attributes'
  | 'extra field'
  | 'record of ZIP64'
  | 'usual version'
  | 'other compressed data of the same content';

/** Of an archive without faults, read in the plainest way. */
export class ArchiveMap {
  readonly #bytes: Buffer;
  readonly #kinds = new Map<number, Meaningless>();
  readonly #versions: number[] = [];
  readonly #deflated: { start: number; end: number; content: Buffer }[] = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    const end = bytes.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
    this.#mark('comment', end + 22, bytes.length);
    const record = bytes.lastIndexOf('PK\u0006\u0006', undefined, 'latin1');
    if (record >= 0) {
      this.#mark('record of ZIP64', record + 12, record + 16);
      this.#mark('record of ZIP64', record + 56, end - 20);
    }
    let at = record < 0 ? bytes.readUInt32LE(end + 16) : this.#wideNumber(record + 48);
    while (bytes.readUInt32LE(at) === 0x02014b50) {
      at = this.#addEntry(at);
    }
  }

  /** Why nobody has to notice that this byte changed to that of `changed`; undefined when somebody has to. */
  meaningless(at: number, changed: Buffer): Meaningless | undefined {
    const kind = this.#kinds.get(at);
    if (kind) {
      return kind;
    }
    if (this.#versions.includes(at) && [10, 20, 45].includes(changed.readUInt8(at))) {
      return 'usual version';
    }
    const data = this.#deflated.find(({ start, end }) => at >= start && at < end);
    return data && inflateRawSync(changed.subarray(data.start, data.end)).equals(data.content)
      ? 'other compressed data of the same content'
      : undefined;
  }

  /** @returns where the entry ends */
  #addEntry(at: number): number {
    const bytes = this.#bytes;
    const extraStart = at + 46 + bytes.readUInt16LE(at + 28);
    const commentStart = extraStart + bytes.readUInt16LE(at + 30);
    const end = commentStart + bytes.readUInt16LE(at + 32);
    const shownOffset = bytes.readUInt32LE(at + 42);
    const fields = this.#fields(extraStart, commentStart);
    const wide = fields.find(({ id }) => id === 1);
    const local = wide && shownOffset === 0xffffffff ? this.#wideNumber(wide.start + 20) : shownOffset;
    const localExtraStart = local + 30 + bytes.readUInt16LE(local + 26);
    const dataStart = localExtraStart + bytes.readUInt16LE(local + 28);
    this.#mark('versionMadeBy', at + 4, at + 6);
    this.#mark('attributes', at + 36, at + 42);
    this.#mark('comment', commentStart, end);
    this.#versions.push(at + 6, local + 4);
    for (const field of [...fields, ...this.#fields(localExtraStart, dataStart)]) {
      if (field.id !== 1) {
        this.#mark('extra field', field.start, field.end);
      }
    }
    if (bytes.readUInt16LE(at + 10) === 8) {
      const size = wide ? this.#wideNumber(wide.start + 12) : bytes.readUInt32LE(at + 20);
      const content = inflateRawSync(bytes.subarray(dataStart, dataStart + size));
      this.#deflated.push({ start: dataStart, end: dataStart + size, content });
    }
    return end;
  }

  #fields(start: number, end: number): { id: number; start: number; end: number }[] {
    const fields = [];
    for (let at = start; at + 4 <= end;) {
      const field = {
        id: this.#bytes.readUInt16LE(at),
        start: at,
        end: at + 4 + this.#bytes.readUInt16LE(at + 2),
      };
      fields.push(field);
      at = field.end;
    }
    return fields;
  }

  #wideNumber(at: number): number {
    return Number(this.#bytes.readBigUInt64LE(at));
  }

  #mark(kind: Meaningless, start: number, end: number): void {
    for (let at = start; at < end; at++) {
      this.#kinds.set(at, kind);
    }
  }
}
