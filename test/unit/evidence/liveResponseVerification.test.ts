import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Acquired } from '../../../src/evidence/acquisitionTypes.ts';
import { verifyPackage } from '../../../src/evidence/packageVerification.ts';
import type { MachineAction } from '../../simulator/index.ts';
import { AcquisitionSetup } from '../../support/acquisitionSetup.ts';
import { chainIn } from '../../support/custodySetup.ts';

const script = 1;
const program = 3;

describe('Verifying the result of a live response command', () => {
  let setup: AcquisitionSetup;
  let action: MachineAction;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    action = setup.simulator.tenant.actions[6] ?? assert.fail();
  });

  afterEach(() => setup.close());

  const acquire = (commandIndex: number): Promise<Acquired> =>
    setup.acquire({ actionId: action.id, commandIndex });

  const verify = (path: string) =>
    verifyPackage(
      path,
      setup.circumstances,
      { files: setup.disk.files, clock: setup.clock },
      {
        signal: new AbortController().signal,
        onProgress: () => undefined,
      },
    );

  for (const index of [script, program]) {
    it(`finds ${index === script ? 'a report' : 'a file'} intact, altered, and intact again`, async () => {
      const { packagePath, sha256 } = await acquire(index);
      const found = await verify(packagePath);
      assert.deepEqual([found.state, found.sha256, found.archive.faultCount], ['intact', sha256, 0]);
      const original = await readFile(packagePath);
      await chmod(packagePath, 0o644);
      const altered = Buffer.from(original);
      altered[altered.length - 7] = (altered[altered.length - 7] ?? 0) ^ 0x41;
      await writeFile(packagePath, altered);
      const after = await verify(packagePath);
      assert.deepEqual([after.state, after.acquiredSha256], ['altered', sha256]);
      if (index === program) {
        assert.deepEqual(
          after.archive.faults.map(({ kind }) => kind),
          ['inflate'],
        );
      }
      await writeFile(packagePath, original);
      assert.equal((await verify(packagePath)).state, 'intact');
      const events = chainIn(await readFile(join(setup.folder, 'custody.jsonl'), 'utf8')).map(
        ({ event }) => event,
      );
      assert.deepEqual(events, ['acquired', 'verified', 'altered', 'verified']);
    });
  }

  it('finds a file whose end is missing incomplete, and one of another kind not what it says', async () => {
    const { packagePath } = await acquire(program);
    await chmod(packagePath, 0o644);
    await writeFile(packagePath, (await readFile(packagePath)).subarray(0, -100));
    assert.equal((await verify(packagePath)).state, 'incomplete');
    await writeFile(packagePath, '<html>');
    const { state, archive } = await verify(packagePath);
    assert.deepEqual(
      [state, archive.content, archive.faults.map(({ kind }) => kind)],
      ['altered', 'html', ['otherContent']],
    );
  });

  it('finds a changed record', async () => {
    const { packagePath, recordPath } = await acquire(script);
    await chmod(recordPath, 0o644);
    await writeFile(recordPath, (await readFile(recordPath, 'utf8')).replace('Get-Triage', 'Get-Nothing'));
    assert.equal((await verify(packagePath)).state, 'recordAltered');
  });
});
