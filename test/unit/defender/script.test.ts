import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSimulator, type Simulator } from '../../simulator/index.ts';

describe('A script of ten lines, in plain Node with its own fetch', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator();
  });

  after(() => simulator.close());

  it('lists the tenant', async () => {
    const script = fileURLToPath(new URL('script/listActions.ts', import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      script,
      simulator.apiHost,
      simulator.accessToken(),
    ]);
    const expected = simulator.tenant.actions.map(({ id, type, status }) => `${id} ${type} ${status}`);
    assert.deepEqual(stdout.trimEnd().split('\n'), expected);
    assert.equal(stderr, '');
  }).timeout(10_000);
});
