import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { readFile, type FileHandle } from 'node:fs/promises';
import {
  AcquisitionError,
  onDisk,
  type AcquisitionReason,
} from '../../../../src/evidence/acquisitionError.ts';
import type { AcquisitionProgress } from '../../../../src/evidence/acquisitionTypes.ts';
import { nodeFiles, type Files } from '../../../../src/evidence/disk/files.ts';
import { AcquisitionSetup, at } from '../../../support/acquisitionSetup.ts';
import { assertRefused, rejection } from '../../../support/rejections.ts';
import { until } from '../../../support/until.ts';
import { systemError } from '../../../support/testDisk.ts';

const size = 200_000;

describe('A disk that fails', () => {
  let setup: AcquisitionSetup;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
  });

  afterEach(() => setup.close());

  const codes: [string, AcquisitionReason][] = [
    ['ENOSPC', 'diskFull'],
    ['EDQUOT', 'diskFull'],
    ['EACCES', 'notWritable'],
    ['EPERM', 'notWritable'],
    ['EROFS', 'notWritable'],
    ['ENAMETOOLONG', 'pathTooLong'],
    ['ENOENT', 'folderGone'],
    ['ENOTDIR', 'notAFolder'],
    ['EEXIST', 'nameTaken'],
    ['EIO', 'diskError'],
    ['EMFILE', 'diskError'],
    ['EBUSY', 'diskError'],
  ];
  for (const [code, reason] of codes) {
    it(`has a reason for ${code}, with path and code`, async () => {
      const error = systemError(code);
      const thrown = await rejection(onDisk('/a/b.zip', () => Promise.reject(error)));
      assert.ok(AcquisitionError.is(thrown, reason));
      assert.deepEqual([thrown.data, thrown.cause], [{ path: '/a/b.zip', code }, error]);
    });
  }

  it('is not blamed for what is none of its errors', async () => {
    const refusal = new AcquisitionError('damaged');
    const abort = new DOMException('stop', 'AbortError');
    for (const error of [refusal, abort, new TypeError('a mistake')]) {
      assert.equal(await rejection(onDisk('/a/b.zip', () => Promise.reject(error))), error);
    }
  });

  const operations: [string, keyof Files, string, RegExp, AcquisitionReason][] = [
    ['the folder cannot be made', 'mkdir', 'EACCES', /./, 'notWritable'],
    ['the disk is read-only', 'mkdir', 'EROFS', /./, 'notWritable'],
    ['the folder cannot be kept out of git', 'writeFile', 'EACCES', /gitignore$/, 'notWritable'],
    ['the lock cannot be written', 'writeFile', 'EACCES', /zip\.part\.lock$/, 'notWritable'],
    ['the path is too long', 'open', 'ENAMETOOLONG', /\.part$/, 'pathTooLong'],
    ['the file cannot be made', 'open', 'EACCES', /\.part$/, 'notWritable'],
  ];
  for (const [words, operation, code, path, reason] of operations) {
    it(`leaves nothing when ${words}`, async () => {
      setup.disk.fail(operation, code, path);
      await assertRefused(setup.acquire(), reason, { code });
      assert.deepEqual([await setup.names(), setup.kept, await setup.unfinished.list()], [[], [], []]);
    });
  }

  const lateOperations: [string, keyof Files, string, RegExp, AcquisitionReason][] = [
    ['the record cannot be written', 'writeFile', 'ENOSPC', /json\.part$/, 'diskFull'],
    ['the record cannot get its name', 'rename', 'EACCES', /json\.part$/, 'notWritable'],
    ['the package cannot get its name', 'rename', 'EPERM', /zip\.part$/, 'notWritable'],
  ];
  for (const [words, operation, code, path, reason] of lateOperations) {
    it(`keeps all the bytes when ${words}, and takes them the next time`, async () => {
      setup.disk.fail(operation, code, path);
      await assertRefused(setup.acquire(), reason, { code });
      assert.deepEqual(setup.kept, [size]);
      await setup.assertOnlyKept();
      Object.assign(setup.disk.files, { [operation]: nodeFiles[operation] });
      const { sha256 } = await setup.acquire();
      assert.equal(sha256, (await setup.simulator.packageDigest(setup.ready.id)).sha256);
      assert.deepEqual([setup.linkRequests.length, setup.packageRequests.length], [1, 1]);
      assert.deepEqual(await setup.segments(), [[0, size, 'complete']]);
    });
  }

  const fileOperations: [string, (file: FileHandle) => Partial<FileHandle>, AcquisitionReason][] = [
    ['is full at once', writing(() => () => Promise.reject(systemError('ENOSPC'))), 'diskFull'],
    ['is full on the way', fullAfter(100_000), 'diskFull'],
    ['takes nothing any more, and does not say why', writing(() => () => Promise.resolve(0)), 'diskFull'],
  ];
  for (const [words, change, reason] of fileOperations) {
    it(`leaves nothing when it ${words}`, async () => {
      setup.disk.changeFile(/zip\.part$/, change);
      await assertRefused(setup.acquire(), reason, { path: `${setup.pathOf()}.part` });
      assert.deepEqual([await setup.names(), setup.kept, await setup.unfinished.list()], [[], [], []]);
      assert.equal(setup.linkRequests.length, 1);
    });
  }

  it('leaves nothing when it cannot bring the bytes to rest: it says so once only', async () => {
    let failures = 0;
    setup.disk.changeFile(/zip\.part$/, (file) => {
      const sync = file.sync.bind(file);
      return { sync: () => (failures++ === 0 ? Promise.reject(systemError('EIO')) : sync()) };
    });
    await assertRefused(setup.acquire(), 'diskError', { path: `${setup.pathOf()}.part`, code: 'EIO' });
    assert.deepEqual([await setup.names(), setup.kept], [[], []]);
  });

  it('gives no name to a file when it finds out on closing', async () => {
    setup.disk.changeFile(/zip\.part$/, failingClose);
    await assertRefused(setup.acquire(), 'diskFull', { path: `${setup.pathOf()}.part`, code: 'EDQUOT' });
    await setup.assertOnlyKept();
  });

  it('is heard of when it fills up while the last block is written', async () => {
    const large = await AcquisitionSetup.start({ packageBytes: 9_000_000 });
    let bytes = 0;
    large.disk.changeFile(
      /zip\.part$/,
      writing((write) => (data, position) => {
        bytes += data.length;
        return bytes < 9_000_000 ? write(data, position) : Promise.reject(systemError('ENOSPC'));
      }),
    );
    await assertRefused(large.acquire(), 'diskFull');
    assert.equal(bytes, 9_000_000);
    await large.close();
  });

  for (const [words, code, reason] of [
    ['filled up', 'ENOSPC', 'diskFull'],
    ['could not bring more to rest', 'EIO', 'diskError'],
  ] as const) {
    it(`keeps what was surely there before it ${words}, with which the next attempt goes on`, async () => {
      const large = await AcquisitionSetup.start({ packageBytes: 20_000_000 });
      let disk: 'good' | 'failing' | 'repaired' = 'good';
      const unlessFailing = <T>(when: string, work: () => Promise<T>): Promise<T> =>
        disk === 'failing' && code === when ? Promise.reject(systemError(code)) : work();
      large.disk.changeFile(/zip\.part$/, (file) => {
        const sync = file.sync.bind(file);
        const changed = writing(
          (write) => (data, position) => unlessFailing('ENOSPC', () => write(data, position)),
        );
        return { ...changed(file), sync: () => unlessFailing('EIO', sync) };
      });
      let checkedAt = 0;
      // It fails as soon as there is a checkpoint, before which not all is sent.
      large.disk.replace('rename', async (from: string, to: string) => {
        await nodeFiles.rename(from, to);
        disk = disk === 'good' && checkedAt > 0 && to === large.statePathOf() ? 'failing' : disk;
      });
      large.packageHost(async (_request, real) => {
        const { body, ...reply } = await real();
        const source = body as Exclude<typeof body, string | Buffer>;
        const chunks = async function* () {
          let sent = 0;
          for await (const chunk of source.chunks()) {
            yield chunk;
            sent += chunk.length;
            await (sent >= 10_000_000 && until(() => disk !== 'good', 'a checkpoint'));
          }
        };
        return { ...reply, body: { size: source.size, chunks } };
      }, 1);
      const onProgress = (step: AcquisitionProgress): void => {
        if (step.phase === 'transferring' && step.bytes >= 6_000_000 && checkedAt === 0) {
          checkedAt = step.bytes;
          void large.clock.advance(1000);
        }
      };
      await assertRefused(large.acquire({ onProgress }), reason, { code });
      const [kept = assert.fail('nothing was kept')] = large.kept;
      assert.ok(kept >= checkedAt && kept < 20_000_000, `${kept} bytes`);
      disk = 'repaired';
      const { sha256 } = await large.acquire();
      assert.equal(sha256, (await large.simulator.packageDigest(large.ready.id)).sha256);
      assert.equal(large.ranges[1]?.[0], `bytes=${kept}-`);
      await large.close();
    });
  }

  it('may take a block in pieces: every byte is where it belongs', async () => {
    setup.disk.changeFile(
      /zip\.part$/,
      writing((write) => (bytes, position) => write(bytes.subarray(0, 30_001), position)),
    );
    const { packagePath, sha256 } = await setup.acquire();
    assert.equal((await readFile(packagePath)).length, size);
    assert.equal(sha256, (await setup.simulator.packageDigest(setup.ready.id)).sha256);
    assert.equal((await setup.acquire()).wasThere, true);
  });

  it('is not hidden by a second failure while tidying up', async () => {
    setup.disk.fail('rename', 'EIO', /zip\.part$/);
    setup.disk.fail('rm', 'EACCES', /acquisition\.json$/);
    await assertRefused(setup.acquire(), 'diskError', { path: setup.pathOf(), code: 'EIO' });
    assert.match(setup.log.text, /^warn .*acquisition\.json could not be removed: EACCES/m);
  });

  it('is not hidden by a record that cannot be tidied up', async () => {
    const { rm } = setup.disk.files;
    let tries = 0;
    setup.disk.replace('rm', (path: string, options: object) =>
      path.endsWith('json.part') && ++tries > 1 ? Promise.reject(systemError('EIO')) : rm(path, options),
    );
    setup.disk.fail('writeFile', 'ENOSPC', /json\.part$/);
    await assertRefused(setup.acquire(), 'diskFull');
    await setup.assertOnlyKept();
  });

  it('says in the log which part of a file it keeps', async () => {
    setup.disk.changeFile(/zip\.part$/, (file) => {
      setup.disk.fail('rm', 'EBUSY', /zip\.part$/);
      return fullAfter(100_000)(file);
    });
    await assertRefused(setup.acquire(), 'diskFull');
    assert.match(setup.log.text, /^warn .*\.zip\.part could not be removed: EBUSY/m);
  });

  for (const phase of ['transferring', 'checking'] as const) {
    it(`has lost the folder: ${phase}`, async () => {
      const remove = () => rmSync(setup.folder, { recursive: true, force: true });
      await assertRefused(setup.acquire({ onProgress: at(phase, remove) }), 'folderGone');
      assert.deepEqual(await setup.names(), []);
    });
  }

  it('does not let a file that shrinks on it pass', async () => {
    const shrink = () => writeFileSync(`${setup.pathOf()}.part`, 'PK');
    const error = await rejection(setup.acquire({ onProgress: at('checking', shrink) }));
    assert.ok(error instanceof AcquisitionError);
    assert.ok(['damaged', 'notAPackage', 'changedMeanwhile'].includes(error.reason), error.reason);
    assert.deepEqual([await setup.names(), setup.kept], [[], []]);
  });
});

/** Writes bytes at a position, or behind the last ones, and says how many it took. */
type Write = (bytes: Uint8Array, position: number | null) => Promise<number>;

/** Puts something else in the place of every way in which a file can be written to. */
function writing(change: (write: Write) => Write): (file: FileHandle) => Partial<FileHandle> {
  return (file) => {
    const real = file.write.bind(file);
    const write = change(async (bytes, position) => {
      const { bytesWritten } = await real(bytes, 0, bytes.length, position);
      return bytesWritten;
    });
    return {
      writev: async (buffers: Uint8Array[], position: number | null = null) => ({
        bytesWritten: await write(Buffer.concat(buffers), position),
        buffers,
      }),
      write: async (buffer: Uint8Array, offset = 0, length?: number, position: number | null = null) => ({
        bytesWritten: await write(buffer.subarray(offset, length && offset + length), position),
        buffer,
      }),
    } as Partial<FileHandle>;
  };
}

function fullAfter(bytes: number): (file: FileHandle) => Partial<FileHandle> {
  let left = bytes;
  return writing((write) => (data, position) => {
    const taking = Math.min(left, data.length);
    left -= taking;
    return taking > 0 ? write(data.subarray(0, taking), position) : Promise.reject(systemError('ENOSPC'));
  });
}

function failingClose(file: FileHandle): Partial<FileHandle> {
  const close = file.close.bind(file);
  return {
    close: async () => {
      await close();
      throw systemError('EDQUOT');
    },
  };
}
