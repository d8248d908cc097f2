import { createReadStream } from 'node:fs';
import { batchBytes } from '../../src/packages/eventLog/eventBatch.ts';
import { EventLogReading } from '../../src/packages/eventLog/eventLogReading.ts';

/*
 * A process that reads an event log, keeps all of its batches, and prints what it took: the start of the process is not
 * counted.
 */

export interface MeasuredEventLog {
  records: number;
  faultCount: number;
  /** Until the first batch, and until the last. */
  firstMs: number;
  milliseconds: number;
  /** Bytes of the batches. */
  packed: number;
  /** Bytes by which the process grew at most. */
  rss: number;
}

const [path = ''] = process.argv.slice(2);
const before = process.memoryUsage().rss;
const startedMs = performance.now();
const pieces = createReadStream(path, { highWaterMark: 64 * 1024 });
const reading = new EventLogReading(pieces, { signal: new AbortController().signal });
const batches = [];
let firstMs = 0;
for await (const batch of reading.batches()) {
  firstMs ||= performance.now() - startedMs;
  batches.push(batch);
}
const measured: MeasuredEventLog = {
  records: reading.report.records,
  faultCount: reading.report.faultCount,
  firstMs,
  milliseconds: performance.now() - startedMs,
  packed: batches.reduce((sum, batch) => sum + batchBytes(batch), 0),
  rss: process.resourceUsage().maxRSS * 1024 - before,
};
process.stdout.write(JSON.stringify(measured));
