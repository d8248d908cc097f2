import assert from 'node:assert/strict';
import { ArchiveStage, signal } from '../../../support/archiveStage.ts';
import { computedMs } from '../../../support/computedMs.ts';
import { SeededRandom } from '../../../support/random.ts';
import { extraField, fixed, zip64Extra, zipBytes } from '../../../support/zipBuilder.ts';

const runs = 1500;
const longestMs = 3000;
const text = 'Name,PID,Path\r\nMsSense.exe,4711,C:\\Program Files\\Windows Defender\r\n'.repeat(60);
const full = 0xffffffff;

const packages = [
  zipBytes({
    members: [
      { name: 'Forensics Collection Summary.csv', content: text, entry: { comment: 'of the member' } },
      { name: 'Processes/Processes.csv', content: text, descriptor: 'signed' },
      { name: 'Prefetch/A.pf', content: text, method: 0, both: { extra: extraField(0x7875, fixed([1, 4])) } },
      { name: 'SMB/', content: '', method: 0 },
      { name: 'wide', content: text, both: { size: full, extra: zip64Extra(text.length) } },
      { name: 'late', content: text, descriptor: 'plain64' },
    ],
    comment: 'of the archive',
    zip64: {},
  }),
  zipBytes({
    members: [{ content: text }, { name: 'b', content: 'two', descriptor: 'signed64' }, { name: 'c' }],
  }),
];

describe('A package that was changed', () => {
  it('is listed and read as far as it goes, and never throws or takes long', async () => {
    const random = new SeededRandom(20261103);
    const stage = await ArchiveStage.start();
    const counts = { listed: 0, empty: 0, whole: 0, faulty: 0 };
    let slowestMs = 0;
    for (let run = 0; run < runs; run++) {
      const bytes = mangled(random.pick(packages), random);
      const startedMs = computedMs();
      const archive = await stage.open(bytes);
      const { members } = archive.list;
      counts[members.length > 0 ? 'listed' : 'empty']++;
      for (const member of members.slice(0, 20)) {
        const { bytes: content, end } = await archive.readWhole(member, { signal });
        assert.equal(content.length, end.bytes);
        assert.ok(end.isWhole || end.faults.length > 0);
        counts[end.isWhole ? 'whole' : 'faulty']++;
      }
      await stage.closeAll();
      slowestMs = Math.max(slowestMs, computedMs() - startedMs);
    }
    await stage.end();
    assert.ok(slowestMs < longestMs, `${slowestMs} ms`);
    const { listed, whole, faulty } = counts;
    assert.ok(listed > 0.9 * runs && whole > runs && faulty > runs / 3, JSON.stringify(counts));
  });
});

/** One to four changes; every second one near the end, where the fields are that lead elsewhere. */
function mangled(original: Buffer, random: SeededRandom): Buffer {
  let bytes = original;
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = Math.max(
      0,
      bytes.length - 1 - random.below(random.pick([130, 500, bytes.length, bytes.length])),
    );
    const extreme = random.pick([0, 1, 0xff, 0xffff, 0x7fffffff, full, 2 ** 53, 2 ** 63]);
    bytes = random.pick([
      () => replaced(bytes, at, Buffer.from([random.below(256)])),
      () => replaced(bytes, at, fixed([extreme, 8]).subarray(0, random.pick([2, 4, 8]))),
      () => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + random.below(60)), bytes.subarray(at)]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(60))]),
      () => bytes.subarray(0, at),
    ])();
  }
  return bytes;
}

function replaced(bytes: Buffer, at: number, by: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + by.length)]);
}
