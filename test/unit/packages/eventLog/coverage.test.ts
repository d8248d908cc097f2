import assert from 'node:assert/strict';
import { keptGaps, mostRanges, RecordSequence } from '../../../../src/packages/eventLog/recordSequence.ts';
import { event, noon2026 } from '../../../fixtures/eventLog/events.ts';
import { eventLogBytes } from '../../../fixtures/eventLog/eventLogWriter.ts';
import { readLog } from '../../../support/eventLogs.ts';

function coverageOf(ids: Iterable<number | bigint>) {
  const sequence = new RecordSequence();
  for (const id of ids) {
    sequence.add(BigInt(id), 5n);
  }
  return sequence.coverage();
}

describe('What a log covers', () => {
  it('is nothing for a log without events', () => {
    assert.deepEqual(coverageOf([]), {
      recordIds: undefined,
      times: undefined,
      gaps: [],
      gapCount: 0,
      repeated: 0,
    });
  });

  it('has no gaps where each number follows the one before', () => {
    const { recordIds, gaps, gapCount } = coverageOf([7, 8, 9]);
    assert.deepEqual(recordIds, { first: 7n, last: 9n });
    assert.deepEqual(gaps, []);
    assert.equal(gapCount, 0);
  });

  it('has the gaps between numbers, in whatever order they come', () => {
    const { recordIds, gaps, gapCount, repeated } = coverageOf([20, 21, 1, 2, 3, 10, 4]);
    assert.deepEqual(recordIds, { first: 1n, last: 21n });
    assert.deepEqual(gaps, [
      { first: 5n, last: 9n },
      { first: 11n, last: 19n },
    ]);
    assert.equal(gapCount, 2);
    assert.equal(repeated, 0);
  });

  it('has no gap in a full log, which begins in the middle', () => {
    const { gaps, recordIds } = coverageOf([6, 7, 8, 1, 2, 3, 4, 5]);
    assert.deepEqual(gaps, []);
    assert.deepEqual(recordIds, { first: 1n, last: 8n });
  });

  it('counts numbers that come again', () => {
    assert.equal(coverageOf([1, 2, 3, 2, 3, 4]).repeated, 2);
    assert.equal(coverageOf([5, 5, 5]).repeated, 2);
    assert.equal(coverageOf([1, 2, 3, 9, 2]).repeated, 1);
    assert.deepEqual(coverageOf([1, 2, 3, 9, 2]).gaps, [{ first: 4n, last: 8n }]);
  });

  it('may be asked for in between', () => {
    const sequence = new RecordSequence();
    for (const id of [1n, 2n, 5n]) {
      sequence.add(id, 1n);
      sequence.coverage();
    }
    sequence.add(6n, 1n);
    assert.deepEqual(sequence.coverage(), sequence.coverage());
    assert.deepEqual(sequence.coverage().gaps, [{ first: 3n, last: 4n }]);
    assert.equal(sequence.coverage().repeated, 0);
  });

  it('keeps some gaps and counts all', () => {
    const { gaps, gapCount } = coverageOf(Array.from({ length: keptGaps + 50 }, (_, index) => 2 * index));
    assert.equal(gaps.length, keptGaps);
    assert.equal(gapCount, keptGaps + 49);
  });

  it('claims no gaps when there are too many to remember', () => {
    function* scattered() {
      for (let id = 0; id <= mostRanges + 10; id++) {
        yield 2 * id;
      }
    }
    const { gaps, gapCount, recordIds } = coverageOf(scattered());
    assert.deepEqual(gaps, []);
    assert.equal(gapCount, undefined);
    assert.equal(recordIds?.last, BigInt(2 * (mostRanges + 10)));
  });

  it('is told of numbers as the events give them, and from the earliest event to the latest', async () => {
    const at = (recordId: bigint, ticks: bigint, storedId: bigint) =>
      event({ recordId, storedId, time: noon2026 + ticks });
    const log = eventLogBytes({ events: [at(900n, 5n, 1n), at(901n, 9n, 2n), at(905n, 2n, 3n)] });
    const { coverage, header } = (await readLog(log)).report;
    assert.deepEqual(coverage, {
      recordIds: { first: 900n, last: 905n },
      times: { first: noon2026 + 2n, last: noon2026 + 9n },
      gaps: [{ first: 902n, last: 904n }],
      gapCount: 1,
      repeated: 0,
    });
    assert.deepEqual(header, {
      firstChunk: 0n,
      lastChunk: 0n,
      nextRecordId: 4n,
      version: { major: 3, minor: 1 },
      chunkCount: 1,
      isDirty: false,
      isFull: false,
      hasChecksums: true,
      isChecksumRight: true,
    });
  });

  it('comes with what the header says of the state of the log', async () => {
    const log = eventLogBytes({ events: [event()], flags: 3 });
    const { header } = (await readLog(log)).report;
    assert.equal(header?.isDirty, true);
    assert.equal(header.isFull, true);
  });
});
