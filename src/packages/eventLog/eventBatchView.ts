import type { EventBatch } from './eventBatch.ts';
import {
  narrowText,
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
import { valueText, withoutEnd } from './valueText.ts';
import { valueTypes } from './valueTypes.ts';

/** What an event says beyond what every event says, in the event's order. Hostile text is text. */
export interface EventValue {
  /** Empty where the event gives none; beneath other elements, the way there: `Error/Code`, `Error@Code`. */
  name: string;
  value: string;
}

/** One event. What it does not say is undefined. */
export interface EventRow {
  recordId: bigint;
  /** Identifier in the record's header: differs in logs that were saved from another log. */
  storedId: bigint;
  /** Bytes from the beginning of the log. */
  offset: number;
  /** Bytes of the record. */
  length: number;
  /** Bytes from the beginning of the log to the chunk that the record needs. */
  chunkOffset: number;
  /** 100 ns since 1601, UTC. */
  time: bigint;
  eventId: number | undefined;
  version: number | undefined;
  level: number | undefined;
  task: number | undefined;
  opcode: number | undefined;
  keywords: bigint | undefined;
  processId: number | undefined;
  threadId: number | undefined;
  provider: string | undefined;
  channel: string | undefined;
  computer: string | undefined;
  userSid: string | undefined;
  values: EventValue[];
  /** Something about it cannot be read. */
  isDamaged: boolean;
}

/** 100 ns between 1601, where Windows begins to count, and 1970; and in a millisecond. */
const epochTicks = 116_444_736_000_000_000n;
const ticksPerMs = 10_000n;

/** Reads a batch. Rows count from 0. */
export class EventBatchView {
  readonly rowCount: number;
  readonly #batch: EventBatch;
  readonly #rows: DataView;
  readonly #bytes: Buffer;
  readonly #texts: (string | undefined)[];

  constructor(batch: EventBatch) {
    this.rowCount = batch.rowCount;
    this.#batch = batch;
    this.#rows = new DataView(batch.rows);
    this.#texts = new Array<string | undefined>(batch.valueTypes.length);
    this.#bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
  }

  /** @throws {RangeError} for a row that is not there */
  row(index: number): EventRow {
    const offset = this.#rows.getFloat64(index * rowLength + offsetField, true);
    return {
      recordId: this.wide(index, 'recordId'),
      storedId: this.wide(index, 'storedId'),
      offset,
      length: this.#plain(index, 'length'),
      chunkOffset: offset - this.#plain(index, 'placeInChunk'),
      time: this.wide(index, 'time'),
      eventId: this.number(index, 'eventId'),
      version: this.number(index, 'version'),
      level: this.number(index, 'level'),
      task: this.number(index, 'task'),
      opcode: this.number(index, 'opcode'),
      keywords: this.#has(index, presentFlags.keywords) ? this.wide(index, 'keywords') : undefined,
      processId: this.number(index, 'processId'),
      threadId: this.number(index, 'threadId'),
      provider: this.text(index, 'provider'),
      channel: this.text(index, 'channel'),
      computer: this.text(index, 'computer'),
      userSid: this.text(index, 'userSid'),
      values: this.values(index),
      isDamaged: this.isDamaged(index),
    };
  }

  /** Whether something about the event cannot be read. */
  isDamaged(index: number): boolean {
    return this.#has(index, presentFlags.isDamaged);
  }

  /** Milliseconds since 1970, UTC. */
  timeMs(index: number): number {
    return Number((this.wide(index, 'time') - epochTicks) / ticksPerMs);
  }

  wide(index: number, field: keyof typeof wideFields): bigint {
    return this.#rows.getBigUint64(index * rowLength + wideFields[field], true);
  }

  number(index: number, field: NumberField): number | undefined {
    if (!this.#has(index, presentFlags[field])) {
      return undefined;
    }
    return field === 'level' || field === 'opcode' || field === 'version'
      ? this.#rows.getUint16(index * rowLength + shortFields[field], true)
      : this.#plain(index, field);
  }

  text(index: number, field: TextField): string | undefined {
    return this.#has(index, presentFlags[field]) ? this.#text(this.#plain(index, field)) : undefined;
  }

  values(index: number): EventValue[] {
    const { names, pairs } = this.#batch;
    const first = this.#plain(index, 'firstPair');
    return Array.from({ length: this.#plain(index, 'pairCount') }, (_, at) => ({
      name: names[pairs[2 * (first + at)] ?? 0] ?? '',
      value: this.#text(pairs[2 * (first + at) + 1] ?? 0),
    }));
  }

  /** The first value of that name. */
  value(index: number, name: string): string | undefined {
    const { names, pairs } = this.#batch;
    const first = this.#plain(index, 'firstPair');
    for (let at = first; at < first + this.#plain(index, 'pairCount'); at++) {
      if (names[pairs[2 * at] ?? 0] === name) {
        return this.#text(pairs[2 * at + 1] ?? 0);
      }
    }
    return undefined;
  }

  /**
   * The rows that have a value, or a provider, channel, computer or user, that `matches`. Each different text is asked
   * for once only, however many rows have it.
   */
  rowsWith(matches: (text: string) => boolean): number[] {
    const { pairs, valueTypes: types } = this.#batch;
    const isMatch = Array.from(types, (_, index) => matches(this.#text(index)));
    const rows: number[] = [];
    for (let index = 0; index < this.rowCount; index++) {
      const first = this.#plain(index, 'firstPair');
      const end = first + this.#plain(index, 'pairCount');
      let found = textFields.some((field) => this.#hasMatch(index, field, isMatch));
      for (let at = first; at < end && !found; at++) {
        found = isMatch[pairs[2 * at + 1] ?? 0] ?? false;
      }
      if (found) {
        rows.push(index);
      }
    }
    return rows;
  }

  #hasMatch(index: number, field: TextField, isMatch: readonly boolean[]): boolean {
    return this.#has(index, presentFlags[field]) && (isMatch[this.#plain(index, field)] ?? false);
  }

  #text(number: number): string {
    let text = this.#texts[number];
    if (text === undefined) {
      const { valueTypes: types, valueStarts: starts } = this.#batch;
      const start = starts[number] ?? 0;
      const end = starts[number + 1] ?? start;
      const type = types[number] ?? valueTypes.nothing;
      text =
        type === narrowText
          ? withoutEnd(this.#bytes.toString('latin1', start, end))
          : valueText(type, this.#bytes, start, end - start);
      this.#texts[number] = text;
    }
    return text;
  }

  #has(index: number, flag: number): boolean {
    return (this.#rows.getUint16(index * rowLength + presentField, true) & flag) !== 0;
  }

  #plain(index: number, field: keyof typeof plainFields): number {
    return this.#rows.getUint32(index * rowLength + plainFields[field], true);
  }
}

const textFields = ['provider', 'channel', 'computer', 'userSid'] as const;
