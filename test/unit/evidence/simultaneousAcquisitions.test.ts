import assert from 'node:assert/strict';
import { AcquisitionSetup } from '../../support/acquisitionSetup.ts';
import { assertRefused, rejection } from '../../support/rejections.ts';
import { answer } from '../../simulator/index.ts';
import { until } from '../../support/until.ts';

describe('Acquisitions at the same time', () => {
  let setup: AcquisitionSetup;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
  });

  afterEach(() => setup.close());

  it('of one package are one: the second is told that it is under way', async () => {
    const [first, second] = [setup.acquire(), rejection(setup.acquire())];
    await assertRefused(Promise.reject((await second) as Error), 'alreadyRunning', { path: setup.pathOf() });
    assert.equal((await first).wasThere, false);
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
  it('never mix their bytes: the later one writes a file of its own', async () => {
    const setup = await AcquisitionSetup.start();
    const written: string[] = [];
    // What the other window does, in the middle of this one's transfer: it begins anew under the same name.
    const { unlinkSync, writeFileSync, readFileSync } = await import('node:fs');
    const part = `${setup.pathOf()}.part`;
    let theirs = false;
    const error = await rejection(
      setup.acquire({
        onProgress: ({ phase }) => {
          if (phase === 'checking' && !theirs) {
            theirs = true;
            unlinkSync(part);
            writeFileSync(part, 'PK of the other window');
            written.push(readFileSync(part, 'utf8'));
          }
        },
      }),
    );
    await assertRefused(Promise.reject(error as Error), 'damaged');
    assert.deepEqual(await setup.names(), []);
    await setup.close();
  });
});
