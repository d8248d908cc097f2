import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import type { MeasuredAcquisition } from '../../../support/measuredAcquisition.ts';

const mebibyte = 1024 * 1024;
const program = join(import.meta.dirname, '../../../support/measuredAcquisition.ts');

describe('The memory that a transfer takes', () => {
  it('does not grow with the package', async () => {
    const setup = await AcquisitionSetup.start({ packageBytes: 256 * mebibyte });
    const { simulator, ready, root } = setup;
    const values = [simulator.apiHost, simulator.accessToken(), ready.id, root];
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, ...values]);
    const { bytes, sha256, rss, buffers } = JSON.parse(stdout) as MeasuredAcquisition;
    assert.deepEqual({ bytes, sha256 }, await simulator.packageDigest(ready.id));
    assert.ok(rss < 96 * mebibyte, `${rss / mebibyte} MiB`);
    assert.ok(buffers < 48 * mebibyte, `${buffers / mebibyte} MiB of buffers`);
    await setup.close();
  });
});
