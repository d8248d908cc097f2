import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AcquisitionError } from '../../../../src/evidence/acquisitionError.ts';
import { PartFile, type Checkpoint } from '../../../../src/evidence/download/partFile.ts';
import { rejection } from '../../../support/rejections.ts';
import { systemError, TestDisk } from '../../../support/testDisk.ts';

const MiB = 1024 * 1024;
const never = new AbortController().signal;

describe('The file that a package comes into', () => {
  let folder: string;
  let path: string;
  let disk: TestDisk;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'part-')));
    path = join(folder, 'x.zip.part');
    disk = new TestDisk();
  });

  afterEach(async () => {
    assert.equal(disk.openFiles, 0, 'files are still open');
    await rm(folder, { recursive: true });
  });

  async function append(part: PartFile, bytes: Buffer, pieceBytes: number): Promise<void> {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      await part.append(Uint8Array.from(bytes.subarray(at, at + pieceBytes)));
    }
  }

  for (const [words, size, pieceBytes] of [
    ['one that needs no thread', 300_000, 65_536],
    ['many blocks', 20 * MiB + 12_345, 65_536],
    ['whole blocks', 3 * MiB, MiB],
    ['a piece larger than all that may wait', 20 * MiB, 20 * MiB],
    ['very many small pieces', 200_000, 3],
  ] as const) {
    it(`holds and hashes every byte: ${words}`, async () => {
      const bytes = randomBytes(size);
      const part = await PartFile.create(disk.files, path);
      await append(part, bytes, pieceBytes);
      assert.deepEqual(await part.finish(), { bytes: size, sha256: sha256(bytes) });
      await part.close();
      assert.ok(bytes.equals(await readFile(path)));
    });
  }

  it('reads the file again for its hash when the thread that made it has failed', async () => {
    process.once('worker', (worker) => void worker.terminate());
    const bytes = randomBytes(12 * MiB);
    const part = await PartFile.create(disk.files, path);
    await append(part, bytes, 65_536);
    assert.deepEqual(await part.finish(), { bytes: bytes.length, sha256: sha256(bytes) });
    await part.close();
  });

  it('leaves memory that others use to them', async () => {
    const shared = randomBytes(4 * MiB);
    const part = await PartFile.create(disk.files, path);
    const [first, second] = [shared.subarray(0, 3 * MiB), shared.subarray(3 * MiB)];
    await part.append(first);
    await part.append(second);
    const { sha256: hash } = await part.finish();
    await part.close();
    assert.deepEqual([first.length, second.length], [3 * MiB, MiB]);
    assert.equal(hash, sha256(shared));
  });

  it('writes what the disk took in parts to its end, wherever it stopped', async () => {
    const sizes = [1, 65_535, 65_536, 65_537, 200_001];
    let turn = 0;
    disk.changeFile(/part$/, (file) => {
      const write = file.write.bind(file);
      return {
        writev: async (pieces: Uint8Array[], position: number) => {
          const all = Buffer.concat(pieces);
          const most = sizes[turn++ % sizes.length] ?? 1;
          return write(all, 0, Math.min(most, all.length), position);
        },
      } as unknown as Partial<FileHandle>;
    });
    const bytes = randomBytes(3 * MiB + 7);
    const part = await PartFile.create(disk.files, path);
    await append(part, bytes, 65_536);
    assert.equal((await part.finish()).sha256, sha256(bytes));
    await part.close();
    assert.ok(bytes.equals(await readFile(path)));
  });

  it('tells of a failing disk with the next bytes, and ends behind what is good', async () => {
    failWrites(2);
    const bytes = randomBytes(8 * MiB);
    const part = await PartFile.create(disk.files, path);
    const error = await rejection(append(part, bytes, MiB).then(() => part.finish()));
    assert.ok(AcquisitionError.is(error, 'diskFull'));
    assert.ok(AcquisitionError.is(await rejection(part.finish()), 'diskFull'), 'it recovered by itself');
    await part.close();
    assert.ok(bytes.subarray(0, 2 * MiB).equals(await readFile(path)));
  });

  it('trusts nothing since the last good sync when one fails, and does not ask again', async () => {
    let syncs = 0;
    disk.changeFile(/part$/, (file) => {
      const sync = file.sync.bind(file);
      return { sync: () => (++syncs === 2 ? Promise.reject(systemError('EIO')) : sync()) };
    });
    const part = await PartFile.create(disk.files, path);
    await part.append(randomBytes(2 * MiB));
    const sure = await part.checkpoint('2026-01-02T03:04:05.000Z');
    await part.append(randomBytes(2 * MiB));
    assert.ok(AcquisitionError.is(await rejection(part.finish()), 'diskError'));
    await rejection(part.finish());
    await part.close();
    assert.deepEqual([syncs, sure.bytes, (await stat(path)).size], [2, 2 * MiB, 2 * MiB]);
  });

  it('has a checkpoint of what was taken before, whatever is appended meanwhile', async () => {
    const bytes = randomBytes(12 * MiB);
    const part = await PartFile.create(disk.files, path);
    await append(part, bytes.subarray(0, 5 * MiB + 99), 65_536);
    const checking = part.checkpoint('2026-01-02T03:04:05.000Z');
    await append(part, bytes.subarray(5 * MiB + 99), 65_536);
    const { bytes: sure, sha256: hash } = await checking;
    assert.deepEqual([sure, hash], [5 * MiB + 99, sha256(bytes.subarray(0, 5 * MiB + 99))]);
    assert.equal((await part.finish()).sha256, sha256(bytes));
    await part.close();
  });

  it('begins anew, also after a failure', async () => {
    failWrites(1, 1);
    const part = await PartFile.create(disk.files, path);
    await rejection(append(part, randomBytes(4 * MiB), MiB).then(() => part.finish()));
    await part.restart();
    const bytes = randomBytes(MiB + 1);
    await append(part, bytes, 65_536);
    assert.deepEqual(await part.finish(), { bytes: MiB + 1, sha256: sha256(bytes) });
    await part.close();
    assert.ok(bytes.equals(await readFile(path)));
  });

  it('goes on behind what is proven of it, and cuts off the rest', async () => {
    const bytes = randomBytes(5 * MiB + 5);
    const checkpoint = await leave(bytes);
    await appendFile(path, 'not proven');
    const part = (await PartFile.reopen(disk.files, path, checkpoint, never)) ?? assert.fail();
    assert.equal((await stat(path)).size, bytes.length);
    const more = randomBytes(2 * MiB);
    await append(part, more, 65_536);
    assert.equal((await part.finish()).sha256, sha256(Buffer.concat([bytes, more])));
    await part.close();
    assert.ok(Buffer.concat([bytes, more]).equals(await readFile(path)));
  });

  it('is not taken up when it does not begin with the bytes of the checkpoint', async () => {
    const bytes = randomBytes(2 * MiB);
    const checkpoint = await leave(bytes);
    const other = Buffer.from(bytes);
    other[MiB] = (other[MiB] ?? 0) ^ 1;
    for (const content of [other, bytes.subarray(1), Buffer.alloc(0)]) {
      await writeFile(path, content);
      assert.equal(await PartFile.reopen(disk.files, path, checkpoint, never), undefined);
      assert.ok(content.equals(await readFile(path)), 'it was changed');
    }
  });

  it('closes once, and says once that it could not', async () => {
    disk.changeFile(/part$/, (file) => {
      const close = file.close.bind(file);
      return { close: () => close().then(() => Promise.reject(systemError('EIO'))) };
    });
    const part = await PartFile.create(disk.files, path);
    assert.ok(AcquisitionError.is(await rejection(part.close()), 'diskError'));
    await part.close();
  });

  /** Lets the disk be full after so many writes, for a number of writes. */
  function failWrites(after: number, times = Infinity): void {
    let writes = 0;
    disk.changeFile(/part$/, (file) => {
      const writev = file.writev.bind(file);
      return {
        writev: (...values: Parameters<typeof writev>) => {
          writes++;
          return writes > after && writes <= after + times
            ? Promise.reject(systemError('ENOSPC'))
            : writev(...values);
        },
      } as Partial<FileHandle>;
    });
  }

  async function leave(bytes: Buffer): Promise<Checkpoint> {
    const part = await PartFile.create(disk.files, path);
    await append(part, bytes, 65_536);
    const checkpoint = await part.checkpoint('2026-01-02T03:04:05.000Z');
    await part.close();
    return checkpoint;
  }
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
