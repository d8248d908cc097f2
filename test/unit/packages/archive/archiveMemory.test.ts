import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { repeatedCrc32 } from '../../../simulator/package/crc32Combination.ts';
import { ArchiveStage, memberOf, signal } from '../../../support/archiveStage.ts';
import type { MeasuredReading } from '../../../support/measuredReading.ts';
import { zipBytes } from '../../../support/zipBuilder.ts';

const program = join(import.meta.dirname, '../../../support/measuredReading.ts');
const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;
const zeros = Buffer.alloc(mebibyte);
const crc = repeatedCrc32(crc32(zeros), mebibyte, 1024);

describe('A member of 1 GiB of zeros', () => {
  let stage: ArchiveStage;
  let bytes: Buffer;

  before(async () => {
    stage = await ArchiveStage.start();
    const once = deflateRawSync(zeros, { finishFlush: constants.Z_SYNC_FLUSH });
    const data = Buffer.concat([...Array<Buffer>(1024).fill(once), deflateRawSync('')]);
    assert.ok(data.length < 2 * mebibyte);
    bytes = zipBytes({ members: [{}, { name: 'zeros', data, both: { crc, size: gibibyte } }] });
  });
  after(() => stage.end());

  it('is read in memory that does not grow with it', async () => {
    await writeFile(stage.path, bytes);
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, stage.path]);
    const { ends, rss, buffers } = JSON.parse(stdout) as MeasuredReading;
    assert.deepEqual(ends, [
      { bytes: 16, isWhole: true, faults: [] },
      { bytes: gibibyte, isWhole: true, faults: [] },
    ]);
    assert.ok(buffers < 64 * mebibyte, `${buffers / mebibyte} MiB of buffers`);
    assert.ok(rss < 160 * mebibyte, `${rss / mebibyte} MiB`);
  });

  it('is unpacked no faster than it is asked for', async () => {
    const archive = await stage.open(bytes);
    const pieces = archive.read(memberOf(archive, 'zeros'), { signal })[Symbol.asyncIterator]();
    await pieces.next();
    const before = process.memoryUsage().arrayBuffers;
    await setTimeout(500);
    const waiting = process.memoryUsage().arrayBuffers - before;
    await pieces.return();
    assert.ok(waiting < 4 * mebibyte, `${waiting / mebibyte} MiB`);
  });

  it('is not kept in memory as a whole', async () => {
    const archive = await stage.open(bytes, { limits: { whole: 8 * mebibyte } });
    const { bytes: some, end } = await archive.readWhole(memberOf(archive, 'zeros'), { signal });
    assert.deepEqual([some.length, some.buffer.byteLength], [8 * mebibyte, 8 * mebibyte]);
    assert.deepEqual(end.faults, [{ kind: 'limit', of: 'read', bytes: 8 * mebibyte }]);
  });
});
