import assert from 'node:assert/strict';
import { event, noon2026 } from '../../../fixtures/eventLog/events.ts';
import { eventLogBytes } from '../../../fixtures/eventLog/eventLogWriter.ts';
import { element } from '../../../fixtures/eventLog/nodes.ts';
import { logOfFragment, readOne } from '../../../support/eventLogs.ts';

describe('The fields of an event', () => {
  it('are those that every event has', async () => {
    const fields = {
      eventId: 4625,
      version: 1,
      level: 4,
      task: 12_544,
      opcode: 3,
      keywords: 0x8010_0000_0000_0001n,
      processId: 4_000_000_000,
      threadId: 44,
      userSid: 'S-1-5-19',
      recordId: 18_446_744_073_709_551_615n,
      storedId: 7n,
      time: 133_000_000_000_000_001n,
    };
    const { row } = await readOne(eventLogBytes({ events: [event(fields)] }));
    assert.deepEqual(row, {
      ...fields,
      offset: 4096 + 512,
      chunkOffset: 4096,
      length: row.length,
      provider: 'Microsoft-Windows-Security-Auditing',
      channel: 'Security',
      computer: 'WKS-0142.corp.example',
      values: [],
      isDamaged: false,
    });
  });

  it('are undefined where it says nothing', async () => {
    const { row } = await readOne(logOfFragment(element('Event', {}, element('System', {}))));
    assert.deepEqual(row, {
      recordId: 1n,
      storedId: 1n,
      time: 0n,
      offset: 4608,
      chunkOffset: 4096,
      length: row.length,
      ...{ eventId: undefined, version: undefined, level: undefined, task: undefined, opcode: undefined },
      ...{ keywords: undefined, processId: undefined, threadId: undefined, provider: undefined },
      ...{ channel: undefined, computer: undefined, userSid: undefined },
      values: [],
      isDamaged: false,
    });
  });

  it('are read from text as well as from numbers', async () => {
    const system = element(
      'System',
      {},
      element('EventID', {}, '4624'),
      element('Level', {}, '2'),
      element('Task', {}, '0x10'),
      element('Keywords', {}, '0x8000000000000000'),
      element('TimeCreated', { SystemTime: '2026-01-01T12:00:00.0000001Z' }),
      element('EventRecordID', {}, '99'),
    );
    const { row } = await readOne(logOfFragment(element('Event', {}, system)));
    const { eventId, level, task, keywords, time, recordId, storedId } = row;
    assert.deepEqual(
      { eventId, level, task, keywords, time, recordId, storedId },
      {
        eventId: 4624,
        level: 2,
        task: 16,
        keywords: 1n << 63n,
        time: noon2026 + 1n,
        recordId: 99n,
        storedId: 1n,
      },
    );
  });

  it('leave out numbers that are none or too large', async () => {
    const system = element(
      'System',
      {},
      element('EventID', {}, 'many'),
      element('Level', {}, '70000'),
      element('Task', {}, '4294967296'),
      element('Opcode', {}, '-1'),
      element('Keywords', {}, '18446744073709551616'),
      element('TimeCreated', { SystemTime: 'never' }),
    );
    const { row } = await readOne(logOfFragment(element('Event', {}, system)));
    assert.deepEqual([row.eventId, row.level, row.task, row.opcode, row.keywords], Array(5).fill(undefined));
    assert.equal(row.time, 0n);
  });
});
