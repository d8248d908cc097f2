import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { repeatedCrc32 } from '../../../simulator/package/crc32Combination.ts';
import type { MeasuredVerification } from '../../../support/measuredVerification.ts';
import { zipBytes, type BuiltMember } from '../../../support/zipBuilder.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, '../../../support/measuredVerification.ts');
const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;
const zeros = Buffer.alloc(mebibyte);
const crc = repeatedCrc32(crc32(zeros), mebibyte, 1024);

describe('The memory that a verification takes', () => {
  let folder: string;
  let path: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zip-'));
    path = join(folder, 'package.zip');
  });
  after(() => rm(folder, { recursive: true }));

  async function assertFrugal(): Promise<void> {
    const { stdout } = await run(process.execPath, ['--expose-gc', program, path]);
    const { report, rss, buffers } = JSON.parse(stdout) as MeasuredVerification;
    const expected = { members: 2, unpackedBytes: gibibyte + 16, faults: [], faultCount: 0, content: 'zip' };
    assert.deepEqual(report, expected);
    assert.ok(buffers < 96 * mebibyte, `${buffers / mebibyte} MiB of buffers`);
    assert.ok(rss < 160 * mebibyte, `${rss / mebibyte} MiB`);
  }

  it('does not grow with a member that unpacks to 1 GiB of zeros', async () => {
    const once = deflateRawSync(zeros, { finishFlush: constants.Z_SYNC_FLUSH });
    const data = Buffer.concat([...Array<Buffer>(1024).fill(once), deflateRawSync('')]);
    assert.ok(data.length < 2 * mebibyte);
    await writeFile(
      path,
      zipBytes({ members: [{}, { name: 'zeros', data, both: { crc, size: gibibyte } }] }),
    );
    await assertFrugal();
  });

  it('does not grow with a stored member of 1 GiB', async () => {
    const both = { crc, compressedSize: gibibyte, size: gibibyte };
    const stored: BuiltMember = { name: 'zeros', content: '', method: 0, both };
    const withoutContent = zipBytes({ members: [{}, stored] });
    const start = withoutContent.indexOf('PK\u0001\u0002');
    const bytes = zipBytes({ members: [{}, stored], end: { start: start + gibibyte } });
    // Nothing is written where the content is: the disk keeps no block for it.
    const file = await open(path, 'w');
    await file.write(bytes.subarray(0, start), 0, start, 0);
    await file.write(bytes.subarray(start), 0, bytes.length - start, start + gibibyte);
    await file.close();
    await assertFrugal();
  });
});
