import assert from 'node:assert/strict';
import { appendFileSync, rmSync } from 'node:fs';
import { appendFile, readdir, rm, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { systemClock } from '../../../../src/defender/clock.ts';
import type { AcquisitionReason } from '../../../../src/evidence/acquisitionError.ts';
import { checkCustody } from '../../../../src/evidence/custody/custodyChain.ts';
import { tryLock } from '../../../../src/evidence/disk/fileLock.ts';
import type { Files } from '../../../../src/evidence/disk/files.ts';
import { CustodySetup, sha256 } from '../../../support/custodySetup.ts';
import { assertRefused, rejection } from '../../../support/rejections.ts';
import { systemError } from '../../../support/testDisk.ts';
import { until } from '../../../support/until.ts';

type Write = (bytes: Uint8Array, from: number, length?: number) => Promise<{ bytesWritten: number }>;

const log = /custody\.jsonl$/;

describe('A custody log on a disk that fails', () => {
  let setup: CustodySetup;
  let before: string;

  beforeEach(async () => {
    setup = await CustodySetup.start();
    await setup.appendNumbered(2);
    before = await setup.read();
  });

  afterEach(() => setup.close());

  /** The next files that are opened take half a line. */
  function fullInTheMiddle(then: () => unknown = () => undefined): void {
    setup.disk.changeFile(log, (file) => {
      const write = file.write.bind(file) as Write;
      const half: Write = async (bytes, from) => {
        if (from === 0) {
          return write(bytes, 0, Math.floor(bytes.length / 2));
        }
        await then();
        throw systemError('ENOSPC');
      };
      return { write: half } as Partial<FileHandle>;
    });
  }

  const failingHandles: [string, () => object, AcquisitionReason][] = [
    ['cannot be read', () => ({ read: () => Promise.reject(systemError('EIO')) }), 'diskError'],
    ['cannot be asked', () => ({ stat: () => Promise.reject(systemError('EIO')) }), 'diskError'],
    ['is full', () => ({ write: () => Promise.reject(systemError('ENOSPC')) }), 'diskFull'],
    [
      'takes nothing, and does not say why',
      () => ({ write: () => Promise.resolve({ bytesWritten: 0 }) }),
      'diskFull',
    ],
    [
      'cannot bring the line to rest',
      () => ({ sync: () => Promise.reject(systemError('EIO')) }),
      'diskError',
    ],
  ];
  for (const [words, change, reason] of failingHandles) {
    it(`stays as it was when it ${words}`, async () => {
      setup.disk.changeFile(log, change);
      await assertRefused(setup.append(), reason, { path: setup.path });
      assert.equal(await setup.read(), before);
      assert.deepEqual(await readdir(setup.folder), ['custody.jsonl']);
    });
  }

  const operations: [string, keyof Files, string, AcquisitionReason][] = [
    ['the disk is read-only', 'open', 'EROFS', 'notWritable'],
    ['nothing can be locked on it', 'writeFile', 'EROFS', 'notWritable'],
    ['it may not be written', 'open', 'EACCES', 'notWritable'],
    ['no file can be opened any more', 'open', 'EMFILE', 'diskError'],
    ['the folder cannot be found', 'realpath', 'EIO', 'diskError'],
  ];
  for (const [words, operation, code, reason] of operations) {
    it(`stays as it was when ${words}`, async () => {
      setup.disk.fail(operation, code);
      await assertRefused(setup.append(), reason, { path: setup.path, code });
      assert.equal(await setup.read(), before);
    });
  }

  it('does not pass for none when it cannot be read', async () => {
    const check = () => checkCustody(setup.folder, setup.disk);
    setup.disk.changeFile(log, () => ({ read: () => Promise.reject(systemError('EIO')) }));
    await assertRefused(check(), 'diskError', { path: setup.path });
    setup.disk.fail('open', 'EACCES');
    await assertRefused(check(), 'notWritable', { path: setup.path });
  });

  it('stays as it was when the disk is full in the middle of a line', async () => {
    fullInTheMiddle();
    await assertRefused(setup.append(), 'diskFull', { path: setup.path, code: 'ENOSPC' });
    assert.equal(await setup.read(), before);
  });

  it('takes a line in pieces', async () => {
    setup.disk.changeFile(log, (file) => {
      const write = file.write.bind(file) as Write;
      const some: Write = (bytes, from) => write(bytes, from, Math.min(100, bytes.length - from));
      return { write: some } as Partial<FileHandle>;
    });
    await setup.append();
    assert.equal((await setup.chain()).length, 3);
  });

  it('brings the line to rest before it says that it is there', async () => {
    let lengthAtSync = 0;
    setup.disk.changeFile(log, (file) => ({
      sync: async () => {
        lengthAtSync = (await file.stat()).size;
      },
    }));
    await setup.append();
    assert.equal(lengthAtSync, (await setup.read()).length);
  });

  it('is healed by the next entry when a half line cannot be taken back', async () => {
    fullInTheMiddle(() => setup.disk.fail('open', 'EIO'));
    await assertRefused(setup.append(), 'diskFull');
    const torn = (await setup.read()).slice(before.length);
    assert.ok(torn.length > 100);
    await healed(torn);
  });

  async function healed(torn: string): Promise<void> {
    const next = await CustodySetup.start();
    await rm(next.folder, { recursive: true });
    await setup.disk.files.rename(setup.folder, next.folder);
    await next.append();
    const lines = await next.chain();
    assert.equal(lines.length, 3);
    const told = `a torn line of ${torn.length} bytes was cut off before this one, SHA-256 ${sha256(torn)}`;
    assert.equal(lines[2]?.note, told);
    await next.close();
  }

  it('loses nothing of what somebody else wrote behind a half line', async () => {
    fullInTheMiddle(() => appendFile(setup.path, 'of somebody else\n'));
    await assertRefused(setup.append(), 'diskFull');
    assert.match(await setup.read(), /\n\{"seq":3,[^\n]*of somebody else\n$/);
  });

  it('loses nothing of what somebody else wrote behind a torn line that is to be cut off', async () => {
    await appendFile(setup.path, 'torn');
    let opened = 0;
    setup.disk.changeFile(log, () => {
      if (++opened === 2) {
        appendFileSync(setup.path, ', or so it seemed\n');
      }
      return {};
    });
    await setup.append({ note: 'next' });
    const lines = await setup.lines();
    assert.equal(lines[2], 'torn, or so it seemed');
    const { seq, previous, note } = JSON.parse(lines[3] ?? '') as Record<string, unknown>;
    assert.deepEqual([seq, previous, note], [4, sha256(lines[2]), 'next']);
  });

  it('is a chain when the disk is full after a torn line was cut off', async () => {
    await appendFile(setup.path, 'torn');
    fullInTheMiddle();
    await assertRefused(setup.append(), 'diskFull');
    assert.equal(await setup.read(), before);
  });

  it('has lost its folder when that is removed behind the lock', async () => {
    const { open } = setup.disk.files;
    setup.disk.replace('open', (path: string, flags: number) => {
      rmSync(setup.folder, { recursive: true });
      return open(path, flags);
    });
    await assertRefused(setup.append(), 'folderGone', { path: setup.path });
  });

  it('is written by one at a time: whoever lost the lock begins again', async () => {
    const lockPath = `${setup.path}.lock`;
    const { open } = setup.disk.files;
    const taken = Promise.withResolvers<() => Promise<void>>();
    setup.disk.replace('open', async (path: string, flags: number) => {
      const file = await open(path, flags);
      setup.disk.replace('open', open);
      await rm(lockPath);
      const lock = await tryLock(lockPath, { files: setup.disk.files, clock: setup.clock });
      taken.resolve(() => lock?.release() ?? assert.fail());
      return file;
    });
    const both = ['mine', 'of another window'].map((note) => setup.append({ note }, { clock: systemClock }));
    const release = await taken.promise;
    await systemClock.sleep(50);
    assert.equal(await setup.read(), before);
    await release();
    await Promise.all(both);
    const notes = (await setup.chain()).map(({ note }) => note);
    assert.deepEqual(notes.slice(2).sort(), ['mine', 'of another window']);
  });

  describe('and that is no longer wanted', () => {
    it('stays as it was: at once', async () => {
      assert.equal(await rejection(setup.append({}, { signal: AbortSignal.abort('enough') })), 'enough');
      assert.equal(await rejection(check(AbortSignal.abort('enough'))), 'enough');
    });

    for (const [operation, times] of [
      ['stat', 1],
      ['read', 1],
      ['read', 2],
    ] as const) {
      it(`stays as it was: while it is looked at (${operation} ${times})`, async () => {
        const stop = new AbortController();
        let calls = 0;
        setup.disk.changeFile(log, (file) => {
          const real = file[operation].bind(file) as (...values: unknown[]) => unknown;
          return {
            [operation]: (...values: unknown[]) => {
              if (++calls === times) {
                stop.abort('enough');
              }
              return real(...values);
            },
          };
        });
        assert.equal(await rejection(setup.append({}, { signal: stop.signal })), 'enough');
        assert.deepEqual(await readdir(setup.folder), ['custody.jsonl']);
      });
    }

    it('stays as it was: while somebody else has the lock', async () => {
      const services = { files: setup.disk.files, clock: setup.clock };
      const lock = (await tryLock(`${setup.path}.lock`, services)) ?? assert.fail();
      const stop = new AbortController();
      const waiting = rejection(setup.append({}, { signal: stop.signal }));
      await until(() => (setup.clock.nextWakeMs ?? Infinity) - setup.clock.now() < 1000, 'it waits');
      stop.abort('enough');
      assert.equal(await waiting, 'enough');
      await lock.release();
    });

    it('is not read to its end', async () => {
      await truncate(setup.path, 2 ** 40).catch(() => truncate(setup.path, 2 ** 31));
      const stop = new AbortController();
      setTimeout(() => stop.abort('enough'), 30);
      assert.equal(await rejection(check(stop.signal)), 'enough');
      await truncate(setup.path, before.length);
    });

    const check = (signal: AbortSignal) => checkCustody(setup.folder, setup.disk, { signal });

    afterEach(async () => assert.equal(await setup.read(), before));
  });
});
