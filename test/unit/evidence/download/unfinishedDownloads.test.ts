import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../src/defender/clock.ts';
import type { DownloadState } from '../../../../src/evidence/download/downloadState.ts';
import {
  UnfinishedDownloads,
  type UnfinishedDownload,
} from '../../../../src/evidence/download/unfinishedDownloads.ts';
import { RecordingLogger } from '../../../support/recordingLogger.ts';
import { TestDisk } from '../../../support/testDisk.ts';

describe('The list of unfinished downloads', () => {
  let root: string;
  let folder: string;
  let disk: TestDisk;
  let logger: RecordingLogger;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'unfinished-'));
    folder = join(root, 'made', 'when needed');
    disk = new TestDisk();
    logger = new RecordingLogger();
  });

  afterEach(() => rm(root, { recursive: true }));

  function open(): UnfinishedDownloads {
    return new UnfinishedDownloads({ files: disk.files, clock: systemClock, logger, folder });
  }

  function download(name: string, changes: Partial<UnfinishedDownload> = {}): UnfinishedDownload {
    const packagePath = join('/work', name);
    return {
      packagePath,
      root: '/work',
      folder: '.',
      actionId: name,
      device: 'ws',
      connection: 'C',
      ...changes,
    };
  }

  function state(name: string, changes: object = {}): DownloadState {
    return {
      schema: 'download-state/1',
      packagePath: download(name).packagePath,
      actionId: name,
      startedUtc: '2026-01-02T03:04:05.000Z',
      totalBytes: 5,
      ifRange: '"v1"',
      checkpoint: { bytes: 1, sha256: '0'.repeat(64), atUtc: '2026-01-02T03:04:06.000Z' },
      linkRequests: [],
      transfers: [],
      current: null,
      ...changes,
    };
  }

  const listPath = (): string => join(folder, 'unfinished-downloads.json');

  it('is empty before the first one', async () => {
    assert.deepEqual(await open().list(), []);
    assert.equal(await open().readState('/work/a', 'a'), undefined);
    assert.deepEqual(await readdir(root), []);
  });

  it('holds each package once, as it was added last, for other windows, too', async () => {
    const unfinished = open();
    await unfinished.add(download('a'));
    await unfinished.add(download('b'));
    await open().add(download('a', { connection: 'Other' }));
    assert.deepEqual(await unfinished.list(), [download('b'), download('a', { connection: 'Other' })]);
    await open().remove('/work/b');
    await open().remove('/work/never');
    assert.deepEqual(await unfinished.list(), [download('a', { connection: 'Other' })]);
    assert.deepEqual(logger.lines, []);
  });

  it('loses none when two windows add and remove at once', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `p${index}`);
    const windows = [open(), open()] as const;
    await Promise.all(names.map((name, index) => windows[index % 2 === 0 ? 0 : 1].add(download(name))));
    await Promise.all(names.slice(0, 12).map((name) => windows[0].remove(download(name).packagePath)));
    const left = (await windows[1].list()).map(({ actionId }) => actionId);
    assert.deepEqual(left.sort(), names.slice(12).sort());
    assert.deepEqual(await readdir(folder), ['unfinished-downloads.json']);
  }).timeout(10_000);

  for (const [words, text] of [
    ['torn', '[{"packagePath":"/wo'],
    ['empty', ''],
    ['no list', '{"length":1}'],
    ['null', 'null'],
    ['a list of other things', '[null, 5, {"packagePath": "/work/x"}, {"packagePath": 7}]'],
    ['far too long', `[${JSON.stringify(download('x'))}${' '.repeat(4 * 1024 * 1024)}]`],
  ] as const) {
    it(`is taken for an empty one when it is ${words}, and begun anew`, async () => {
      const unfinished = open();
      await unfinished.add(download('a'));
      await writeFile(listPath(), text);
      assert.deepEqual(await unfinished.list(), []);
      await unfinished.add(download('b'));
      assert.deepEqual(await unfinished.list(), [download('b')]);
    });
  }

  it('leaves out what is no download, and keeps the others', async () => {
    const unfinished = open();
    await unfinished.add(download('a'));
    await writeFile(listPath(), JSON.stringify([{ ...download('x'), device: null }, download('a')]));
    assert.deepEqual(await unfinished.list(), [download('a')]);
  });

  for (const [operation, path] of [
    ['mkdir', /./],
    ['writeFile', /\.lock$/],
    ['writeFile', /\.new$/],
    ['rename', /\.new$/],
  ] as const) {
    it(`stays as it was when it cannot be written (${operation} ${path.source}), with a warning`, async () => {
      const unfinished = open();
      await unfinished.add(download('a'));
      await unfinished.saveState(state('a'));
      disk.fail(operation, 'EACCES', path);
      await unfinished.add(download('b'));
      assert.deepEqual(await unfinished.list(), [download('a')]);
      assert.deepEqual(logger.lines, ['warn A download may not be resumable: EACCES: said the disk']);
      await unfinished.saveState(state('a', { totalBytes: 6 }));
      const expected = operation === 'mkdir' || path.source.includes('lock') ? 6 : 5;
      assert.equal((await unfinished.readState('/work/a', 'a'))?.totalBytes, expected);
    });
  }

  it('has a state beside it for each, which goes with it', async () => {
    const unfinished = open();
    for (const name of ['a', 'b']) {
      await unfinished.add(download(name));
      await unfinished.saveState(state(name));
    }
    assert.deepEqual(await open().readState('/work/a', 'a'), state('a'));
    await open().remove('/work/a');
    assert.equal(await unfinished.readState('/work/a', 'a'), undefined);
    assert.deepEqual(await unfinished.readState('/work/b', 'b'), state('b'));
    assert.equal((await readdir(folder)).length, 2);
  });

  for (const [words, change] of [
    ['of another action', { actionId: 'b' }],
    ['of another package', { packagePath: '/work/b' }],
    ['of another kind', { schema: 'download-state/2' }],
  ] as const) {
    it(`has no state that is ${words}`, async () => {
      const unfinished = open();
      await unfinished.add(download('a'));
      await unfinished.saveState(state('a'));
      const name =
        (await readdir(folder)).find((one) => one !== 'unfinished-downloads.json') ?? assert.fail();
      await writeFile(join(folder, name), JSON.stringify(state('a', change)));
      assert.equal(await unfinished.readState('/work/a', 'a'), undefined);
    });
  }
});
