/** What about a record's content cannot be read, or is not read because it would take too much. */
export type ContentProblem =
  | 'end' // it ends in the middle of something
  | 'token' // a token that does not exist, or may not stand there
  | 'name' // a name that is not within the chunk
  | 'template' // a template that is not within the chunk, or contains itself
  | 'value' // values reach beyond the content
  | 'valueType' // a type that is not known: the value is shown as bytes
  | 'valueSize' // a value is not as long as its type wants it: it is shown as bytes
  | 'nesting' // the bounds, see `bounds.ts`
  | 'openElements'
  | 'tokens'
  | 'values'
  | 'work';

/** What is wrong with an event log. */
export type EventLogFault = {
  /** Bytes from the beginning of the log to where the fault is. */
  offset: number;
} &
  /** The log does not begin as event logs do. It is read all the same. */
  (
    | { kind: 'notAnEventLog' }
    /** The log ends within its header or within a chunk, of which `length` bytes are there. */
    | { kind: 'truncated'; length: number }
    /** The checksum of the log's header is wrong. */
    | { kind: 'headerChecksum' }
    /** `length` bytes that are neither a chunk nor empty; whole records among them are read where that is possible. */
    | { kind: 'notAChunk'; length: number }
    | { kind: 'chunkChecksum'; of: 'header' | 'records' }
    /** The chunk's header declares records that are not there, or fewer than there are. */
    | { kind: 'chunkRecords'; declared: bigint; found: number }
    /** `length` bytes where a record should be. The offset is theirs. */
    | { kind: 'notARecord'; length: number }
    /** A record is there, its content cannot be read from somewhere on, or some of its values cannot. */
    | {
        kind: 'content';
        problem: ContentProblem;
        recordId: bigint;
        /** Of the record. */ recordOffset: number;
      }
  );

/** How many faults are kept. */
export const keptFaults = 1000;

/** Counts the faults, however many there are, and keeps those that come first in the log. */
export class EventLogFaults {
  #count = 0;
  readonly #kept: EventLogFault[] = [];

  get count(): number {
    return this.#count;
  }

  /** At most `keptFaults` of them, in the order in which they were met. */
  get first(): readonly EventLogFault[] {
    return this.#kept;
  }

  add(fault: EventLogFault): void {
    this.#count++;
    if (this.#kept.length < keptFaults) {
      this.#kept.push(fault);
    }
  }
}
