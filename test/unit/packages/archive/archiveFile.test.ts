import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fingerprints } from '../../../../src/packages/archive/fingerprints.ts';
import { PackageArchive } from '../../../../src/packages/archive/packageArchive.ts';
import { NotAFile } from '../../../../src/packages/archive/watchedFile.ts';
import { ReadStopped } from '../../../../src/packages/archive/readFault.ts';
import { ArchiveStage, memberOf, readMember, signal } from '../../../support/archiveStage.ts';
import { zipBytes } from '../../../support/zipBuilder.ts';

const long = 'x'.repeat(9_000_000);
const bytes = zipBytes({ members: [{}, { name: 'long', content: long, method: 0 }] });

describe('The file of an archive', () => {
  let stage: ArchiveStage;

  beforeEach(async () => {
    stage = await ArchiveStage.start();
  });
  afterEach(() => stage.end());

  it('is opened once, and closed with the archive', async () => {
    const archive = await stage.open(bytes);
    await readMember(archive, 0);
    await readMember(archive, 'long');
    assert.deepEqual([stage.disk.openFiles, stage.disk.opened.length], [1, 1]);
    await archive.close();
    await archive.close();
    assert.equal(stage.disk.openFiles, 0);
    assert.deepEqual((await readMember(archive, 0)).end.faults, [{ kind: 'closed' }]);
  });

  it('is closed only after the reads that are under way', async () => {
    const archive = await stage.open(bytes);
    const reading = readMember(archive, 'long');
    const closed = archive.close();
    const { end } = await reading;
    await closed;
    assert.ok(end.isWhole || end.faults.some(({ kind }) => kind === 'closed'), JSON.stringify(end));
    assert.equal(stage.disk.openFiles, 0);
  });

  for (const failing of [0, 1, 2, 3, 4]) {
    it(`is closed when its reading fails: after ${failing} reads`, async () => {
      await writeFile(stage.path, bytes.subarray(0, -9));
      let reads = 0;
      stage.disk.changeFile(/package\.zip$/, (file) => {
        const read = file.read.bind(file) as (...values: unknown[]) => Promise<unknown>;
        return {
          read: ((...values: unknown[]) =>
            reads++ === failing
              ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'read' }))
              : read(...values)) as typeof file.read,
        };
      });
      await assert.rejects(PackageArchive.open(stage.disk.files, stage.path, { signal }), { code: 'EIO' });
      assert.deepEqual([reads, stage.disk.openFiles], [failing + 1, 0]);
    });
  }

  it('is closed when it cannot be asked what it is', async () => {
    await writeFile(stage.path, bytes);
    stage.disk.changeFile(/package\.zip$/, (file) =>
      Object.assign(file, { stat: () => Promise.reject(new Error('no')) }),
    );
    await assert.rejects(PackageArchive.open(stage.disk.files, stage.path, { signal }), /no/);
    assert.equal(stage.disk.openFiles, 0);
  });

  it('is closed when opening it is cancelled', async () => {
    await writeFile(stage.path, bytes);
    const reason = new Error('cancelled');
    const options = { signal: AbortSignal.abort(reason) };
    await assert.rejects(PackageArchive.open(stage.disk.files, stage.path, options), reason);
    assert.deepEqual([stage.disk.opened.length, stage.disk.openFiles], [1, 0]);
  });

  it('has to be there, and to be a file', async () => {
    await assert.rejects(stage.reopen(), { code: 'ENOENT' });
    await mkdir(stage.path);
    await assert.rejects(stage.reopen(), NotAFile);
    assert.equal(stage.disk.openFiles, 0);
  });

  it('that cannot be read for once is told of, and read the next time', async () => {
    const archive = await stage.open(bytes);
    let isFailing = true;
    const { stat } = stage.disk.files;
    stage.disk.replace('stat', (...values: Parameters<typeof stat>) =>
      isFailing
        ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'stat' }))
        : stat(...values),
    );
    assert.deepEqual((await readMember(archive, 0)).end.faults, [{ kind: 'disk', code: 'EIO' }]);
    isFailing = false;
    assert.ok((await readMember(archive, 0)).end.isWhole);
  });

  const changes: [string, () => Promise<void>, ...string[]][] = [
    ['written to', () => writeFile(stage.path, 'x', { flag: 'r+' }), 'modified'],
    ['longer', () => writeFile(stage.path, 'x', { flag: 'a' }), 'size', 'modified'],
    ['of another time', () => utimes(stage.path, 1, 1), 'modified'],
    ['gone', () => rm(stage.path), 'gone'],
    ['another one', replace, 'replaced', 'modified'],
  ];

  /** The same bytes in another file. */
  async function replace(): Promise<void> {
    const other = join(stage.folder, 'other');
    await writeFile(other, await readFile(stage.path));
    await rename(other, stage.path);
  }

  for (const [words, change, ...expected] of changes) {
    it(`gives nothing more once it is ${words}`, async () => {
      const archive = await stage.open(bytes);
      const reading = archive.read(memberOf(archive, 'long'), { signal });
      const pieces = reading[Symbol.asyncIterator]();
      const first = await pieces.next();
      await change();
      const next = await pieces.next();
      const { length } = first.value ?? [];
      assert.equal(next.done, true);
      const fault = { kind: 'changed', changes: expected };
      assert.deepEqual(reading.end, { bytes: length, isWhole: false, faults: [fault] });
      await writeFile(stage.path, bytes);
      const { text, end } = await readMember(archive, 0);
      assert.deepEqual([text, end], ['', { bytes: 0, isWhole: false, faults: [fault] }]);
      await assert.rejects(archive.fingerprint({ signal }), ReadStopped);
    });
  }

  it('gives nothing that it has where it was cut meanwhile', async () => {
    const archive = await stage.open(bytes);
    await writeFile(stage.path, '');
    const { end } = await readMember(archive, 'long');
    assert.deepEqual(end.faults, [{ kind: 'changed', changes: ['size', 'modified'] }]);
  });

  describe('has a fingerprint', () => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const opened = () => stage.disk.opened.length;

    it('that is computed when it is asked for, and once', async () => {
      const fingerprints = new Fingerprints(stage.disk.files);
      const archive = await stage.open(bytes, { fingerprints });
      assert.equal(opened(), 1);
      const told: number[] = [];
      assert.equal(await archive.fingerprint({ signal, onBytes: (read) => told.push(read) }), sha256);
      assert.equal(told.at(-1), bytes.length);
      assert.equal(opened(), 2);
      assert.equal(await archive.fingerprint({ signal }), sha256);
      assert.equal(await (await stage.reopen({ fingerprints })).fingerprint({ signal }), sha256);
      assert.equal(opened(), 3);
      await utimes(stage.path, 1, 1);
      assert.equal(await (await stage.reopen({ fingerprints })).fingerprint({ signal }), sha256);
      assert.equal(opened(), 5);
      assert.equal(stage.disk.openFiles, 3);
    });

    it('unless it changes meanwhile, or that is cancelled', async () => {
      const archive = await stage.open(bytes);
      const reason = new Error('cancelled');
      await assert.rejects(archive.fingerprint({ signal: AbortSignal.abort(reason) }), reason);
      const onBytes = () => void utimes(stage.path, 1, 1);
      await assert.rejects(archive.fingerprint({ signal, onBytes }), ({ fault }: ReadStopped) => {
        assert.deepEqual(fault, { kind: 'changed', changes: ['modified'] });
        return true;
      });
      assert.equal(stage.disk.openFiles, 1);
    });
  });
});
