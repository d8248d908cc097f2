import assert from 'node:assert/strict';
import { withChecksums } from '../../../fixtures/eventLog/chunkWriter.ts';
import { eventLogBytes } from '../../../fixtures/eventLog/eventLogWriter.ts';
import { randomEvents } from '../../../fixtures/eventLog/randomLog.ts';
import { securityEvents } from '../../../fixtures/eventLog/securityLog.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { readLog, xmlOf } from '../../../support/eventLogs.ts';
import { SeededRandom } from '../../../support/random.ts';

const mutations = 1500;
const longestMs = 3000;

/** Numbers that mean most where they should not be. */
const telling = [0, 1, 0x0c, 0x0d, 0x0e, 0x0f, 0x21, 0x41, 0x7f, 0x80, 0x81, 0xff];

describe('A mutated event log', () => {
  it('is read to its end, quickly, and never throws', async () => {
    const random = new SeededRandom(20_261_121);
    const logs = [
      eventLogBytes({ events: randomEvents(random, 30), perChunk: 15 }),
      eventLogBytes({ events: securityEvents(random, 30), perChunk: 15 }),
    ];
    let worstMs = 0;
    let damaged = 0;
    for (let index = 0; index < mutations; index++) {
      const log = mutated(random, Buffer.from(random.pick(logs)));
      const startedMs = computedMs();
      const { rows, report } = await readLog(log, 1 + random.below(70_000));
      for (const row of rows) {
        xmlOf(log, row);
      }
      worstMs = Math.max(worstMs, computedMs() - startedMs);
      damaged += report.faultCount > 0 ? 1 : 0;
      assert.equal(rows.length, report.records);
      assert.ok(rows.length <= 4000);
    }
    assert.ok(worstMs < longestMs, `${worstMs} ms`);
    // The others changed what is not looked at, or what a value says.
    assert.ok(damaged > mutations / 2, String(damaged));
  });
});

function mutated(random: SeededRandom, log: Buffer): Buffer {
  const place = () => 4096 + 512 + random.below(random.pick([2000, 60_000, log.length - 4608]));
  switch (random.below(7)) {
    case 0:
      return log.subarray(0, random.below(log.length));
    case 1:
      return Buffer.concat([log.subarray(0, place()), log.subarray(place())]);
    case 2:
      log.copyWithin(place(), place(), place());
      return log;
    case 3:
      log.writeUInt8(random.below(256), random.below(4096 + 512));
      return log;
    default:
      for (let count = 1 + random.below(12); count > 0; count--) {
        const at = Math.min(place(), log.length - 4);
        if (random.below(2) === 0) {
          log.writeUInt8(random.pick(telling), at);
        } else {
          log.writeUInt32LE(random.pick([0, 0xffffffff, 0xffff, 512, random.below(65_536)]), at);
        }
      }
      for (let at = 4096; at + 65_536 <= log.length; at += 65_536) {
        withChecksums(log.subarray(at, at + 65_536));
      }
      return log;
  }
}
