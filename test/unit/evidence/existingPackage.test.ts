import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import {
  appendFile,
  chmod,
  mkdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { at, AcquisitionSetup } from '../../support/acquisitionSetup.ts';
import { assertRefused, rejection } from '../../support/rejections.ts';

describe('A package that is there already', () => {
  let setup: AcquisitionSetup;
  let packagePath: string;
  let recordPath: string;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    ({ packagePath, recordPath } = await setup.acquire());
    // Whoever wants to can.
    await chmod(packagePath, 0o644);
    await chmod(recordPath, 0o644);
  });

  afterEach(() => setup.close());

  it('is found intact without asking for a link', async () => {
    const record = await readFile(recordPath, 'utf8');
    const again = await setup.acquire();
    const digest = await setup.simulator.packageDigest(setup.ready.id);
    assert.deepEqual(again, { packagePath, recordPath, ...digest, wasThere: true });
    assert.equal(setup.linkRequests.length, 1);
    assert.equal(setup.packageRequests.length, 1);
    assert.equal(await readFile(recordPath, 'utf8'), record);
  });

  const changes: [string, (paths: { packagePath: string; recordPath: string }) => Promise<void>][] = [
    [
      'was altered by one byte',
      async (paths) => {
        const bytes = await readFile(paths.packagePath);
        bytes[100_000] = (bytes[100_000] ?? 0) ^ 1;
        await writeFile(paths.packagePath, bytes);
      },
    ],
    ['lost its end', (paths) => truncate(paths.packagePath, 199_999)],
    ['lost its record', (paths) => rm(paths.recordPath)],
    ['has a record that is no JSON', (paths) => writeFile(paths.recordPath, '{"schema":')],
    ['has a record that is null', (paths) => writeFile(paths.recordPath, 'null')],
    [
      'has a record of an unknown kind',
      async (paths) => {
        const text = await readFile(paths.recordPath, 'utf8');
        await writeFile(paths.recordPath, text.replace('acquisition-record/1', 'acquisition-record/2'));
      },
    ],
    [
      'has a record that would fill the memory',
      (paths) => appendFile(paths.recordPath, Buffer.alloc(17 * 1024 * 1024, ' ')),
    ],
    [
      'has the record of another action',
      async (paths) => {
        const text = await readFile(paths.recordPath, 'utf8');
        await writeFile(paths.recordPath, text.replace(/"id": ".{8}/, '"id": "00000000'));
      },
    ],
    [
      'is a folder',
      async (paths) => {
        await rm(paths.packagePath);
        await mkdir(paths.packagePath);
      },
    ],
  ];
  for (const [words, change] of changes) {
    it(`is neither taken for intact nor touched when it ${words}`, async () => {
      await change({ packagePath, recordPath });
      const before = await contents();
      await assertRefused(setup.acquire(), 'nameTaken', { path: packagePath });
      assert.deepEqual(await contents(), before);
      assert.equal(setup.linkRequests.length, 1);
    });
  }

  it('is not read when its size alone gives it away', async () => {
    await appendFile(packagePath, 'more');
    setup.disk.opened.length = 0;
    await assertRefused(setup.acquire(), 'nameTaken');
    assert.deepEqual(setup.disk.opened, []);
  });

  for (const name of ['package', 'record']) {
    it(`is not waited for when its ${name} is a pipe`, async function () {
      if (process.platform === 'win32') {
        this.skip();
      }
      const emptySha256 = createHash('sha256').digest('hex');
      const record = JSON.parse(await readFile(recordPath, 'utf8')) as { file: object };
      const file = { ...record.file, bytes: 0, sha256: emptySha256 };
      await writeFile(recordPath, JSON.stringify({ ...record, file }));
      const path = name === 'package' ? packagePath : recordPath;
      await rm(path);
      execFileSync('mkfifo', [path]);
      await assertRefused(setup.acquire(), 'nameTaken', { path: packagePath });
    });
  }

  it('is downloaded again beside its record when it was moved away itself', async () => {
    await rename(packagePath, `${packagePath}.kept`);
    const record = await readFile(recordPath, 'utf8');
    const again = await setup.acquire();
    const digest = await setup.simulator.packageDigest(setup.ready.id);
    assert.deepEqual(again, { packagePath, recordPath, ...digest, wasThere: false });
    assert.equal(await readFile(recordPath, 'utf8'), record);
    assert.deepEqual(await readFile(packagePath), await readFile(`${packagePath}.kept`));
    assert.equal((await setup.acquire()).wasThere, true);
  });

  const otherRecords: [string, (record: string) => string][] = [
    ['of other bytes', (record) => record.replace(/(?<="sha256": ").{8}/, '00000000')],
    ['of another length', (record) => record.replace('"bytes": 200000', '"bytes": 200001')],
    ['of another action', (record) => record.replace(/"id": ".{8}/, '"id": "00000000')],
    ['that is none', () => '{}'],
  ];
  for (const [words, change] of otherRecords) {
    it(`is not put beside a record ${words}, which is never written over`, async () => {
      await rm(packagePath);
      const record = change(await readFile(recordPath, 'utf8'));
      await writeFile(recordPath, record);
      await assertRefused(setup.acquire(), 'recordKept', { path: recordPath });
      assert.equal(await readFile(recordPath, 'utf8'), record);
      assert.deepEqual(await setup.names(), [basename(recordPath)]);
      assert.deepEqual([setup.kept, await setup.unfinished.list()], [[], []]);
      await rename(recordPath, `${recordPath}.kept`);
      await setup.clock.advance(60_250);
      assert.equal((await setup.acquire()).wasThere, false);
    });
  }

  it('is not written over when another window brings it while this one still downloads it', async () => {
    const theirs = await readFile(packagePath);
    const record = await readFile(recordPath);
    await rm(packagePath);
    await rm(recordPath);
    const late = setup.acquire({
      onProgress: at('checking', () => {
        writeFileSync(packagePath, theirs);
        writeFileSync(recordPath, record);
      }),
    });
    await assertRefused(late, 'nameTaken', { path: packagePath });
    assert.deepEqual(await readFile(packagePath), theirs);
    assert.deepEqual(await readFile(recordPath), record);
    assert.deepEqual(await setup.names(), [basename(recordPath), basename(packagePath)]);
  });

  it('is not downloaded when another window ends just before this one has the lock', async () => {
    await rename(packagePath, `${packagePath}.kept`);
    const { writeFile: write } = setup.disk.files;
    setup.disk.replace('writeFile', async (path: string, ...values: [string, object]) => {
      if (path.endsWith('.zip.part.lock')) {
        await rename(`${packagePath}.kept`, packagePath);
      }
      return write(path, ...values);
    });
    assert.equal((await setup.acquire()).wasThere, true);
    assert.equal(setup.linkRequests.length, 1);
  });

  it('is judged where a link of that name leads', async () => {
    await rename(packagePath, join(setup.root, 'elsewhere.zip'));
    await symlink(join(setup.root, 'elsewhere.zip'), packagePath);
    assert.equal((await setup.acquire()).wasThere, true);
    await writeFile(join(setup.root, 'elsewhere.zip'), 'other');
    await assertRefused(setup.acquire(), 'nameTaken');
  });

  for (const code of ['EACCES', 'EIO']) {
    it(`is not passed over when it cannot be looked at (${code})`, async () => {
      setup.disk.fail('stat', code);
      await assertRefused(setup.acquire(), code === 'EACCES' ? 'notWritable' : 'diskError', {
        path: packagePath,
        code,
      });
      assert.equal(setup.linkRequests.length, 1);
    });
  }

  it('stops being read when the acquisition is cancelled', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    setup.disk.changeFile(/\.zip$/, (file) => {
      abort.abort(reason);
      return file;
    });
    assert.equal(await rejection(setup.acquire({ signal: abort.signal })), reason);
  });

  async function contents(): Promise<unknown[]> {
    const names = await setup.names();
    return Promise.all(
      names.map(async (name) => [name, await readFile(join(setup.folder, name)).catch(() => 'folder')]),
    );
  }
});
