import { EventBatchView } from '../eventLog/eventBatchView.ts';
import { chunkLength } from '../eventLog/eventChunk.ts';
import { logHeaderLength, readChunkHeader, readLogHeader } from '../eventLog/eventLogHeader.ts';
import { EventLogReading } from '../eventLog/eventLogReading.ts';
import type { LoadedTable } from './packageArtifact.ts';
import type { EventTable } from './tables/eventTable.ts';
import { SubsetTable } from './tables/subsetTable.ts';
import { eventLogFaultWords } from './words/eventWords.ts';

/** Where the bytes of a log come from; each call begins anew. */
export type LogBytes = (signal: AbortSignal) => AsyncIterable<Uint8Array>;

/**
 * Reads all events of a log, in pieces, between which the thread hears what it is told.
 * @param marksOf what is to be known of a batch's rows
 */
export async function loadEvents(
  table: EventTable,
  bytes: LogBytes,
  signal: AbortSignal,
  marksOf: (batch: EventBatchView) => Uint8Array | undefined = () => undefined,
): Promise<LoadedTable> {
  const reading = new EventLogReading(bytes(signal), { signal });
  for await (const batch of reading.batches()) {
    const view = new EventBatchView(batch);
    table.add(view, marksOf(view));
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  return { table, faults: eventLogFaultWords(reading.report) };
}

/**
 * How many events a log says it has, by its header and that of its first chunk.
 * @param head the first bytes of the log, at least `declaredBytes`
 * @returns undefined when it does not say, or says what cannot be
 */
export function declaredEvents(head: Uint8Array): number | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const header = readLogHeader(bytes);
  const first = readChunkHeader(bytes.subarray(logHeaderLength));
  const count = header && first ? Number(header.nextRecordId - first.firstRecordId) : 0;
  const possible = (header?.chunkCount ?? 0) * mostInChunk;
  return count > 0 && count <= possible ? count : undefined;
}

export const declaredBytes = logHeaderLength + 512;
/** No record is shorter than its header and its trailer. */
const mostInChunk = chunkLength / 28;

/** Events that say who signed in, or tried to, from where, and that a session came or went. */
const signInEvents = new Set([4624, 4625, 4634, 4647, 4648, 4768, 4769, 4771, 4776, 4778, 4779, 4800, 4801]);

export async function signInTable(id: string, events: EventTable): Promise<SubsetTable> {
  const rows: number[] = [];
  for (let row = 0; row < events.rowCount; row++) {
    if (signInEvents.has(events.eventId(row) ?? 0)) {
      rows.push(row);
    }
    if (row % 10_000 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return new SubsetTable(id, events, Uint32Array.from(rows));
}
