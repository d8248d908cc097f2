import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Fetch } from '../../../src/defender/http.ts';
import type { Acquired, acquirePackage } from '../../../src/evidence/acquisition.ts';
import { AcquisitionError } from '../../../src/evidence/acquisitionError.ts';
import { answer, drip } from '../../simulator/index.ts';
import { at, AcquisitionSetup, type Attempt } from '../../support/acquisitionSetup.ts';
import { assertRefused, rejection } from '../../support/rejections.ts';
import { smallZip } from '../../support/smallZip.ts';
import { until } from '../../support/until.ts';

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
    setup.packageHost(answer(500), 1);
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
  let otherWindow: typeof acquirePackage;

  before(async () => {
    // A second instance of the module knows as little of the first as another process would.
    const instance = '../../../src/evidence/acquisition.ts?other-window';
    ({ acquirePackage: otherWindow } = (await import(instance)) as { acquirePackage: typeof acquirePackage });
  });

  beforeEach(async () => {
    setup = await AcquisitionSetup.start({ packageBytes: size });
  });

  afterEach(() => setup.close());

  /** Begins in this window, and in the middle of its transfer in the other one too. */
  async function inBoth(other: Attempt): Promise<{ here: Promise<Acquired>; there: Promise<Acquired> }> {
    setup.packageHost(drip(size * 4), 1);
    const { promise: begun, resolve: begin } = Promise.withResolvers<unknown>();
    const here = setup.acquire({ onProgress: at('transferring', () => begin(undefined), size / 2) });
    here.catch(() => undefined);
    await begun;
    return { here, there: setup.acquire({ ...other, acquire: otherWindow }) };
  }

  it('keep the one that is whole when the later one is faster', async () => {
    const { here, there } = await inBoth({});
    assert.equal((await there).wasThere, false);
    await rejection(here);
    assert.equal((await setup.acquire()).wasThere, true);
  });

  it('never mix their bytes: nothing is kept when neither of them has a whole file', async () => {
    const abort = new AbortController();
    const { here, there } = await inBoth({ signal: abort.signal, fetch: stalling });
    const stopped = rejection(there);
    await rejection(here);
    abort.abort();
    await stopped;
    assert.deepEqual(await setup.names(), []);
  });

  /** Gives half a package and nothing more. */
  const stalling: Fetch = (_url, { signal }) =>
    Promise.resolve({
      status: 200,
      headers: { get: () => null },
      body: (async function* () {
        yield Buffer.concat([smallZip(), Buffer.alloc(size / 2)]);
        await once(signal, 'abort');
        throw signal.reason;
      })(),
    });
});
