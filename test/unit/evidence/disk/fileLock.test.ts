import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tryLock, withLock } from '../../../../src/evidence/disk/fileLock.ts';
import { nodeFiles } from '../../../../src/evidence/disk/files.ts';
import { deadPid } from '../../../support/ledgerSetup.ts';
import { LockSetup } from '../../../support/lockSetup.ts';
import { rejection } from '../../../support/rejections.ts';
import { TestDisk } from '../../../support/testDisk.ts';

const second = 1000;

describe('A lock file', () => {
  let setup: LockSetup;

  beforeEach(async () => {
    setup = await LockSetup.start();
  });

  afterEach(() => setup.close());

  it('is held by one, and by the next after its release', async () => {
    const first = await setup.taken();
    assert.equal(await setup.take(), undefined);
    assert.equal(await first.isHeld(), true);
    await first.release();
    assert.equal(await first.isHeld(), false);
    const second = await setup.taken();
    await first.release();
    assert.equal(await second.isHeld(), true);
    await second.release();
    assert.deepEqual(await readdir(setup.root), []);
    assert.equal(setup.clock.nextWakeMs, undefined);
  });

  it('lets one of this process work at a time, without a pause, and passes on what the work gave', async () => {
    let inside = 0;
    const order: number[] = [];
    const ends: Promise<number>[] = [];
    const work = (number: number) => {
      const end = withLock(setup.path, setup.services, async (lock) => {
        assert.equal(++inside, 1);
        assert.equal(await lock.isHeld(), true);
        order.push(number);
        if (number < 3) {
          work(number + 3);
        }
        await setup.disk.quiet();
        inside--;
        return number;
      });
      ends.push(end);
    };
    [0, 1, 2].forEach(work);
    for (let number = 0; number < 6; number++) {
      assert.equal(await ends[number], number);
    }
    assert.deepEqual(order, [0, 1, 2, 3, 4, 5]);
    const fault = new Error('fault');
    assert.equal(await rejection(withLock(setup.path, setup.services, () => Promise.reject(fault))), fault);
    assert.deepEqual(await readdir(setup.root), []);
  });

  it('is not waited for behind others of this process once the signal says so', async () => {
    const { promise: end, resolve: finish } = Promise.withResolvers<unknown>();
    const first = withLock(setup.path, setup.services, () => end);
    const abort = new AbortController();
    const second = rejection(
      withLock(setup.path, setup.services, () => assert.fail('given up'), abort.signal),
    );
    let isThird = false;
    const third = withLock(setup.path, setup.services, () => Promise.resolve((isThird = true)));
    await setup.disk.quiet();
    const reason = new Error('enough');
    abort.abort(reason);
    assert.equal(await second, reason);
    await setup.disk.quiet();
    assert.equal(isThird, false);
    finish('first');
    assert.deepEqual(await Promise.all([first, third]), ['first', true]);
    assert.equal(setup.clock.nextWakeMs, undefined);
  });

  it('is taken soon after its release by one that waited for long', async () => {
    const first = await setup.taken();
    const next = withLock(setup.path, setup.services, () => Promise.resolve('done'));
    await setup.pass(20 * second);
    await first.release();
    await setup.pass(second / 2);
    assert.equal(setup.clock.nextWakeMs, undefined);
    assert.equal(await next, 'done');
  });

  it('of a process that ended is taken over at once', async () => {
    await writeFile(setup.path, await setup.nameOf(deadPid));
    assert.equal(await (await setup.taken()).isHeld(), true);
    assert.deepEqual(await readdir(setup.root), ['lock']);
  });

  it('of an earlier process with the id of this one is taken over at once', async () => {
    await writeFile(setup.path, await setup.nameOf(process.pid));
    await setup.taken();
  });

  it('of a process that ended is taken over by one of many', async () => {
    for (let round = 0; round < 20; round++) {
      await writeFile(setup.path, await setup.nameOf(deadPid, round + 1));
      const all = await Promise.all(Array.from({ length: 8 }, () => setup.take()));
      const held = all.filter((lock) => lock !== undefined);
      assert.ok(held.length <= 1, `${held.length} hold it`);
      const lock = held[0] ?? (await setup.taken());
      assert.equal(await lock.isHeld(), true);
      await lock.release();
      assert.deepEqual(await readdir(setup.root), []);
    }
  });

  it('is not removed by one that was slow to take a leftover over', async () => {
    await writeFile(setup.path, await setup.nameOf(deadPid));
    const { promise: goOn, resolve: letGoOn } = Promise.withResolvers<unknown>();
    const { promise: isThere, resolve: arrive } = Promise.withResolvers<unknown>();
    const slow = new TestDisk();
    slow.replace('writeFile', async (file: string, text: string, options: { flag: string }) => {
      if (file !== setup.path) {
        arrive(undefined);
        await goOn;
      }
      return nodeFiles.writeFile(file, text, options);
    });
    const late = tryLock(setup.path, { files: slow.files, clock: setup.clock });
    await isThere;
    const lock = await setup.taken();
    letGoOn(undefined);
    assert.equal(await late, undefined);
    assert.equal(await lock.isHeld(), true);
  });

  it('is taken over although a process ended while it took it over', async () => {
    await writeFile(setup.path, await setup.nameOf(deadPid));
    const claims: string[] = [];
    setup.testDisk.fail('rm', 'EIO', /lock$/);
    setup.testDisk.replace('writeFile', (file: string, text: string, options: { flag: string }) => {
      claims.push(file);
      return nodeFiles.writeFile(file, text, options);
    });
    await assert.rejects(setup.take(), { code: 'EIO' });
    const claim = claims.find((file) => file !== setup.path) ?? assert.fail('nothing guards a leftover');
    assert.deepEqual(await readdir(setup.root), ['lock']);
    await writeFile(claim, await setup.nameOf(deadPid, 2));
    setup.repair('rm');
    const lock = await setup.taken();
    assert.deepEqual(await readdir(setup.root), ['lock']);
    await lock.release();
  });

  it('of a process of which nothing is known is respected while it is touched', async () => {
    await setup.putStranger(10 * second);
    assert.equal(await setup.take(), undefined);
  });

  for (const [when, ageMs] of [
    ['long ago', 20 * second],
    ['in the future, the clock being set back', -3600 * second],
  ] as const) {
    it(`last touched ${when} is watched for seven seconds, and then taken over`, async () => {
      await setup.putStranger(ageMs);
      const lock = setup.take();
      await setup.pass(6.5 * second);
      assert.match(await readFile(setup.path, 'utf8'), /^00000000/);
      await setup.pass(second);
      assert.equal(await (await lock)?.isHeld(), true);
    });

    it(`last touched ${when} is respected when it is touched again`, async () => {
      await setup.putStranger(ageMs);
      const lock = setup.take();
      await setup.pass(4 * second);
      await setup.touch();
      await setup.pass(second);
      assert.equal(await lock, undefined);
    });
  }

  it('is taken when it is released while it is watched', async () => {
    await setup.putStranger(20 * second);
    const lock = setup.take();
    await setup.pass(2 * second);
    await rm(setup.path);
    await setup.pass(second);
    assert.ok(await lock);
  });

  it('that was taken over before its holder could write its name into it is not held', async () => {
    const now = Date.now;
    setup.testDisk.replace('writeFile', async () => {
      await setup.putStranger(0);
      Date.now = () => now() + 10 * second;
    });
    try {
      assert.equal(await setup.take(), undefined);
    } finally {
      Date.now = now;
    }
    assert.match(await readFile(setup.path, 'utf8'), /^00000000/);
  });

  it('is touched every five seconds, also after a touch failed', async () => {
    const lock = await setup.taken();
    const age = async () => Date.now() - (await nodeFiles.stat(setup.path)).mtimeMs;
    for (const fails of [false, true, false]) {
      await setup.touch(100 * second);
      if (fails) {
        setup.testDisk.fail('utimes', 'EIO');
      }
      await setup.pass(5 * second);
      assert.equal((await age()) > 50 * second, fails);
      setup.repair('utimes');
    }
    await lock.release();
    assert.equal(setup.clock.nextWakeMs, undefined);
  });

  it('that was taken over is not touched and not removed by its first holder', async () => {
    const lock = await setup.taken();
    await setup.putStranger(100 * second);
    assert.equal(await lock.isHeld(), false);
    await setup.pass(5 * second);
    assert.ok(Date.now() - (await nodeFiles.stat(setup.path)).mtimeMs > 50 * second);
    await lock.release();
    assert.match(await readFile(setup.path, 'utf8'), /^00000000/);
  });

  it('is not waited for any longer once the signal says so', async () => {
    const reason = new Error('enough');
    assert.equal(await rejection(setup.take(AbortSignal.abort(reason))), reason);
    assert.deepEqual(await readdir(setup.root), []);
    for (const ageMs of [0, 20 * second]) {
      await setup.putStranger(ageMs);
      const abort = new AbortController();
      const waiting = rejection(
        withLock(setup.path, setup.services, () => assert.fail('not held'), abort.signal),
      );
      await setup.pass(2 * second);
      abort.abort(reason);
      assert.equal(await waiting, reason);
      assert.equal(setup.clock.nextWakeMs, undefined);
    }
    assert.deepEqual(await readdir(setup.root), ['lock']);
  });
});
