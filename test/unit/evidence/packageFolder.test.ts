import assert from 'node:assert/strict';
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFiles } from '../../../src/evidence/disk/files.ts';
import { packageFolder } from '../../../src/evidence/packageFolder.ts';
import { assertRefused } from '../../support/rejections.ts';
import { TestDisk } from '../../support/testDisk.ts';

describe('The folder for packages', () => {
  let base: string;
  /** The workspace folder. */
  let root: string;
  let outside: string;

  beforeEach(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'folder-')));
    root = join(base, 'workspace');
    outside = join(base, 'outside');
    await mkdir(root);
    await mkdir(outside);
  });

  afterEach(() => rm(base, { recursive: true }));

  /** Everything below the base folder. */
  async function all(): Promise<string[]> {
    return (await readdir(base, { recursive: true })).sort();
  }

  const allowed: [setting: string, ...path: string[]][] = [
    ['investigation-packages', 'investigation-packages'],
    ['evidence/2026/INC-4821', 'evidence', '2026', 'INC-4821'],
    ['./evidence/', 'evidence'],
    ['a/../evidence', 'evidence'],
    ['.'],
    ['./'],
    ['..foo', '..foo'],
    ['...', '...'],
    ['a/..b/c', 'a', '..b', 'c'],
    ['Fall 118 – Ärende', 'Fall 118 – Ärende'],
  ];
  for (const [setting, ...path] of allowed) {
    it(`is made where the setting says: ${setting}`, async () => {
      const folder = await packageFolder(nodeFiles, root, setting);
      assert.equal(folder, join(root, ...path));
      assert.ok((await stat(folder)).isDirectory());
      assert.equal(await packageFolder(nodeFiles, root, setting), folder);
    });
  }

  const refused = [
    '..',
    '../',
    '../outside',
    '../outside/new',
    'a/../../outside',
    'a/../..',
    '../workspace2',
    '../../../../../../etc',
    '/',
    '/etc',
    '/tmp/new',
  ];
  for (const setting of refused) {
    it(`is refused, and not made, outside the workspace: ${setting}`, async () => {
      const before = await all();
      await assertRefused(packageFolder(nodeFiles, root, setting), 'folderOutside');
      assert.deepEqual(await all(), before);
    });
  }

  it('is refused as an absolute path even inside the workspace', async () => {
    await assertRefused(packageFolder(nodeFiles, root, join(root, 'evidence')), 'folderOutside');
    assert.deepEqual(await readdir(root), []);
  });

  it('is refused beside a workspace whose name it only begins with', async () => {
    await mkdir(`${root}-of-others`);
    await assertRefused(packageFolder(nodeFiles, root, '../workspace-of-others'), 'folderOutside');
  });

  for (const [words, setting] of [
    ['the folder itself', 'link'],
    ['a folder above it', 'link/evidence'],
    ['a folder further above it', 'link/evidence/2026'],
  ] as const) {
    it(`is refused, and not made, when a link leads out of the workspace: ${words}`, async () => {
      await symlink(outside, join(root, 'link'));
      await assertRefused(packageFolder(nodeFiles, root, setting), 'folderOutside', {
        path: join(root, setting),
      });
      assert.deepEqual(await readdir(outside), []);
    });

    it(`is not made by way of a link that leads out to nothing: ${words}`, async () => {
      await symlink(join(outside, 'not-there'), join(root, 'link'));
      const reason = setting === 'link' ? 'folderGone' : 'notAFolder';
      await assertRefused(packageFolder(nodeFiles, root, setting), reason);
      assert.deepEqual(await readdir(outside), []);
      assert.ok((await lstat(join(root, 'link'))).isSymbolicLink());
    });

    it(`is made when a link stays in the workspace, under its real path: ${words}`, async () => {
      await mkdir(join(root, 'cases'));
      await symlink('cases', join(root, 'link'));
      const folder = await packageFolder(nodeFiles, root, setting);
      assert.equal(folder, join(root, 'cases', ...setting.split('/').slice(1)));
    });
  }

  it('is refused when links lead out over several steps', async () => {
    await symlink(join(root, 'second'), join(root, 'first'));
    await symlink('../outside', join(root, 'second'));
    await assertRefused(packageFolder(nodeFiles, root, 'first'), 'folderOutside');
  });

  it('is refused when links lead in a circle', async () => {
    await symlink('second', join(root, 'first'));
    await symlink('first', join(root, 'second'));
    await assertRefused(packageFolder(nodeFiles, root, 'first'), 'diskError', { code: 'ELOOP' });
  });

  it('lies in the real workspace when the workspace itself is a link', async () => {
    const link = join(base, 'link-to-workspace');
    await symlink(root, link);
    assert.equal(await packageFolder(nodeFiles, link, 'evidence'), join(root, 'evidence'));
    await assertRefused(packageFolder(nodeFiles, link, '../outside'), 'folderOutside');
  });

  it('is refused outside the workspace even where a link leads back into it', async () => {
    await symlink(root, join(base, 'back'));
    await assertRefused(packageFolder(nodeFiles, root, '../back/evidence'), 'folderOutside');
    assert.deepEqual(await readdir(root), []);
  });

  it('may have the name of a workspace with a trailing separator', async () => {
    assert.equal(await packageFolder(nodeFiles, `${root}/`, 'evidence'), join(root, 'evidence'));
  });

  it('is not made over a file', async () => {
    await writeFile(join(root, 'evidence'), 'a file');
    await assertRefused(packageFolder(nodeFiles, root, 'evidence'), 'notAFolder', {
      path: join(root, 'evidence'),
    });
    await assertRefused(packageFolder(nodeFiles, root, 'evidence/2026'), 'notAFolder');
  });

  it('is gone with the workspace', async () => {
    await rm(root, { recursive: true });
    await assertRefused(packageFolder(nodeFiles, root, 'evidence'), 'folderGone', { path: root });
    assert.deepEqual(await readdir(base), ['outside']);
  });

  it('is no name with a null character in it', async () => {
    await assertRefused(packageFolder(nodeFiles, root, 'a\0b'), 'diskError');
  });

  it('is refused when it becomes a link between being judged and being used', async () => {
    const disk = new TestDisk();
    const { mkdir: make } = disk.files;
    disk.replace('mkdir', async (path: string, options: object) => {
      await make(path, options);
      await rename(path, `${path}-before`);
      await symlink(outside, path);
    });
    await assertRefused(packageFolder(disk.files, root, 'evidence'), 'folderOutside');
  });

  for (const [operation, code, reason] of [
    ['realpath', 'EACCES', 'notWritable'],
    ['realpath', 'EIO', 'diskError'],
    ['mkdir', 'EROFS', 'notWritable'],
    ['mkdir', 'ENAMETOOLONG', 'pathTooLong'],
  ] as const) {
    it(`says why it cannot be had: ${operation} ${code}`, async () => {
      const disk = new TestDisk();
      disk.fail(operation, code, /evidence/);
      await assertRefused(packageFolder(disk.files, root, 'evidence'), reason, { code });
    });
  }
});
