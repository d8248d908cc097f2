import assert from 'node:assert/strict';
import { withChecksums } from '../../../fixtures/eventLog/chunkWriter.ts';
import { event } from '../../../fixtures/eventLog/events.ts';
import { eventLogBytes, type WrittenLog } from '../../../fixtures/eventLog/eventLogWriter.ts';
import { readLog } from '../../../support/eventLogs.ts';

const headerLength = 4096;
const chunkLength = 65_536;

/** Three chunks of ten events each, 1 to 30. */
function threeChunks(log: Partial<WrittenLog> = {}): Buffer {
  const events = Array.from({ length: 30 }, (_, index) => event({ recordId: BigInt(index + 1) }));
  return eventLogBytes({ events, perChunk: 10, ...log });
}

function chunkOf(log: Buffer, index: number): Buffer {
  return log.subarray(headerLength + index * chunkLength, headerLength + (index + 1) * chunkLength);
}

/** Bytes from the beginning of the log to a record, both counted from 0. */
function recordPlace(log: Buffer, chunk: number, record: number): number {
  let at = headerLength + chunk * chunkLength + 512;
  for (let index = 0; index < record; index++) {
    at += log.readUInt32LE(at + 4);
  }
  return at;
}

async function readIds(log: Buffer) {
  const { rows, report } = await readLog(log);
  return { ids: rows.map(({ recordId }) => Number(recordId)), faults: report.faults, rows, report };
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

describe('A damaged event log', () => {
  it('is none where nothing is damaged', async () => {
    const { ids, report } = await readIds(threeChunks({ emptyChunks: 2 }));
    assert.deepEqual(ids, numbers(1, 30));
    assert.deepEqual(report.faults, []);
    assert.equal(report.chunks, 3);
    assert.equal(report.emptyChunks, 2);
    assert.equal(report.records, 30);
  });

  it('that is no log has one fault, and no events', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('ElfFile'), Buffer.alloc(300_000)]) {
      const { ids, faults, report } = await readIds(bytes);
      assert.deepEqual(ids, []);
      assert.deepEqual(faults, [{ kind: 'notAnEventLog', offset: 0 }]);
      assert.equal(report.header, undefined);
    }
  });

  it('whose header is lost is read all the same', async () => {
    const log = threeChunks();
    log.fill(0x55, 0, 128);
    const { ids, faults } = await readIds(log);
    assert.deepEqual(ids, numbers(1, 30));
    assert.deepEqual(faults, [{ kind: 'notAnEventLog', offset: 0 }]);
  });

  it('whose header changed says so', async () => {
    const log = threeChunks();
    log.writeUInt8(9, 16);
    assert.deepEqual((await readIds(log)).faults, [{ kind: 'headerChecksum', offset: 0 }]);
  });

  it('is not looked for where checksums are not kept', async () => {
    const log = threeChunks({ flags: 4 });
    log.fill(0, 124, 128);
    for (const index of [0, 1, 2]) {
      chunkOf(log, index).fill(0, 52, 56).fill(0, 124, 128);
    }
    const { ids, report } = await readIds(log);
    assert.deepEqual(ids, numbers(1, 30));
    assert.deepEqual(report.faults, []);
    assert.equal(report.header?.hasChecksums, false);
  });

  it('keeps the records whose checksum is wrong', async () => {
    const log = threeChunks();
    const place = recordPlace(log, 1, 4);
    log.writeUInt8(77, place + 16);
    const { ids, faults } = await readIds(log);
    assert.deepEqual(ids, numbers(1, 30));
    assert.deepEqual(faults, [{ kind: 'chunkChecksum', of: 'records', offset: headerLength + chunkLength }]);
  });

  it("keeps the records of a chunk whose header's checksum is wrong", async () => {
    const log = threeChunks();
    chunkOf(log, 2).writeUInt8(1, 200);
    const { ids, faults } = await readIds(log);
    assert.deepEqual(ids, numbers(1, 30));
    assert.deepEqual(faults, [
      { kind: 'chunkChecksum', of: 'header', offset: headerLength + 2 * chunkLength },
    ]);
  });

  it('keeps the records of a chunk that lost its signature', async () => {
    const log = threeChunks();
    chunkOf(log, 1).writeUInt8(0, 0);
    const { ids, faults } = await readIds(log);
    assert.deepEqual(ids, numbers(1, 30));
    assert.deepEqual(faults, [
      { kind: 'notAChunk', offset: headerLength + chunkLength, length: chunkLength },
    ]);
  });

  it('is read on behind a chunk of which nothing is left', async () => {
    const log = threeChunks();
    chunkOf(log, 1).fill(0xa5);
    const { ids, faults } = await readIds(log);
    assert.deepEqual(ids, [...numbers(1, 10), ...numbers(21, 30)]);
    const offset = headerLength + chunkLength;
    assert.deepEqual(faults, [
      { kind: 'notAChunk', offset, length: chunkLength },
      { kind: 'notARecord', offset: offset + 512, length: chunkLength - 512 },
    ]);
  });

  for (const [words, change] of [
    ['signature', (log: Buffer, at: number) => log.writeUInt8(0, at)],
    ['length', (log: Buffer, at: number) => log.writeUInt32LE(log.readUInt32LE(at + 4) - 8, at + 4)],
    [
      'length, which is more than there is',
      (log: Buffer, at: number) => log.writeUInt32LE(0xfffffff0, at + 4),
    ],
    ['length, which is nothing', (log: Buffer, at: number) => log.writeUInt32LE(0, at + 4)],
  ] as const) {
    it(`is read on behind a record with a wrong ${words}`, async () => {
      const log = threeChunks();
      const at = recordPlace(log, 1, 3);
      const end = recordPlace(log, 1, 4);
      change(log, at);
      withChecksums(chunkOf(log, 1));
      const { ids, faults } = await readIds(log);
      assert.deepEqual(ids, [...numbers(1, 13), ...numbers(15, 30)]);
      assert.deepEqual(faults, [
        { kind: 'notARecord', offset: at, length: end - at },
        { kind: 'chunkRecords', declared: 10n, found: 9, offset: headerLength + chunkLength },
      ]);
    });
  }

  it('is not taken for a record at a place that only looks like one', async () => {
    const log = threeChunks();
    const at = recordPlace(log, 1, 3);
    const end = recordPlace(log, 1, 4);
    log.writeUInt8(0, at);
    log.writeUInt32LE(0x2a2a, at + 40);
    const { ids, faults } = await readIds(log);
    assert.deepEqual(ids, [...numbers(1, 13), ...numbers(15, 30)]);
    assert.deepEqual(
      faults.filter(({ kind }) => kind === 'notARecord'),
      [{ kind: 'notARecord', offset: at, length: end - at }],
    );
  });

  it('still lists a record whose content cannot be read', async () => {
    const log = threeChunks();
    const at = recordPlace(log, 0, 5);
    log.writeUInt8(0x3f, at + 24);
    withChecksums(chunkOf(log, 0));
    const { ids, faults, rows, report } = await readIds(log);
    assert.deepEqual(ids, numbers(1, 30));
    assert.deepEqual(faults, [
      { kind: 'content', problem: 'token', recordId: 6n, recordOffset: at, offset: at + 24 },
    ]);
    assert.deepEqual(
      rows.filter(({ isDamaged }) => isDamaged).map(({ recordId }) => recordId),
      [6n],
    );
    assert.equal(rows[5]?.eventId, undefined);
    assert.equal(report.damagedRecords, 1);
  });

  it('tells of every record of a template that cannot be read', async () => {
    const log = threeChunks();
    // The first record brings it along: its first token follows 24 bytes and the header of the fragment.
    const template = recordPlace(log, 0, 0) + 24 + 4 + 10 + 24;
    log.writeUInt8(0x3f, template + 4);
    withChecksums(chunkOf(log, 0));
    const { ids, faults, report } = await readIds(log);
    assert.deepEqual(ids, numbers(1, 30));
    assert.equal(report.damagedRecords, 10);
    assert.deepEqual(
      faults.map(
        (fault) => fault.kind === 'content' && [fault.problem, fault.offset, Number(fault.recordId)],
      ),
      numbers(1, 10).map((id) => ['token', template + 4, id]),
    );
  });

  it('keeps what was read of a record before its content breaks off', async () => {
    const log = threeChunks();
    const at = recordPlace(log, 0, 2);
    // One value more than there is room for.
    const values = at + 24 + 4 + 10;
    log.writeUInt16LE(0xfff0, values + 4 + 4 * 17);
    withChecksums(chunkOf(log, 0));
    const { ids, faults } = await readIds(log);
    assert.deepEqual(ids, numbers(1, 30));
    assert.deepEqual(
      faults.map((fault) => fault.kind === 'content' && fault.problem),
      ['value'],
    );
  });

  it('ends where it was cut, and keeps the records before', async () => {
    const log = threeChunks();
    const end = recordPlace(log, 2, 4) + 10;
    const { ids, faults } = await readIds(log.subarray(0, end));
    assert.deepEqual(ids, numbers(1, 24));
    const offset = headerLength + 2 * chunkLength;
    assert.deepEqual(faults[0], { kind: 'truncated', offset, length: end - offset });
    assert.ok(faults.some(({ kind }) => kind === 'chunkRecords'));
  });

  it('may be cut within its header', async () => {
    const { faults, report } = await readIds(threeChunks().subarray(0, 1000));
    assert.deepEqual(faults, [{ kind: 'truncated', offset: 0, length: 1000 }]);
    assert.equal(report.header?.chunkCount, 3);
  });

  it('finds the chunk after next where bytes are missing in one', async () => {
    const log = threeChunks();
    const from = headerLength + chunkLength - 2000;
    const { ids, faults } = await readIds(Buffer.concat([log.subarray(0, from), log.subarray(from + 1000)]));
    assert.deepEqual(ids, [...numbers(1, 10), ...numbers(21, 30)]);
    assert.deepEqual(faults, [
      { kind: 'notAChunk', offset: headerLength + chunkLength, length: chunkLength - 1000 },
    ]);
  });

  it('is read by its grid, whatever the events have that looks like a chunk', async () => {
    const log = threeChunks();
    const inner = Buffer.from(chunkOf(log, 2).subarray(0, 20_000));
    inner.copy(chunkOf(log, 1), 40_000);
    assert.deepEqual((await readIds(log)).ids, numbers(1, 30));
  });

  it('finds the next chunk behind bytes that are none of its own', async () => {
    const log = threeChunks();
    const from = headerLength + chunkLength;
    const more = Buffer.concat([log.subarray(0, from), Buffer.alloc(777, 3), log.subarray(from)]);
    const { ids, faults } = await readIds(more);
    assert.deepEqual(ids, numbers(1, 30));
    assert.deepEqual(faults, [{ kind: 'notAChunk', offset: from, length: 777 }]);
  });

  it('is not read at a place that only looks like a chunk', async () => {
    const log = threeChunks();
    chunkOf(log, 1).fill(0x33);
    chunkOf(log, 1).write('ElfChnk\0', 600, 'latin1');
    const { ids, faults } = await readIds(log);
    assert.deepEqual(ids, [...numbers(1, 10), ...numbers(21, 30)]);
    const offset = headerLength + chunkLength;
    assert.deepEqual(faults[0], { kind: 'notAChunk', offset, length: chunkLength });
  });
});

describe('The end of a chunk', () => {
  it('is behind records that its header does not know of yet', async () => {
    const log = threeChunks({ flags: 1 });
    const chunk = chunkOf(log, 2);
    chunk.writeUInt32LE(recordPlace(log, 2, 6) - headerLength - 2 * chunkLength, 48);
    withChecksums(chunk);
    const { ids, faults, report } = await readIds(log);
    assert.deepEqual(ids, numbers(1, 30));
    assert.deepEqual(faults, []);
    assert.ok(report.header?.isDirty);
  });

  it('is before records that are left from what it held before', async () => {
    const log = threeChunks();
    const chunk = chunkOf(log, 2);
    const end = recordPlace(log, 2, 6);
    chunk.writeUInt32LE(end - headerLength - 2 * chunkLength, 48);
    chunk.writeBigUInt64LE(26n, 16);
    log.writeBigUInt64LE(3n, end + 8);
    withChecksums(chunk);
    const { ids, faults } = await readIds(log);
    assert.deepEqual(ids, numbers(1, 26));
    assert.deepEqual(faults, []);
  });
});
