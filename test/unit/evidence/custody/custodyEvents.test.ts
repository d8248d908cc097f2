import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AcquisitionError } from '../../../../src/evidence/acquisitionError.ts';
import {
  logAcquiredLate,
  logCustody,
  type CustodyOccasion,
} from '../../../../src/evidence/custody/custodyEvents.ts';
import type { CustodyEntry } from '../../../../src/evidence/custody/custodyLine.ts';
import { AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { chainIn, CustodySetup, sha256 } from '../../../support/custodySetup.ts';
import { assertRefused, rejection } from '../../../support/rejections.ts';

const actor = {
  acquiredBy: { account: 'ben@contoso.com', osUser: 'ben' },
  acquiredWith: { extension: 'x.y', version: '9.9.9', vscode: '1.106.0' },
};

describe('What happens to a package', () => {
  let setup: CustodySetup;
  let packagePath: string;
  let recordPath: string;

  beforeEach(async () => {
    setup = await CustodySetup.start();
    packagePath = join(setup.folder, 'a.zip');
    recordPath = join(setup.folder, 'a.acquisition.json');
  });

  afterEach(() => setup.close());

  const services = () => ({ files: setup.disk.files, clock: setup.clock });

  function log(changes: Partial<CustodyOccasion> = {}, signal?: AbortSignal): Promise<void> {
    const occasion = {
      packagePath,
      event: 'opened',
      sha256: sha256('bytes'),
      note: 'why',
      ...changes,
    } as const;
    return logCustody(occasion, actor, services(), signal);
  }

  it('is logged with the hash that its record has now', async () => {
    await writeFile(recordPath, 'any record');
    await log();
    await writeFile(recordPath, 'another record');
    await log({ event: 'exported', sha256: null, note: '' });
    const [first, second] = await setup.chain();
    const { seq, previous, ...line } = first ?? assert.fail();
    assert.deepEqual([seq, previous], [1, '0'.repeat(64)]);
    assert.deepEqual(line, {
      atUtc: new Date(setup.clock.now()).toISOString(),
      event: 'opened',
      by: actor.acquiredBy,
      with: actor.acquiredWith,
      file: 'a.zip',
      sha256: sha256('bytes'),
      recordSha256: sha256('any record'),
      note: 'why',
    });
    assert.deepEqual(
      [second?.event, second?.sha256, second?.recordSha256, second?.note],
      ['exported', null, sha256('another record'), ''],
    );
  });

  it('is logged with the case that it was done for, after the note', async () => {
    const occasion = { packagePath, event: 'verified', sha256: null } as const;
    const of = { ...actor, caseNote: 'INC-4821' };
    await logCustody({ ...occasion, note: 'intact' }, of, services());
    await logCustody({ ...occasion, note: '' }, of, services());
    const notes = (await setup.chain()).map(({ note }) => note);
    assert.deepEqual(notes, ['intact; case: INC-4821', 'case: INC-4821']);
  });

  it('is logged without the hash of a record that is missing', async () => {
    await log();
    assert.equal((await setup.chain())[0]?.recordSha256, null);
  });

  it('is told of by the path of the log when that cannot be written', async () => {
    setup.disk.fail('open', 'EROFS', /custody\.jsonl$/);
    const error = await rejection(log());
    assert.ok(AcquisitionError.is(error, 'custodyNotWritten'));
    assert.deepEqual(error.data, { path: setup.path, code: 'EROFS' });
    assert.ok(AcquisitionError.is(error.cause, 'notWritable'));
  });

  it('is told of without a code when it is no fault of the disk', async () => {
    await mkdir(setup.path);
    const error = await rejection(log());
    assert.ok(AcquisitionError.is(error, 'custodyNotWritten'));
    assert.deepEqual(error.data, { path: setup.path });
    assert.ok(AcquisitionError.is(error.cause, 'nameTaken'));
  });

  it('is told of by the path of the record when that cannot be read', async () => {
    await writeFile(recordPath, 'any record');
    setup.disk.fail('readFile', 'EIO', /acquisition\.json$/);
    await assertRefused(log(), 'custodyNotWritten', { path: recordPath, code: 'EIO' });
    await assert.rejects(setup.read(), { code: 'ENOENT' });
  });

  it('is not logged when it is cancelled', async () => {
    const reason = new Error('enough');
    assert.equal(await rejection(log({}, AbortSignal.abort(reason))), reason);
    await writeFile(recordPath, 'any record');
    assert.equal(await rejection(log({}, AbortSignal.abort(reason))), reason);
    setup.disk.fail('open', 'EIO');
    assert.equal(await rejection(log({}, AbortSignal.abort(reason))), reason);
    await assert.rejects(setup.read(), { code: 'ENOENT' });
  });

  it('is not blamed on the log when it is a mistake of ours', async () => {
    const mistake = new TypeError('a mistake');
    setup.disk.replace('realpath', () => Promise.reject(mistake));
    assert.equal(await rejection(log()), mistake);
  });

  describe('and was not logged because of a crash', () => {
    const late = () => logAcquiredLate(packagePath, sha256('bytes'), actor, services());

    const logs: [string, Partial<CustodyEntry>[], boolean][] = [
      ['there is no log', [], true],
      ['the log is of other packages', [{ event: 'acquired', file: 'b.zip', sha256: sha256('bytes') }], true],
      ['the log knows it by another hash', [{ event: 'acquired', sha256: sha256('other') }], true],
      ['the log only knows that it was verified', [{ event: 'verified', sha256: sha256('bytes') }], true],
      [
        'the log knows that it was acquired, and verified later',
        [
          { event: 'acquired', sha256: sha256('bytes') },
          { event: 'altered', sha256: sha256('other') },
        ],
        false,
      ],
      [
        'the log knows that other bytes were acquired later',
        [
          { event: 'acquired', sha256: sha256('bytes') },
          { event: 'acquired', sha256: sha256('other') },
        ],
        true,
      ],
    ];
    for (const [words, entries, isAdded] of logs) {
      it(`is ${isAdded ? '' : 'not '}logged late when ${words}`, async () => {
        for (const entry of entries) {
          await setup.append({ file: 'a.zip', ...entry });
        }
        await late();
        const lines = await setup.chain();
        const added = lines
          .slice(entries.length)
          .map((line) => [line.event, line.file, line.sha256, line.note]);
        const expected = ['acquired', 'a.zip', sha256('bytes'), 'logged late: VS Code ended before'];
        assert.deepEqual(added, isAdded ? [expected] : []);
        await late();
        assert.equal((await setup.chain()).length, lines.length);
      });
    }

    it('is logged late also where the log cannot be read, if it can be written', async () => {
      const { open } = setup.disk.files;
      let reads = 0;
      setup.disk.replace('open', (path: string, ...values: []) =>
        path === setup.path && reads++ === 0 ? Promise.reject(new Error('once')) : open(path, ...values),
      );
      await late();
      assert.equal((await setup.chain()).length, 1);
    });

    it('is not taken for logged where the log cannot be written', async () => {
      await mkdir(setup.path);
      await assertRefused(late(), 'custodyNotWritten', { path: setup.path });
    });
  });
});

describe('An acquisition that cannot be logged', () => {
  let setup: AcquisitionSetup;
  let logPath: string;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    logPath = join(setup.folder, 'custody.jsonl');
  });

  afterEach(() => setup.close());

  async function events(): Promise<unknown[]> {
    return chainIn(await readFile(logPath, 'utf8')).map(({ event, note }) => [event, note]);
  }

  it('fails with its package there, and is logged by the next one', async () => {
    await mkdir(setup.folder);
    await mkdir(logPath);
    await assertRefused(setup.acquire(), 'custodyNotWritten', { path: logPath });
    assert.equal((await setup.names()).length, 2);
    assert.deepEqual(setup.kept, []);
    await assertRefused(setup.acquire(), 'custodyNotWritten', { path: logPath });
    await rm(logPath, { recursive: true });
    assert.equal((await setup.acquire()).wasThere, true);
    assert.deepEqual(await events(), [['acquired', 'logged late: VS Code ended before']]);
    assert.equal((await setup.acquire()).wasThere, true);
    assert.equal((await events()).length, 1);
    assert.equal(setup.packageRequests.length, 1);
  });

  it('is not logged a second time when the crash came after the log', async () => {
    const { rm: remove } = setup.disk.files;
    setup.disk.fail('rm', 'EIO', new RegExp(setup.statePathOf()));
    await setup.acquire();
    const left = () => setup.unfinished.readState(setup.pathOf(), setup.ready.id);
    assert.ok(await left());
    Object.assign(setup.disk.files, { rm: remove });
    assert.equal((await setup.acquire()).wasThere, true);
    assert.deepEqual(await events(), [['acquired', '']]);
    assert.equal(await left(), undefined);
  });
});
