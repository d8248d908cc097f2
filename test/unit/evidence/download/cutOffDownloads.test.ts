import assert from 'node:assert/strict';
import {
  appendFile,
  link,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import nodeFetch from 'node-fetch';
import { cutOffDownloads, type CutOffDownloads } from '../../../../src/evidence/download/cutOffDownloads.ts';
import { tryLock } from '../../../../src/evidence/disk/fileLock.ts';
import { processNames } from '../../../../src/evidence/disk/processName.ts';
import { discardCutOff } from '../../../../src/evidence/download/packageDownload.ts';
import type { DownloadState } from '../../../../src/evidence/download/downloadState.ts';
import { answer } from '../../../simulator/index.ts';
import { at, AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { assertRefused, rejection } from '../../../support/rejections.ts';

const size = 200_000;
const half = size / 2;

let setup: AcquisitionSetup;
let partPath: string;

/** An acquisition that fails after so many bytes more, which are kept. */
async function fail(bytes = half): Promise<void> {
  setup.simulator.faults.clear();
  setup.packageHost(setup.breakAfter(bytes), 1);
  setup.packageHost(answer(400), 1);
  await assertRefused(setup.acquire(), 'linkRefused', { status: 400 });
  await setup.assertOnlyKept();
  await setup.clock.advance(60_250);
}

describe('Downloads that were cut off', () => {
  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    partPath = `${setup.pathOf()}.part`;
  });

  afterEach(() => setup.close());

  function find(...roots: string[]): Promise<CutOffDownloads> {
    const { clock, log: logger, unfinished } = setup;
    return cutOffDownloads(roots, { fetch: nodeFetch, files: setup.disk.files, clock, logger, unfinished });
  }

  it('are none at first', async () => {
    assert.deepEqual(await find(setup.root), { found: [], areSomeHeld: false });
  });

  it('are found, with what is there of them', async () => {
    await fail();
    const [found, ...others] = (await find('/elsewhere', setup.root)).found;
    assert.deepEqual(found, {
      packagePath: setup.pathOf(),
      root: setup.root,
      folder: 'investigation-packages',
      actionId: setup.ready.id,
      device: 'ws-042.contoso.com',
      connection: 'Contoso',
      bytes: half,
      totalBytes: size,
    });
    assert.deepEqual(others, []);
    assert.deepEqual(await setup.names(), [partPath.slice(setup.folder.length + 1)]);
  });

  it('are found also when nothing is known of their bytes', async () => {
    await fail();
    await rm(setup.statePathOf());
    const [found] = (await find(setup.root)).found;
    assert.deepEqual([found?.bytes, found?.totalBytes], [0, undefined]);
  });

  it('of other folders are left to the windows that have these open', async () => {
    await fail();
    await rm(partPath);
    assert.deepEqual(await find(), { found: [], areSomeHeld: false });
    assert.equal((await setup.unfinished.list()).length, 1);
  });

  it('are forgotten when nothing is left of them', async () => {
    await fail();
    await rm(partPath);
    assert.deepEqual(await find(setup.root), { found: [], areSomeHeld: false });
    assert.deepEqual(await readdir(setup.storage), ['unfinished-downloads.json']);
    assert.deepEqual(await setup.unfinished.list(), []);
  });

  it('are found when only the custody log is missing', async () => {
    setup.disk.fail('open', 'EACCES', /custody\.jsonl$/);
    await assertRefused(setup.acquire(), 'custodyNotWritten');
    const [found] = (await find(setup.root)).found;
    assert.deepEqual([found?.packagePath, found?.bytes], [setup.pathOf(), size]);
  });

  it('are not those that somebody is busy with', async () => {
    await fail();
    const lock = await tryLock(`${partPath}.lock`, { files: setup.disk.files, clock: setup.clock });
    assert.deepEqual(await find(setup.root), { found: [], areSomeHeld: true });
    assert.equal(await lock?.isHeld(), true);
    await lock?.release();
    assert.equal((await find(setup.root)).found.length, 1);
  });

  it('are those, too, whose window is gone without a word', async () => {
    await fail();
    const { place } = await processNames(setup.disk.files);
    // No process has this id.
    await writeFile(`${partPath}.lock`, `${place}.4194305.feedface.1`);
    const { found, areSomeHeld } = await find(setup.root);
    assert.deepEqual([found.length, areSomeHeld], [1, false]);
    assert.equal((await setup.names()).length, 1);
  });

  it('are looked for again later where the disk does not answer', async () => {
    await fail();
    setup.disk.fail('stat', 'EIO', /\.zip\.part$/);
    assert.deepEqual(await find(setup.root), { found: [], areSomeHeld: false });
    assert.match(setup.log.text, /^info .*\.zip cannot be gone on with: /m);
    assert.equal((await setup.unfinished.list()).length, 1);
  });

  it('can be discarded', async () => {
    await fail();
    await discardCutOff(setup.pathOf(), {
      fetch: () => assert.fail('nothing is asked for'),
      files: setup.disk.files,
      clock: setup.clock,
      logger: setup.log,
      unfinished: setup.unfinished,
    });
    assert.deepEqual([await setup.names(), await setup.unfinished.list()], [[], []]);
    assert.deepEqual(await readdir(setup.storage), ['unfinished-downloads.json']);
  });
});

describe('A download that is gone on with after an attempt that failed', () => {
  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    partPath = `${setup.pathOf()}.part`;
  });

  afterEach(() => setup.close());

  async function changeState(change: (state: DownloadState) => object): Promise<void> {
    const state = JSON.parse(await readFile(setup.statePathOf(), 'utf8')) as DownloadState;
    await writeFile(setup.statePathOf(), JSON.stringify({ ...state, ...change(state) }));
  }

  async function assertWhole(range: string | undefined): Promise<void> {
    const { sha256, bytes, packagePath } = await setup.acquire();
    assert.equal(setup.ranges.at(-1)?.[0], range);
    assert.deepEqual({ sha256, bytes }, await setup.simulator.packageDigest(setup.ready.id));
    assert.equal((await readFile(packagePath)).length, size);
    assert.equal((await setup.names()).length, 2);
    assert.deepEqual(await readdir(setup.storage), ['unfinished-downloads.json']);
    assert.deepEqual(await setup.unfinished.list(), []);
    assert.equal((await setup.acquire()).wasThere, true);
  }

  it('is one: its record tells of all attempts, in their order', async () => {
    const startedMs = setup.clock.now();
    await fail(70_000);
    await fail(10_000);
    setup.progress.length = 0;
    await assertWhole('bytes=80000-');
    const { startedUtc, finishedUtc, linkRequests } = await setup.record();
    const times = [0, 60_250, 121_500].map((ms) => new Date(startedMs + ms).toISOString());
    assert.deepEqual([startedUtc, finishedUtc], [times[0], times[2]]);
    assert.deepEqual(
      linkRequests.map(({ atUtc, status }) => [atUtc, status]),
      times.map((time) => [time, 200]),
    );
    assert.deepEqual(await setup.segments(), [
      [0, 70_000, 'interrupted'],
      [70_000, 70_000, 'refused', 400],
      [70_000, 80_000, 'interrupted'],
      [80_000, 80_000, 'refused', 400],
      [80_000, size, 'complete'],
    ]);
    const bytes = setup.progress.flatMap((step) => (step.phase === 'transferring' ? step.bytes : []));
    assert.deepEqual([bytes[0], bytes.at(-1)], [80_000, size]);
    assert.match(setup.log.text, /^info .*\.zip\.part: going on after 80000 bytes$/m);
  });

  it('goes on from what was surely there before a crash', async () => {
    await fail();
    const current = { host: 'files.example', fromByte: 50_000, startedUtc: '2026-01-02T03:04:04.000Z' };
    let atUtc: string | undefined;
    await changeState(({ transfers, checkpoint }) => {
      atUtc = checkpoint?.atUtc;
      return { current, transfers: transfers.slice(0, 1) };
    });
    await appendFile(partPath, Buffer.alloc(size, 'written after the checkpoint'));
    setup.simulator.faults.add({ service: 'api', path: /getPackageUri$/, times: 1, respond: answer(403) });
    await rejection(setup.acquire());
    await assertWhole(`bytes=${half}-`);
    const { transfers } = await setup.record();
    assert.deepEqual(transfers[1], { ...current, toByte: half, finishedUtc: atUtc, outcome: 'stopped' });
    assert.deepEqual(transfers.length, 3);
  });

  const damages: [string, () => Promise<unknown>][] = [
    ['its first byte was changed', () => flip(0)],
    ['its last byte was changed', () => flip(half - 1)],
    ['it lost a byte', () => truncate(partPath, half - 1)],
    ['it was removed', () => rm(partPath)],
    ['it has another name, too', () => link(partPath, join(setup.root, 'elsewhere'))],
    [
      'it is a link by now',
      async () => {
        await rename(partPath, join(setup.root, 'elsewhere'));
        await symlink(join(setup.root, 'elsewhere'), partPath);
      },
    ],
    ['what is known of it is of another action', () => changeState(() => ({ actionId: 'another' }))],
    ['what is known of it is torn', () => truncate(setup.statePathOf(), 100)],
    ['nothing is known of it', () => rm(setup.statePathOf())],
    ['no checkpoint of it is known', () => changeState(() => ({ checkpoint: null }))],
    ['its version is not known', () => changeState(() => ({ ifRange: null }))],
    ['its length is not known', () => changeState(() => ({ totalBytes: null }))],
  ];
  for (const [words, damage] of damages) {
    it(`begins anew when ${words}`, async () => {
      await fail();
      await damage();
      const moved = await readFile(join(setup.root, 'elsewhere')).catch(() => undefined);
      await assertWhole(undefined);
      assert.deepEqual(await readFile(join(setup.root, 'elsewhere')).catch(() => undefined), moved);
      assert.ok(!setup.packageRequests.at(-1)?.headers['if-range']);
    });
  }

  async function flip(at: number): Promise<void> {
    const bytes = await readFile(partPath);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(partPath, bytes);
  }

  it('is not kept when somebody cancels it', async () => {
    await fail();
    const abort = new AbortController();
    const onProgress = at('transferring', () => abort.abort());
    assert.equal(await rejection(setup.acquire({ signal: abort.signal, onProgress })), abort.signal.reason);
    assert.deepEqual([await setup.names(), await setup.unfinished.list()], [[], []]);
    assert.deepEqual(await readdir(setup.storage), ['unfinished-downloads.json']);
  });

  it('is kept when no link can be had', async () => {
    await fail();
    setup.simulator.faults.add({ service: 'api', path: /getPackageUri$/, respond: answer(403) });
    await rejection(setup.acquire());
    assert.deepEqual(setup.kept, [half, half]);
    await setup.assertOnlyKept();
    setup.simulator.faults.clear();
    await assertWhole(`bytes=${half}-`);
    const { linkRequests } = await setup.record();
    assert.deepEqual(
      linkRequests.map(({ status }) => status),
      [200, 403, 200],
    );
  });

  it('does without what is known of it where that cannot be written', async () => {
    setup.disk.fail('mkdir', 'EACCES', new RegExp(setup.storage));
    setup.disk.fail('writeFile', 'EACCES', new RegExp(setup.storage));
    assert.equal((await setup.acquire()).wasThere, false);
    assert.match(setup.log.text, /^warn A download may not be resumable: EACCES/m);
  });
});
