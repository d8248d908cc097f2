import { BatchBuilder } from './batchBuilder.ts';
import { UnreadableContent } from './bounds.ts';
import { recordsOf } from './chunkRecords.ts';
import { chunksOf, type FoundChunk } from './chunkStream.ts';
import type { EventBatch } from './eventBatch.ts';
import { EventChunk } from './eventChunk.ts';
import { EventLogFaults, type ContentProblem, type EventLogFault } from './eventLogFault.ts';
import { readChunkHeader, type ChunkHeader, type EventLogHeader } from './eventLogHeader.ts';
import { recordHeaderLength, recordTrailerLength } from './eventRecord.ts';
import { RecordExtraction } from './recordExtraction.ts';
import { RecordSequence, type RecordCoverage } from './recordSequence.ts';

export interface EventLogOptions {
  /** Looked at before each chunk. */
  signal: AbortSignal;
  /** Records in the first batch, which is waited for, and in those that follow. */
  batchRows?: { first: number; later: number };
}

/** What is known of a log: as far as it was read. */
export interface EventLogReport {
  /** Undefined for what does not begin as event logs do. */
  header: EventLogHeader | undefined;
  /** Bytes. */
  length: number;
  /** Chunks with events, and places of chunks where nothing was ever written. */
  chunks: number;
  emptyChunks: number;
  records: number;
  /** Records of which something cannot be read. */
  damagedRecords: number;
  coverage: RecordCoverage;
  faults: readonly EventLogFault[];
  /** May be more than the faults that are given. */
  faultCount: number;
}

const usualRows = { first: 200, later: 5000 };
/** A batch ends before its rows are all there once it takes so much memory. */
const longestBatch = 8 << 20;

/**
 * Reads an event log as it comes in, in pieces of any size, and never has more of it in memory than one chunk. What
 * the log holds is never a reason to throw.
 */
export class EventLogReading {
  readonly #pieces: AsyncIterable<Uint8Array>;
  readonly #options: EventLogOptions;
  readonly #faults = new EventLogFaults();
  readonly #sequence = new RecordSequence();
  #header: EventLogHeader | undefined;
  #length = 0;
  #chunks = 0;
  #emptyChunks = 0;
  #records = 0;
  #damagedRecords = 0;
  #builder: BatchBuilder;

  constructor(pieces: AsyncIterable<Uint8Array>, options: EventLogOptions) {
    this.#pieces = pieces;
    this.#options = options;
    this.#builder = new BatchBuilder(this.#rows.first);
  }

  get report(): EventLogReport {
    return {
      header: this.#header,
      length: this.#length,
      chunks: this.#chunks,
      emptyChunks: this.#emptyChunks,
      records: this.#records,
      damagedRecords: this.#damagedRecords,
      coverage: this.#sequence.coverage(),
      faults: this.#faults.first,
      faultCount: this.#faults.count,
    };
  }

  /**
   * To be asked for once.
   * @throws what the pieces throw; the signal's reason
   */
  async *batches(): AsyncGenerator<EventBatch> {
    const { signal } = this.#options;
    const chunks = chunksOf(this.#counted(), {
      signal,
      onHeader: (header) => (this.#header = header),
      onFault: (fault) => this.#faults.add(fault),
    });
    for await (const chunk of chunks) {
      if (chunk.isEmpty) {
        this.#emptyChunks++;
        continue;
      }
      yield* this.#batchesOf(chunk);
    }
    if (this.#builder.rowCount > 0) {
      yield this.#builder.finish();
    }
  }

  get #rows(): { first: number; later: number } {
    return this.#options.batchRows ?? usualRows;
  }

  async *#counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of this.#pieces) {
      this.#length += piece.length;
      yield piece;
    }
  }

  *#batchesOf({ offset, bytes, hasSignature }: FoundChunk): Generator<EventBatch> {
    this.#chunks++;
    const header = hasSignature ? readChunkHeader(bytes) : undefined;
    this.#checkChunk(offset, bytes, header);
    const chunk = new EventChunk(bytes);
    let problems = 0;
    let place = 0;
    const onProblem = (problem: ContentProblem, at: number) => {
      problems++;
      const { recordId } = this.#builder;
      this.#faults.add({
        kind: 'content',
        problem,
        recordId,
        recordOffset: offset + place,
        offset: offset + at,
      });
    };
    const extraction = new RecordExtraction(chunk, this.#builder, onProblem);
    let found = 0;
    const onGap = (at: number, length: number) =>
      this.#faults.add({ kind: 'notARecord', offset: offset + at, length });
    for (const record of recordsOf(bytes, header, onGap)) {
      found++;
      const before = problems;
      place = record.place;
      const builder = this.#builder;
      builder.start(chunk.view, offset, place, record.length);
      try {
        const end = place + record.length - recordTrailerLength;
        extraction.read(builder, place + recordHeaderLength, end);
      } catch (error) {
        if (!(error instanceof UnreadableContent)) {
          throw error;
        }
        // Bounds that concern all of the content have no place of their own.
        onProblem(error.problem, error.at || place);
      }
      if (problems > before) {
        builder.mark('isDamaged');
        this.#damagedRecords++;
      }
      this.#sequence.add(builder.recordId, builder.time);
      builder.end();
      this.#records++;
      const mostRows = this.#records <= this.#rows.first ? this.#rows.first : this.#rows.later;
      if (builder.rowCount === mostRows || builder.byteLength >= longestBatch) {
        yield builder.finish();
        this.#builder = new BatchBuilder(this.#rows.later);
      }
    }
    this.#checkCount(offset, header, found);
  }

  #checkChunk(offset: number, bytes: Buffer, header: ChunkHeader | undefined): void {
    if (!header) {
      this.#faults.add({ kind: 'notAChunk', offset, length: bytes.length });
    } else if (this.#header?.hasChecksums !== false) {
      if (!header.isChecksumRight) {
        this.#faults.add({ kind: 'chunkChecksum', of: 'header', offset });
      }
      if (!header.areRecordsRight) {
        this.#faults.add({ kind: 'chunkChecksum', of: 'records', offset });
      }
    }
  }

  #checkCount(offset: number, header: ChunkHeader | undefined, found: number): void {
    if (header) {
      const declared = header.lastRecordNumber - header.firstRecordNumber + 1n;
      if (declared !== BigInt(found)) {
        this.#faults.add({ kind: 'chunkRecords', declared, found, offset });
      }
    }
  }
}
