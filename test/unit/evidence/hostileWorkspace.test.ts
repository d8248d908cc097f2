import assert from 'node:assert/strict';
import { existsSync, renameSync, symlinkSync } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { answer } from '../../simulator/index.ts';
import { AcquisitionSetup, at } from '../../support/acquisitionSetup.ts';
import { assertRefused } from '../../support/rejections.ts';

describe('Links that lie where a download is written', () => {
  let setup: AcquisitionSetup;
  let outside: string;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    outside = join(setup.root, 'of-somebody-else');
    await writeFile(outside, 'precious');
    await mkdir(setup.folder);
  });

  afterEach(() => setup.close());

  for (const name of ['.zip.part', '.acquisition.json.part']) {
    for (const [words, target] of [
      ['a file', () => outside],
      ['nothing yet', () => join(setup.root, 'not-there')],
    ] as const) {
      it(`are not written through: *${name} to ${words}`, async () => {
        const path = setup.pathOf().replace('.zip', name);
        await symlink(target(), path);
        const { packagePath, recordPath } = await setup.acquire();
        assert.equal(await readFile(outside, 'utf8'), 'precious');
        for (const file of [packagePath, recordPath]) {
          assert.ok((await lstat(file)).isFile());
        }
        await assert.rejects(lstat(join(setup.root, 'not-there')), { code: 'ENOENT' });
        assert.equal((await setup.names()).length, 2);
      });
    }
  }

  for (const name of ['.zip', '.acquisition.json']) {
    it(`are replaced, not followed, when they lead to nothing: *${name}`, async () => {
      await symlink(join(setup.root, 'not-there'), setup.pathOf().replace('.zip', name));
      const { packagePath, recordPath } = await setup.acquire();
      for (const file of [packagePath, recordPath]) {
        assert.ok((await lstat(file)).isFile());
      }
      await assert.rejects(lstat(join(setup.root, 'not-there')), { code: 'ENOENT' });
    });
  }
});

describe('Other files that lie in the download folder', () => {
  let setup: AcquisitionSetup;
  let outside: string;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    outside = join(setup.root, 'of-somebody-else');
    await writeFile(outside, 'precious');
    await mkdir(setup.folder);
  });

  afterEach(async () => {
    assert.equal(await readFile(outside, 'utf8'), 'precious');
    await setup.close();
  });

  for (const name of ['.gitignore', '.ignore']) {
    it(`are not written through as links: ${name}`, async () => {
      await symlink(outside, join(setup.folder, name));
      assert.equal((await setup.acquire()).wasThere, false);
    });
  }

  it('are not written through as links: the custody log, without which a package is not done', async () => {
    const logPath = join(setup.folder, 'custody.jsonl');
    await symlink(outside, logPath);
    await assertRefused(setup.acquire(), 'custodyNotWritten', { path: logPath });
    await assertRefused(setup.acquire(), 'custodyNotWritten', { path: logPath });
    await rm(logPath);
    assert.equal((await setup.acquire()).wasThere, true);
    assert.match(await readFile(logPath, 'utf8'), /"event":"acquired"/);
    assert.equal(setup.packageRequests.length, 1);
  });

  it('are no part of a download because of their name alone', async () => {
    await writeFile(`${setup.pathOf()}.part`, 'PK\x03\x04'.repeat(10_000));
    await writeFile(setup.pathOf().replace('.zip', '.acquisition.json.part'), '{');
    const { sha256 } = await setup.acquire();
    assert.equal(sha256, (await setup.simulator.packageDigest(setup.ready.id)).sha256);
    assert.equal(setup.packageRequests[0]?.headers.range, undefined);
    assert.equal((await setup.names()).length, 2);
  });
});

describe('Links that come at the last moment', () => {
  for (const name of ['.zip.part', '.acquisition.json.part']) {
    it(`are not written through either: *${name}`, async () => {
      const setup = await AcquisitionSetup.start();
      const outside = join(setup.root, 'of-somebody-else');
      await writeFile(outside, 'precious');
      const { rm: remove } = setup.disk.files;
      setup.disk.replace('rm', async (path: string, options: object) => {
        await remove(path, options);
        if (path.endsWith(name)) {
          await symlink(outside, path);
        }
      });
      await assertRefused(setup.acquire(), 'nameTaken', { code: 'EEXIST' });
      assert.equal(await readFile(outside, 'utf8'), 'precious');
      await setup.close();
    });
  }
});

describe('A folder that becomes a link while a package is on its way', () => {
  let setup: AcquisitionSetup;
  let outside: string;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    outside = `${setup.root}-outside`;
    await mkdir(outside);
  });

  afterEach(async () => {
    await rm(outside, { recursive: true });
    await setup.close();
  });

  function swap(): void {
    if (!existsSync(`${setup.folder}-before`)) {
      renameSync(setup.folder, `${setup.folder}-before`);
      symlinkSync(outside, setup.folder);
    }
  }

  it('is noticed when the file is made', async () => {
    setup.packageHost((_request, real) => {
      swap();
      return real();
    });
    await assertRefused(setup.acquire(), 'folderOutside', { path: `${setup.pathOf()}.part` });
    assert.deepEqual(await readdir(outside), []);
  });

  it('is noticed when the file of an earlier attempt is opened again', async () => {
    setup.packageHost(setup.breakAfter(100_000), 1);
    setup.packageHost(answer(400), 1);
    await assertRefused(setup.acquire(), 'linkRefused');
    const partPath = `${setup.pathOf()}.part`;
    await copyFile(partPath, join(outside, basename(partPath)));
    const { open } = setup.disk.files;
    setup.disk.replace('open', (path: string, ...values: []) => {
      if (path === partPath) {
        swap();
      }
      return open(path, ...values);
    });
    await assertRefused(setup.acquire(), 'folderOutside', { path: partPath });
    assert.deepEqual(await readdir(outside), []);
  });

  for (const [words, onProgress] of [
    ['during the transfer', at('transferring', () => swap(), 1)],
    ['before the archive is checked', at('checking', () => swap())],
  ] as const) {
    it(`leads to nothing outside: ${words}`, async () => {
      await assertRefused(setup.acquire({ onProgress }), 'folderGone');
      assert.deepEqual(await readdir(outside), []);
    });
  }

  for (const operation of ['writeFile', 'rename'] as const) {
    it(`leads to nothing outside: while the record is written (${operation})`, async () => {
      const real = setup.disk.files[operation] as (...values: unknown[]) => Promise<unknown>;
      setup.disk.replace(operation, (...values) => {
        if (String(values[0]).endsWith('.acquisition.json.part')) {
          swap();
        }
        return real(...values);
      });
      await assertRefused(setup.acquire(), 'folderGone');
      assert.deepEqual(await readdir(outside), []);
    });
  }
});
