import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import type { AcquisitionRecord } from '../../../src/evidence/acquisitionRecord.ts';
import type { Acquired } from '../../../src/evidence/acquisitionTypes.ts';
import { repositoryRoot } from '../../host/paths.ts';
import { answer, json, type MachineAction } from '../../simulator/index.ts';
import { AcquisitionSetup, type Attempt } from '../../support/acquisitionSetup.ts';
import { chainIn } from '../../support/custodySetup.ts';
import { assertRefused, rejection } from '../../support/rejections.ts';

const script = 1;
const report = 2;
const program = 3;

const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(
    readFileSync(join(repositoryRoot, 'schemas/acquisition-record-1.schema.json'), 'utf8'),
  ) as object,
);

describe('Acquiring the result of a live response command', () => {
  let setup: AcquisitionSetup;
  let action: MachineAction;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    action = setup.simulator.tenant.actions[6] ?? assert.fail();
    assert.deepEqual([action.type, action.status, action.commands?.length], ['LiveResponse', 'Succeeded', 4]);
  });

  afterEach(() => setup.close());

  const acquire = (commandIndex: number, attempt: Attempt = {}): Promise<Acquired> =>
    setup.acquire({ actionId: action.id, commandIndex, ...attempt });

  const linkRequests = () =>
    setup.simulator.requests.filter(({ path }) => path.includes('ResultDownloadLink'));

  function nameOf(rest: string): string {
    const time = action.creationDateTimeUtc.replaceAll(/[-:]|\.\d+/g, '');
    return `srv-web-02.contoso.com_${time}_${action.id}_${rest}`;
  }

  const good: [index: number, name: string, type: string][] = [
    [script, '1_Get-Triage.ps1.json', 'RunScript'],
    [report, '2_result.json.gz', 'GetFile'],
    [program, '3_upd.exe.gz', 'GetFile'],
  ];
  for (const [index, rest, type] of good) {
    it(`brings ${rest} to disk, with its own record, and read-only`, async () => {
      const acquired = await acquire(index);
      const name = nameOf(rest);
      const recordName = name.replace(/\.(gz|json)$/, '.acquisition.json');
      const digest = setup.simulator.resultDigest(action.id, index);
      const [packagePath, recordPath] = [join(setup.folder, name), join(setup.folder, recordName)];
      assert.deepEqual(acquired, { packagePath, recordPath, ...digest, wasThere: false });
      assert.deepEqual(await setup.names(), [recordName, name].sort());
      assert.equal((await readFile(packagePath)).length, digest.bytes);
      const record = JSON.parse(await readFile(recordPath, 'utf8')) as AcquisitionRecord;
      assert.ok(validate(record), JSON.stringify(validate.errors));
      const params = action.commands?.[index]?.command.params;
      assert.deepEqual(record.command, { index, type, params });
      assert.deepEqual(record.file, { name, ...digest });
      const { '@odata.context': context, ...returned } = record.action;
      assert.match(String(context), /\/\$metadata#MachineActions\/\$entity$/);
      assert.deepEqual(returned, JSON.parse(JSON.stringify(action)));
      assert.deepEqual(
        record.linkRequests.map(({ status }) => status),
        [200],
      );
      assert.equal(record.verification.members, 1);
      assert.ok(record.verification.unpackedBytes > 80);
      for (const path of [packagePath, recordPath]) {
        assert.equal((await stat(path)).mode & 0o222, 0, path);
      }
      const [line] = chainIn(await readFile(join(setup.folder, 'custody.jsonl'), 'utf8'));
      assert.deepEqual([line?.event, line?.file, line?.sha256], ['acquired', name, digest.sha256]);
    });
  }

  it('records what the file was before it was packed', async () => {
    const { recordPath } = await acquire(program);
    const { verification } = JSON.parse(await readFile(recordPath, 'utf8')) as AcquisitionRecord;
    assert.equal(verification.unpackedBytes, 90_000);
  });

  it('brings several of one action side by side, and finds each there again', async () => {
    await Promise.all([script, report, program].map((index) => acquire(index)));
    assert.equal((await setup.names()).length, 6);
    for (const index of [script, report, program]) {
      assert.equal((await acquire(index)).wasThere, true);
    }
    assert.equal(linkRequests().length, 3);
  });

  it('does not wait for the limit of package links', async () => {
    for (const index of [script, report, program]) {
      await acquire(index);
    }
    assert.ok(!setup.progress.some(({ phase }) => phase === 'waiting'));
  });

  it('goes on where an attempt broke off, and is offered until then', async () => {
    setup.packageHost(setup.breakAfter(50_000), 1);
    setup.packageHost(answer(400));
    await rejection(acquire(program));
    const [kept] = await setup.unfinished.list();
    assert.deepEqual([kept?.actionId, kept?.commandIndex], [action.id, program]);
    assert.equal(basename(kept?.packagePath ?? ''), nameOf('3_upd.exe.gz'));
    assert.deepEqual(setup.kept, [50_000]);
    setup.simulator.faults.clear();
    const { bytes, sha256 } = await acquire(program);
    assert.deepEqual({ bytes, sha256 }, setup.simulator.resultDigest(action.id, program));
    assert.match(setup.ranges.at(-1)?.[0] ?? '', /^bytes=50000-$/);
    assert.deepEqual(await setup.unfinished.list(), []);
  });

  it('is possible where a later command failed', async () => {
    action.status = 'Failed';
    Object.assign(action.commands?.[3] ?? {}, { commandStatus: 'Failed' });
    assert.equal((await acquire(report)).wasThere, false);
  });

  it('keeps a report that tells of errors of its own', async () => {
    setup.packageHost(json(200, { script_name: 'x', script_output: '', error: { code: 'x' } }));
    assert.equal((await acquire(script)).wasThere, false);
  });

  it('overwrites nothing', async () => {
    const { packagePath } = await acquire(script);
    await chmod(packagePath, 0o644);
    await writeFile(packagePath, '{}');
    await assertRefused(acquire(script), 'nameTaken', { path: packagePath });
    assert.equal(await readFile(packagePath, 'utf8'), '{}');
  });

  it('is kept out of git in the workspace folder itself, where nothing else is', async () => {
    const run = promisify(execFile);
    const git = (...words: string[]) => run('git', ['-C', setup.root, ...words]);
    for (const index of [script, program]) {
      await acquire(index, { folder: '.' });
    }
    for (const name of ['package.json', 'a.gz']) {
      await writeFile(join(setup.root, name), '');
    }
    await git('init', '--quiet');
    const { stdout } = await git('status', '--porcelain', '--untracked-files=all');
    const seen = stdout.split('\n').map((line) => line.slice(3));
    assert.deepEqual(
      seen
        .filter((name) => !name.startsWith('.'))
        .filter(Boolean)
        .sort(),
      ['a.gz', 'package.json'],
    );
  });
});
