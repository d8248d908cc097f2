import assert from 'node:assert/strict';
import { MessageChannel } from 'node:worker_threads';
import { batchBytes, transferList, type EventBatch } from '../../../../src/packages/eventLog/eventBatch.ts';
import { EventBatchView } from '../../../../src/packages/eventLog/eventBatchView.ts';
import { EventLogReading } from '../../../../src/packages/eventLog/eventLogReading.ts';
import { dataTemplate, event } from '../../../fixtures/eventLog/events.ts';
import { eventLogBytes } from '../../../fixtures/eventLog/eventLogWriter.ts';
import { instance } from '../../../fixtures/eventLog/nodes.ts';
import { randomEvents } from '../../../fixtures/eventLog/randomLog.ts';
import { securityEvents } from '../../../fixtures/eventLog/securityLog.ts';
import * as written from '../../../fixtures/eventLog/values.ts';
import { inPieces, neverAborted, readLog, rowsOf } from '../../../support/eventLogs.ts';
import { SeededRandom } from '../../../support/random.ts';

const template = dataTemplate(700, ['Name', 'Number']);

function smallEvents(count: number) {
  return Array.from({ length: count }, (_, index) =>
    event({ recordId: BigInt(index + 1) }, [
      instance(template, written.text(`user ${index % 7}`), written.uint32(index)),
    ]),
  );
}

describe('The batches of a log', () => {
  it('have 200 events first and 5 000 each then', async () => {
    const { batches, rows } = await readLog(eventLogBytes({ events: smallEvents(6000) }));
    assert.deepEqual(
      batches.map(({ rowCount }) => rowCount),
      [200, 5000, 800],
    );
    assert.deepEqual(
      rows.map(({ recordId }) => Number(recordId)),
      Array.from(rows, (_, index) => index + 1),
    );
    assert.deepEqual(rows[5999]?.values, [
      { name: 'Name', value: `user ${5999 % 7}` },
      { name: 'Number', value: '5999' },
    ]);
  });

  it('come before the log is read to its end', async () => {
    const log = eventLogBytes({ events: smallEvents(3000) });
    let taken = 0;
    async function* counted() {
      for await (const piece of inPieces(log)) {
        taken += piece.length;
        yield piece;
      }
    }
    for await (const { rowCount } of new EventLogReading(counted(), { signal: neverAborted }).batches()) {
      assert.equal(rowCount, 200);
      break;
    }
    assert.ok(taken > 0 && taken <= 4 * 65_536, String(taken));
  });

  it('are the same when another thread gets them', async () => {
    const { batches } = await readLog(eventLogBytes({ events: randomEvents(new SeededRandom(3), 50) }));
    const [batch] = batches;
    assert.ok(batch);
    const before = rowsOf(batch);
    const { port1, port2 } = new MessageChannel();
    const arrived = new Promise<EventBatch>((resolve) => port2.once('message', resolve));
    port1.postMessage(batch, transferList(batch));
    assert.deepEqual(rowsOf(await arrived), before);
    assert.equal(batch.rows.byteLength, 0);
    port1.close();
  });

  it('take far less memory than the log', async () => {
    const log = eventLogBytes({ events: securityEvents(new SeededRandom(9), 6000) });
    const { batches } = await readLog(log);
    const bytes = batches.reduce((sum, batch) => sum + batchBytes(batch), 0);
    assert.ok(bytes < 0.6 * log.length, `${bytes} of ${log.length}`);
  });

  it('end early when their values are long', async () => {
    const long = (index: number) => written.text(`${index} `.repeat(4000));
    const events = Array.from({ length: 1100 }, (_, index) =>
      event({ recordId: BigInt(index + 1) }, [instance(template, long(index), written.uint32(1))]),
    );
    const { batches, rows } = await readLog(eventLogBytes({ events }));
    assert.equal(rows.length, 1100);
    assert.ok(batches.length > 2, String(batches.length));
    assert.ok(Math.max(...batches.map(batchBytes)) < 9 * 1024 * 1024);
  });

  it('tell which rows have a text that is looked for, each different text being asked for once', async () => {
    const { batches } = await readLog(eventLogBytes({ events: smallEvents(100) }));
    const [batch] = batches;
    assert.ok(batch);
    const view = new EventBatchView(batch);
    const asked: string[] = [];
    const found = view.rowsWith((text) => {
      asked.push(text);
      return text.includes('user 3');
    });
    assert.deepEqual(
      found,
      Array.from({ length: 14 }, (_, index) => 3 + 7 * index),
    );
    assert.equal(new Set(asked).size, asked.length);
    assert.deepEqual(view.rowsWith((text) => text === 'Security').length, 100);
    assert.deepEqual(
      view.rowsWith((text) => text === 'nowhere'),
      [],
    );
    assert.equal(view.value(3, 'Name'), 'user 3');
    assert.equal(view.value(3, 'Other'), undefined);
  });
});

describe('Reading a log', () => {
  it('ends when it is cancelled, with the reason', async () => {
    const log = eventLogBytes({ events: smallEvents(3000) });
    const controller = new AbortController();
    const reason = new Error('enough');
    const reading = new EventLogReading(inPieces(log), { signal: controller.signal });
    const batches = reading.batches();
    await batches.next();
    controller.abort(reason);
    await assert.rejects(batches.next(), reason);
    assert.ok(reading.report.records < 1000);
  });

  it('does not begin when it is cancelled before', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    const reading = new EventLogReading(inPieces(Buffer.alloc(10)), { signal });
    await assert.rejects(reading.batches().next(), reason);
  });

  it('ends when it is cancelled, however slowly the log comes in', async () => {
    const controller = new AbortController();
    let given = 0;
    async function* slowly() {
      for await (const piece of inPieces(Buffer.alloc(1000), 1)) {
        given++;
        yield piece;
        if (given === 10) {
          controller.abort(new Error('enough'));
        }
      }
    }
    const batches = new EventLogReading(slowly(), { signal: controller.signal }).batches();
    await assert.rejects(batches.next(), /enough/);
    assert.equal(given, 11);
  });

  it('fails as what gives the bytes fails', async () => {
    const log = eventLogBytes({ events: smallEvents(3) });
    const fault = new Error('the member is damaged');
    async function* failing() {
      yield* inPieces(log.subarray(0, 5000));
      throw fault;
    }
    const reading = new EventLogReading(failing(), { signal: neverAborted });
    await assert.rejects(reading.batches().next(), fault);
  });

  it('takes no more memory for a log of 100 MB than for a short one', async () => {
    const short = eventLogBytes({ events: securityEvents(new SeededRandom(4), 800) });
    const chunks = short.subarray(4096);
    async function* long() {
      yield* inPieces(short.subarray(0, 4096));
      for (let read = 0; read < 100e6; read += chunks.length) {
        yield* inPieces(chunks);
      }
    }
    const reading = new EventLogReading(long(), { signal: neverAborted });
    const before = process.memoryUsage();
    let most = 0;
    for await (const batch of reading.batches()) {
      assert.ok(batch.rowCount > 0);
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      most = Math.max(most, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
    }
    assert.ok(reading.report.records > 100_000);
    assert.ok(most < 150e6, String(most));
  });
});
