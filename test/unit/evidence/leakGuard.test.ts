import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { guardFolder } from '../../../src/evidence/leakGuard.ts';
import { nodeFiles } from '../../../src/evidence/disk/files.ts';
import { AcquisitionSetup } from '../../support/acquisitionSetup.ts';
import { assertRefused } from '../../support/rejections.ts';
import { TestDisk } from '../../support/testDisk.ts';

const names = ['.gitignore', '.ignore'];

describe('The files that keep packages out of git and of searches', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'guard-')));
  });

  afterEach(() => rm(folder, { recursive: true }));

  function contents(): Promise<string[]> {
    return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  }

  it('name everything in a folder of its own', async () => {
    await guardFolder(nodeFiles, folder, false);
    assert.deepEqual(await contents(), ['*\n', '*\n']);
    assert.deepEqual((await readdir(folder)).sort(), names);
  });

  it('name what belongs to packages alone where other things lie', async () => {
    await guardFolder(nodeFiles, folder, true);
    const [git, search] = await contents();
    assert.equal(git, search);
    const lines = (git ?? '').split('\n');
    assert.equal(lines.pop(), '');
    assert.ok(
      lines.every((line) =>
        /^(\*\.\w[\w.]+\*?|\*_\?{8}T\?{6}Z_\*\.(gz|json)\*|custody\.jsonl\*?)$/.test(line),
      ),
      git,
    );
    assert.ok(!lines.includes('*'));
  });

  for (const isShared of [false, true]) {
    it(`are left as they are where there are some, shared: ${isShared}`, async () => {
      await writeFile(join(folder, '.gitignore'), 'of somebody else');
      await guardFolder(nodeFiles, folder, isShared);
      const [git, search] = await contents();
      assert.equal(git, 'of somebody else');
      assert.ok(search?.startsWith('*'));
      await guardFolder(nodeFiles, folder, !isShared);
      assert.deepEqual(await contents(), [git, search]);
    });
  }

  it('are no way to write elsewhere', async () => {
    await symlink(join(folder, 'not-there'), join(folder, '.gitignore'));
    await mkdir(join(folder, '.ignore'));
    await guardFolder(nodeFiles, folder, false);
    assert.ok((await lstat(join(folder, '.gitignore'))).isSymbolicLink());
    assert.deepEqual((await readdir(folder)).sort(), names);
  });

  for (const name of names) {
    it(`are missing for a reason that is told: ${name}`, async () => {
      const disk = new TestDisk();
      disk.fail('writeFile', 'EROFS', new RegExp(`/\\${name}$`));
      const path = join(folder, name);
      await assertRefused(guardFolder(disk.files, folder, false), 'notWritable', { path, code: 'EROFS' });
    });
  }
});

describe('git', () => {
  let setup: AcquisitionSetup;

  before(function () {
    try {
      execFileSync('git', ['--version']);
    } catch {
      this.skip();
    }
  });

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    await git('init', '--quiet');
  });

  afterEach(() => setup.close());

  async function git(...values: string[]): Promise<string[]> {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    const { stdout } = await promisify(execFile)('git', values, { cwd: setup.root, env });
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  }

  /** Which of these would be committed with everything else. */
  async function unguarded(): Promise<string[]> {
    return (await git('ls-files', '--others', '--exclude-standard')).map((path) => basename(path));
  }

  for (const [words, folder, stays] of [
    ['a folder of their own', 'investigation-packages', []],
    ['a folder in a folder', 'cases/2026/evidence', []],
    ['the workspace folder itself', '.', [...names, 'notes.md', 'report.json', 'tool.py']],
  ] as const) {
    it(`sees nothing of packages in ${words}, while they come and later`, async () => {
      for (const name of ['notes.md', 'report.json', 'tool.py']) {
        await mkdir(join(setup.root, folder), { recursive: true });
        await writeFile(join(setup.root, folder, name), 'x');
      }
      let onTheWay: Promise<string[]> | undefined;
      let seen: Promise<string[]> | undefined;
      const { packagePath, recordPath } = await setup.acquire({
        folder,
        onProgress: ({ phase }) => {
          if (phase === 'checking') {
            onTheWay ??= readdir(join(setup.root, folder));
            seen ??= unguarded();
          }
        },
      });
      const name = basename(packagePath);
      assert.deepEqual((await onTheWay)?.filter((one) => one.startsWith(name)).sort(), [
        `${name}.part`,
        `${name}.part.lock`,
      ]);
      assert.deepEqual(await seen, stays);
      assert.deepEqual(await unguarded(), stays);
      const paths = [packagePath, recordPath, `${packagePath}.part`, `${packagePath}.part.lock`];
      paths.push(join(setup.root, folder, 'custody.jsonl'), join(setup.root, folder, 'custody.jsonl.lock'));
      assert.deepEqual(await git('check-ignore', ...paths), paths.sort());
    });
  }

  it('sees what the people of the workspace want it to see', async () => {
    await mkdir(setup.folder);
    await writeFile(join(setup.folder, '.gitignore'), '*.zip\n!.gitignore\n');
    const { recordPath } = await setup.acquire();
    assert.deepEqual(
      await unguarded(),
      ['.gitignore', '.ignore', basename(recordPath), 'custody.jsonl'].sort(),
    );
  });
});
