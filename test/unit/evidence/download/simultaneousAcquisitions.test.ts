import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { AcquisitionError } from '../../../../src/evidence/acquisitionError.ts';
import type { AcquisitionRecord } from '../../../../src/evidence/acquisitionRecord.ts';
import { answer, drip } from '../../../simulator/index.ts';
import { AcquisitionSetup } from '../../../support/acquisitionSetup.ts';
import { assertRefused } from '../../../support/rejections.ts';
import { until } from '../../../support/until.ts';

/** More than is written at once. */
const size = 10_000_000;

describe('Acquisitions at the same time', () => {
  let setup: AcquisitionSetup;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
  });

  afterEach(() => setup.close());

  it('of one package are one: the second is told that it is under way', async () => {
    const both = await Promise.allSettled([setup.acquire(), setup.acquire()]);
    // Which of them is the second is up to the service.
    const [done, refused] = both[0].status === 'fulfilled' ? both : both.toReversed();
    assert.equal(done?.status === 'fulfilled' && done.value.wasThere, false);
    assert.ok(refused?.status === 'rejected' && AcquisitionError.is(refused.reason, 'alreadyRunning'));
    assert.deepEqual(refused.reason.data, { path: setup.pathOf() });
    assert.equal(setup.linkRequests.length, 1);
    assert.equal((await setup.acquire()).wasThere, true);
  });

  it('of one package do not block it after one failed', async () => {
    setup.packageHost(answer(400), 1);
    await assertRefused(setup.acquire(), 'linkRefused');
    assert.equal((await setup.acquire()).wasThere, false);
  });

  it('of one package into two folders are two', async () => {
    const both = await Promise.all([setup.acquire({ folder: 'a' }), setup.acquire({ folder: 'b' })]);
    assert.deepEqual(
      both.map(({ wasThere }) => wasThere),
      [false, false],
    );
  });

  it('of three packages share the pace of two links a minute, which the third sees', async () => {
    const ids = setup.allReady.slice(0, 3).map(({ id }) => id);
    const waits: [string, string, number][] = [];
    const startedMs = setup.clock.now();
    let done = 0;
    const all = ids.map((actionId) =>
      setup
        .acquire({
          actionId,
          onProgress: (step) => {
            if (step.phase === 'waiting') {
              waits.push([actionId, step.reason, step.untilMs - startedMs]);
            }
          },
        })
        .finally(() => done++),
    );
    await until(() => done === 2 && waits.length > 0);
    assert.equal(setup.linkRequests.length, 2);
    const waiting = new Set(waits.map(([id]) => id));
    assert.equal(waiting.size, 1);
    assert.deepEqual([...new Set(waits.map(([, reason, ms]) => `${reason} ${ms}`))], ['minute 60250']);
    await setup.clock.advance(60_249);
    assert.equal(setup.linkRequests.length, 2);
    await setup.clock.advance(1);
    assert.equal((await Promise.all(all)).filter(({ wasThere }) => wasThere).length, 0);
    assert.equal((await setup.names()).length, 6);
    assert.equal(setup.simulator.requests.filter(({ status }) => status === 429).length, 0);
  });

  it('write each its own package, record and hash', async () => {
    const ids = setup.allReady.slice(0, 2).map(({ id }) => id);
    const acquired = await Promise.all(ids.map((actionId) => setup.acquire({ actionId })));
    for (const [index, { packagePath, sha256 }] of acquired.entries()) {
      assert.ok(packagePath.endsWith(`_${ids[index] ?? ''}.zip`));
      assert.equal(sha256, (await setup.simulator.packageDigest(ids[index] ?? '')).sha256);
    }
    for (const actionId of ids) {
      assert.equal((await setup.acquire({ actionId })).wasThere, true);
    }
  });
});

describe('Two windows that download one package', () => {
  let setup: AcquisitionSetup;
  const children = new Set<ChildProcess>();

  beforeEach(async () => {
    setup = await AcquisitionSetup.start({ packageBytes: size });
  });

  afterEach(async () => {
    for (const child of children) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(`${setup.root}-storage`, { recursive: true, force: true });
    await setup.close();
  });

  function start(program: string, ...values: string[]): ChildProcess {
    const path = join(import.meta.dirname, '../../../support', program);
    const child = spawn(process.execPath, [path, ...values], { stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  }

  /** A process of its own that downloads the package. */
  function otherWindow(): ChildProcess {
    const { simulator, ready, root } = setup;
    return start('measuredAcquisition.ts', simulator.apiHost, simulator.accessToken(), ready.id, root);
  }

  async function output(stream: Readable | null): Promise<string> {
    return (await (stream ?? assert.fail()).toArray()).join('');
  }

  /** That program's folder. */
  const folder = 'packages';
  const lockPath = () => join(setup.root, folder, `${basename(setup.pathOf())}.part.lock`);

  async function killed(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  it('refuse the later one, while the first goes on and ends whole', async () => {
    const { promise: refused, resolve: letGo } = Promise.withResolvers<unknown>();
    setup.packageHost(async (_request, real) => {
      const { body, ...reply } = await real();
      const source = body as Exclude<typeof body, string | Buffer>;
      const chunks = async function* () {
        let sentBytes = 0;
        for await (const chunk of source.chunks()) {
          yield chunk;
          sentBytes += chunk.length;
          if (sentBytes > size / 2) {
            await refused;
          }
        }
      };
      return { ...reply, body: { size: source.size, chunks } };
    });
    const first = setup.acquire({ folder });
    await until(() => setup.progress.some((step) => step.phase === 'transferring' && step.bytes > 0));
    const other = otherWindow();
    const [said, exited] = await Promise.all([output(other.stderr), once(other, 'exit')]);
    assert.match(said, /AcquisitionError: alreadyRunning/);
    assert.deepEqual(exited, [1, null]);
    letGo(undefined);
    const { sha256 } = await first;
    assert.equal(sha256, (await setup.simulator.packageDigest(setup.ready.id)).sha256);
    assert.equal((await setup.acquire({ folder })).wasThere, true);
    assert.deepEqual([setup.linkRequests.length, setup.packageRequests.length], [1, 1]);
  });

  it('refuse this one, too, when it is the later one', async () => {
    setup.packageHost(drip(size));
    const other = otherWindow();
    const done = output(other.stdout);
    await transferred(1);
    const lock = await readFile(lockPath(), 'utf8');
    await assertRefused(setup.acquire({ folder }), 'alreadyRunning');
    assert.equal(await readFile(lockPath(), 'utf8'), lock);
    const { sha256 } = JSON.parse(await done) as { sha256: string };
    assert.equal(sha256, (await setup.simulator.packageDigest(setup.ready.id)).sha256);
    assert.equal((await setup.acquire({ folder })).wasThere, true);
    assert.equal(setup.linkRequests.length, 1);
  });

  it('leave the package to this one when the other process was killed, which goes on with what came', async () => {
    setup.packageHost(drip(size / 2), 1);
    const other = otherWindow();
    await transferred(0.7 * size);
    await killed(other);
    // The storage that both windows have.
    await rm(setup.storage, { recursive: true });
    await rename(`${setup.root}-storage`, setup.storage);
    const { size: left } = await stat(lockPath().replace('.lock', ''));
    const { sha256, recordPath } = await setup.acquire({ folder });
    assert.equal(sha256, (await setup.simulator.packageDigest(setup.ready.id)).sha256);
    const from = Number(/^bytes=(\d+)-$/.exec(setup.ranges[1]?.[0] ?? '')?.[1]);
    assert.ok(from > size / 8 && from <= left, `${from} of ${left}`);
    const { transfers, linkRequests } = JSON.parse(await readFile(recordPath, 'utf8')) as AcquisitionRecord;
    assert.deepEqual(
      transfers.map(({ fromByte, toByte, outcome }) => [fromByte, toByte, outcome]),
      [
        [0, from, 'stopped'],
        [from, size, 'complete'],
      ],
    );
    assert.equal(linkRequests.length, 2);
    assert.deepEqual(
      (await readdir(join(setup.root, folder))).filter((name) => /part|lock/.test(name)),
      [],
    );
    assert.deepEqual(await setup.unfinished.list(), []);
  });

  it('are one when the other died before it began: its lock is taken over', async () => {
    await mkdir(join(setup.root, folder));
    const holder = start('lockingProcess.ts', 'hold', lockPath());
    await once(holder.stdout ?? assert.fail(), 'data');
    await assertRefused(setup.acquire({ folder }), 'alreadyRunning', {
      path: lockPath().replace('.part.lock', ''),
    });
    assert.deepEqual(setup.linkRequests, []);
    await killed(holder);
    assert.equal((await setup.acquire({ folder })).wasThere, false);
    assert.ok(!existsSync(lockPath()));
  });

  /** Waits until the package host has sent so many bytes. */
  async function transferred(bytes: number): Promise<void> {
    while ((setup.packageRequests.at(-1)?.bytesSent ?? 0) < bytes) {
      await setTimeout(10);
    }
  }
});
