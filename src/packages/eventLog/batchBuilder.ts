import type { EventBatch } from './eventBatch.ts';
import {
  offsetField,
  plainFields,
  presentField,
  presentFlags,
  rowLength,
  shortFields,
  wideFields,
  type NumberField,
  type TextField,
} from './rowLayout.ts';
import { ValueTable } from './valueTable.ts';

const firstPairs = 1 << 14;

/** Fills a batch, record by record. */
export class BatchBuilder {
  readonly values = new ValueTable();
  readonly #rows: DataView<ArrayBuffer>;
  readonly #names = new Map<string, number>();
  #nameLength = 0;
  #pairs: Uint32Array<ArrayBuffer> = new Uint32Array(2 * firstPairs);
  #pairCount = 0;
  #rowCount = 0;
  /** Bytes from the beginning of the rows to that which is being filled. */
  #row = 0;
  #present = 0;

  constructor(mostRows: number) {
    this.#rows = new DataView(new ArrayBuffer(mostRows * rowLength));
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** How many pairs the record has so far. */
  get pairsOfRow(): number {
    return this.#pairCount - this.#rows.getUint32(this.#row + plainFields.firstPair, true);
  }

  /** Bytes that the batch has so far. */
  get byteLength(): number {
    return this.#rowCount * rowLength + 8 * this.#pairCount + this.values.byteLength + 2 * this.#nameLength;
  }

  /**
   * Begins a row with what the record's header says.
   * @param chunkOffset bytes from the beginning of the log
   * @param place bytes from the beginning of the chunk
   */
  start(chunk: DataView, chunkOffset: number, place: number, length: number): void {
    this.#row = this.#rowCount * rowLength;
    this.#present = 0;
    this.wide('recordId', chunk, place + 8);
    this.wide('storedId', chunk, place + 8);
    this.wide('time', chunk, place + 16);
    this.#rows.setFloat64(this.#row + offsetField, chunkOffset + place, true);
    this.#plain('length', length);
    this.#plain('placeInChunk', place);
    this.#plain('firstPair', this.#pairCount);
  }

  /** Sets a field from the eight bytes that lie there. */
  wide(field: keyof typeof wideFields, bytes: DataView, start: number): void {
    const at = this.#row + wideFields[field];
    this.#rows.setUint32(at, bytes.getUint32(start, true), true);
    this.#rows.setUint32(at + 4, bytes.getUint32(start + 4, true), true);
  }

  /** A number that is too large for its field is left out. */
  wideNumber(field: keyof typeof wideFields, value: bigint): void {
    if (value >= 0n && value < 1n << 64n) {
      this.#rows.setBigUint64(this.#row + wideFields[field], value, true);
      this.mark(field);
    }
  }

  /** Says that the row has the field. */
  mark(field: keyof typeof presentFlags | 'recordId' | 'storedId'): void {
    this.#present |= field === 'recordId' || field === 'storedId' ? 0 : presentFlags[field];
  }

  /** A number that is too large for its field is left out. */
  number(field: NumberField, value: number): void {
    switch (field) {
      case 'level':
      case 'opcode':
      case 'version':
        if (value <= 0xffff) {
          this.#rows.setUint16(this.#row + shortFields[field], value, true);
          this.mark(field);
        }
        break;
      default:
        if (value <= 0xffffffff) {
          this.#plain(field, value);
          this.mark(field);
        }
    }
  }

  /** @param value its number in `values` */
  text(field: TextField, value: number): void {
    this.#plain(field, value);
    this.mark(field);
  }

  /** @param value its number in `values` */
  pair(name: string, value: number): void {
    let number = this.#names.get(name);
    if (number === undefined) {
      number = this.#names.size;
      this.#names.set(name, number);
      this.#nameLength += name.length;
    }
    if (2 * this.#pairCount === this.#pairs.length) {
      const pairs = new Uint32Array(2 * this.#pairs.length);
      pairs.set(this.#pairs);
      this.#pairs = pairs;
    }
    this.#pairs[2 * this.#pairCount] = number;
    this.#pairs[2 * this.#pairCount + 1] = value;
    this.#pairCount++;
  }

  end(): void {
    this.#plain('pairCount', this.pairsOfRow);
    this.#rows.setUint16(this.#row + presentField, this.#present, true);
    this.#rowCount++;
  }

  /** Of the row that is being filled. */
  get recordId(): bigint {
    return this.#rows.getBigUint64(this.#row + wideFields.recordId, true);
  }

  /** Of the row that is being filled. */
  get time(): bigint {
    return this.#rows.getBigUint64(this.#row + wideFields.time, true);
  }

  finish(): EventBatch {
    return {
      rowCount: this.#rowCount,
      rows: this.#rows.buffer.slice(0, this.#rowCount * rowLength),
      pairs: this.#pairs.slice(0, 2 * this.#pairCount),
      names: [...this.#names.keys()],
      ...this.values.finish(),
    };
  }

  #plain(field: keyof typeof plainFields, value: number): void {
    this.#rows.setUint32(this.#row + plainFields[field], value, true);
  }
}
