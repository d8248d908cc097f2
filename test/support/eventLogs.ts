import assert from 'node:assert/strict';
import { EventBatchView, type EventRow } from '../../src/packages/eventLog/eventBatchView.ts';
import type { EventBatch } from '../../src/packages/eventLog/eventBatch.ts';
import {
  EventLogReading,
  type EventLogOptions,
  type EventLogReport,
} from '../../src/packages/eventLog/eventLogReading.ts';
import { readRecordXml, type RecordXml } from '../../src/packages/eventLog/recordXml.ts';
import type { WrittenEvent } from '../fixtures/eventLog/chunkWriter.ts';
import { eventLogBytes } from '../fixtures/eventLog/eventLogWriter.ts';
import { dataTemplate, event } from '../fixtures/eventLog/events.ts';
import { instance, type Node } from '../fixtures/eventLog/nodes.ts';
import type { WrittenValue } from '../fixtures/eventLog/values.ts';

export interface ReadLog {
  rows: EventRow[];
  batches: EventBatch[];
  report: EventLogReport;
}

export const neverAborted = new AbortController().signal;

/** The bytes in pieces of one length. */
export async function* inPieces(bytes: Uint8Array, length = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) {
    await Promise.resolve();
    yield bytes.subarray(at, at + length);
  }
}

export async function readLog(
  bytes: Uint8Array,
  pieceLength?: number,
  options: Partial<EventLogOptions> = {},
): Promise<ReadLog> {
  const reading = new EventLogReading(inPieces(bytes, pieceLength), { signal: neverAborted, ...options });
  const batches: EventBatch[] = [];
  for await (const batch of reading.batches()) {
    batches.push(batch);
  }
  return { rows: batches.flatMap(rowsOf), batches, report: reading.report };
}

export function rowsOf(batch: EventBatch): EventRow[] {
  const view = new EventBatchView(batch);
  return Array.from({ length: view.rowCount }, (_, index) => view.row(index));
}

export function xmlOf(log: Uint8Array, { offset, chunkOffset }: EventRow): RecordXml {
  return readRecordXml(log.subarray(chunkOffset, chunkOffset + 65_536), offset - chunkOffset);
}

/** Reads a log in which nothing is wrong, and its first event. */
export async function readOne(
  log: Buffer,
): Promise<{ row: EventRow; pairs: [name: string, value: string][]; xml: string }> {
  const { rows, report } = await readLog(log);
  const [row] = rows;
  assert.ok(row);
  assert.deepEqual(report.faults, []);
  const { xml, problems } = xmlOf(log, row);
  assert.deepEqual(problems, []);
  return { row, pairs: row.values.map(({ name, value }) => [name, value]), xml };
}

/** A log of one event, which has these values. */
export function logOfValues(...values: WrittenValue[]): Buffer {
  const names = values.map((_, index) => `Value${index}`);
  return eventLogBytes({ events: [event({}, [instance(dataTemplate(500, names), ...values)])] });
}

/** A log of one event, whose own data are made of `content` and filled by `values`. */
export function logOfContent(content: readonly Node[], ...values: WrittenValue[]): Buffer {
  const template = { id: 600, content };
  return eventLogBytes({ events: [event({}, [instance(template, ...values)])] });
}

/** A log of one event that is nothing but this. */
export function logOfFragment(...content: Node[]): Buffer {
  const written: WrittenEvent = { recordId: 1n, time: 0n, content };
  return eventLogBytes({ events: [written] });
}
