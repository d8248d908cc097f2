import assert from 'node:assert/strict';
import { lutimes, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from '../../../../src/evidence/disk/fileLock.ts';
import { nodeFiles } from '../../../../src/evidence/disk/files.ts';
import { deadPid } from '../../../support/ledgerSetup.ts';
import { LockSetup } from '../../../support/lockSetup.ts';
import { rejection } from '../../../support/rejections.ts';
import { systemError } from '../../../support/testDisk.ts';

const second = 1000;

describe('A lock file, when the disk is not as it should be', () => {
  let setup: LockSetup;

  beforeEach(async () => {
    setup = await LockSetup.start();
  });

  afterEach(() => setup.close());

  it('that a crash left empty is respected at first, then watched and taken over', async () => {
    await writeFile(setup.path, '');
    assert.equal(await setup.take(), undefined);
    await setup.touch(2 * second);
    const lock = setup.take();
    await setup.pass(2 * second);
    assert.equal(await readFile(setup.path, 'utf8'), '');
    await setup.pass(second);
    assert.equal(await (await lock)?.isHeld(), true);
  });

  it('whose folder is missing is not taken, and one whose folder was removed is not held', async () => {
    await assert.rejects(tryLock(join(setup.root, 'missing', 'lock'), setup.services), { code: 'ENOENT' });
    const folder = join(setup.root, 'folder');
    await mkdir(folder);
    const lock = await tryLock(join(folder, 'lock'), setup.services);
    await rm(folder, { recursive: true });
    assert.equal(await lock?.isHeld(), false);
    await setup.pass(6 * second);
    await lock?.release();
    assert.equal(setup.clock.nextWakeMs, undefined);
  });

  it('leaves nothing on a disk that is too full for it', async () => {
    setup.testDisk.replace('writeFile', async (file: string) => {
      await nodeFiles.writeFile(file, '');
      throw Object.assign(systemError('ENOSPC'), { syscall: 'write' });
    });
    await assert.rejects(setup.take(), { code: 'ENOSPC' });
    assert.deepEqual(await readdir(setup.root), []);
  });

  it('is held where the system says something else than that it exists, as Windows does', async () => {
    setup.testDisk.fail('writeFile', 'EPERM');
    await assert.rejects(setup.take(), { code: 'EPERM' });
    await setup.putStranger(0);
    assert.equal(await setup.take(), undefined);
  });

  it('that cannot be removed at its release stays this process’s to take', async () => {
    const lock = await setup.taken();
    setup.testDisk.fail('rm', 'EPERM');
    await lock.release();
    assert.deepEqual(await readdir(setup.root), ['lock']);
    assert.equal(setup.clock.nextWakeMs, undefined);
    setup.repair('rm');
    await setup.taken();
  });

  it('takes the place of a link, whose end stays as it is', async () => {
    const end = join(setup.root, 'end');
    for (const content of [undefined, await setup.nameOf(deadPid)]) {
      await symlink(end, setup.path);
      const old = Date.now() / 1000 - 20;
      await lutimes(setup.path, old, old);
      if (content) {
        await writeFile(end, content);
      }
      const lock = setup.take();
      await setup.pass(7.5 * second);
      await (await lock)?.release();
      assert.deepEqual(await readdir(setup.root), content ? ['end'] : []);
    }
  });

  it('takes the place of a long file without reading it', async () => {
    await writeFile(setup.path, '0'.repeat(100_000));
    await setup.touch(20 * second);
    setup.testDisk.fail('readFile', 'EIO');
    const lock = setup.take();
    await setup.pass(7.5 * second);
    setup.repair('readFile');
    assert.equal(await (await lock)?.isHeld(), true);
  });

  it('is not taken where a folder has its name', async () => {
    await mkdir(setup.path);
    await setup.touch(20 * second);
    const lock = rejection(setup.take());
    await setup.pass(7.5 * second);
    assert.match(String(await lock), /EISDIR/);
  });
});
