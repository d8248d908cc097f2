import assert from 'node:assert/strict';
import { expectedLines, expectedValues } from '../../../fixtures/eventLog/expectedXml.ts';
import { eventLogBytes } from '../../../fixtures/eventLog/eventLogWriter.ts';
import { randomEvents } from '../../../fixtures/eventLog/randomLog.ts';
import { readLog, xmlOf } from '../../../support/eventLogs.ts';
import { SeededRandom } from '../../../support/random.ts';
import { spelledAlike } from '../../../support/referenceEvents.ts';

describe('A log that was written', () => {
  for (let seed = 1; seed <= 30; seed++) {
    it(`is read as it was written, by the random numbers of ${seed}`, async () => {
      const random = new SeededRandom(seed);
      const events = [...randomEvents(random, 80)];
      const log = eventLogBytes({ events, perChunk: 1 + random.below(60), emptyChunks: random.below(3) });
      const { rows, report } = await readLog(log, 1 + random.below(100_000));
      assert.deepEqual(report.faults, []);
      assert.equal(report.length, log.length);
      assert.equal(rows.length, events.length);
      for (const [index, event] of events.entries()) {
        const row = rows[index];
        assert.ok(row);
        assert.equal(row.recordId, event.recordId);
        assert.equal(row.time, event.time);
        const { xml, problems } = xmlOf(log, row);
        assert.deepEqual(problems, []);
        assert.deepEqual(spelledAlike(xml), expectedLines(event.content));
        const [outer] = event.content;
        const data = outer?.kind === 'instance' ? outer.values[17]?.data : undefined;
        const expected = data && !Buffer.isBuffer(data) ? expectedValues(data) : [];
        const values = row.values.map(({ value }) => value).filter((value) => value.trim() !== '');
        assert.deepEqual(values, expected);
      }
    });
  }

  it('is the same in pieces of every length', async () => {
    const log = eventLogBytes({ events: randomEvents(new SeededRandom(77), 90), perChunk: 40 });
    const { rows, report } = await readLog(log, log.length);
    assert.equal(rows.length, 90);
    for (const length of [1, 7, 511, 4096, 4097, 65_535, 65_537]) {
      const inPieces = await readLog(log, length);
      assert.deepEqual(inPieces.rows, rows, String(length));
      assert.deepEqual(inPieces.report, report, String(length));
    }
  });
});
