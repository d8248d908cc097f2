import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AcquisitionError, onDisk, type AcquisitionReason } from '../../../src/evidence/acquisitionError.ts';
import type { Files } from '../../../src/evidence/files.ts';
import { at, AcquisitionSetup } from '../../support/acquisitionSetup.ts';
import { assertRefused, rejection } from '../../support/rejections.ts';
import { systemError } from '../../support/testDisk.ts';

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
    ['the path is too long', 'open', 'ENAMETOOLONG', /\.part$/, 'pathTooLong'],
    ['the file cannot be made', 'open', 'EACCES', /\.part$/, 'notWritable'],
    ['the record cannot be written', 'writeFile', 'ENOSPC', /json\.part$/, 'diskFull'],
    ['the record cannot get its name', 'rename', 'EACCES', /json\.part$/, 'notWritable'],
    ['the package cannot get its name', 'rename', 'EPERM', /zip\.part$/, 'notWritable'],
  ];
  for (const [words, operation, code, path, reason] of operations) {
    it(`leaves nothing when ${words}`, async () => {
      setup.disk.fail(operation, code, path);
      await assertRefused(setup.acquire(), reason, { code });
      assert.deepEqual(await setup.names(), []);
    });
  }

  const fileOperations: [string, (file: FileHandle) => Partial<FileHandle>, AcquisitionReason][] = [
    ['is full at once', () => ({ writev: () => Promise.reject(systemError('ENOSPC')) }), 'diskFull'],
    ['is full on the way', fullAfter(100_000), 'diskFull'],
    ['takes nothing any more, and does not say why', takingNothing, 'diskFull'],
    [
      'cannot bring the bytes to rest',
      () => ({ sync: () => Promise.reject(systemError('EIO')) }),
      'diskError',
    ],
    ['finds out on closing', failingClose, 'diskFull'],
  ];
  for (const [words, change, reason] of fileOperations) {
    it(`leaves nothing when it ${words}`, async () => {
      setup.disk.changeFile(/zip\.part$/, change);
      await assertRefused(setup.acquire(), reason, { path: `${setup.pathOf()}.part` });
      assert.deepEqual(await setup.names(), []);
      assert.equal(setup.linkRequests.length, 1);
    });
  }

  it('is heard of when it fills up while the last block is written', async () => {
    const large = await AcquisitionSetup.start({ packageBytes: 9_000_000 });
    let blocks = 0;
    large.disk.changeFile(/zip\.part$/, (file) => {
      const { writev } = methodsOf(file);
      const writing = (chunks: Uint8Array[]) =>
        ++blocks === 3 ? Promise.reject(systemError('ENOSPC')) : writev(chunks);
      return { writev: writing } as Partial<FileHandle>;
    });
    await assertRefused(large.acquire(), 'diskFull');
    assert.equal(blocks, 3);
    await large.close();
  });

  it('may take a block in pieces: every byte is where it belongs', async () => {
    setup.disk.changeFile(/zip\.part$/, (file) => {
      const { writev, write } = methodsOf(file);
      return {
        writev: ([first = assert.fail()]: Uint8Array[]) => writev([first.subarray(0, 999)]),
        write: (bytes: Uint8Array, at: number) => write(bytes, at, Math.min(30_001, bytes.length - at)),
      } as Partial<FileHandle>;
    });
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
    setup.disk.fail('writeFile', 'ENOSPC');
    await assertRefused(setup.acquire(), 'diskFull');
    assert.deepEqual(await setup.names(), []);
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
    await assertRefused(setup.acquire({ onProgress: at('checking', shrink) }), 'damaged');
    assert.deepEqual(await setup.names(), []);
  });
});

/** The real methods, in the form in which they are used here. */
function methodsOf(file: FileHandle) {
  return {
    writev: file.writev.bind(file),
    write: file.write.bind(file) as (data: Uint8Array, at: number, length: number) => Promise<unknown>,
    close: file.close.bind(file),
  };
}

function fullAfter(bytes: number): (file: FileHandle) => Partial<FileHandle> {
  return (file) => {
    const { writev, write } = methodsOf(file);
    let left = bytes;
    const taken = (length: number) => {
      if (left === 0) {
        throw systemError('ENOSPC');
      }
      const taking = Math.min(left, length);
      left -= taking;
      return taking;
    };
    return {
      writev: async (chunks: Uint8Array[]) => writev([Buffer.concat(chunks).subarray(0, taken(Infinity))]),
      write: async (data: Uint8Array, at: number) => write(data, at, taken(data.length - at)),
    } as Partial<FileHandle>;
  };
}

function takingNothing(): Partial<FileHandle> {
  const nothing = () => Promise.resolve({ bytesWritten: 0, buffer: undefined, buffers: [] } as never);
  return { writev: nothing, write: nothing };
}

function failingClose(file: FileHandle): Partial<FileHandle> {
  const { close } = methodsOf(file);
  return {
    close: async () => {
      await close();
      throw systemError('EDQUOT');
    },
  };
}
