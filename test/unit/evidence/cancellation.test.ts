import assert from 'node:assert/strict';
import { drip, type FaultRule, type Respond } from '../../simulator/index.ts';
import { at, AcquisitionSetup, type Attempt } from '../../support/acquisitionSetup.ts';
import { rejection } from '../../support/rejections.ts';
import { until } from '../../support/until.ts';

const size = 200_000;

describe('Cancelling an acquisition', () => {
  let setup: AcquisitionSetup;
  let abort: AbortController;
  const reason = new DOMException('The person said so', 'AbortError');

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    abort = new AbortController();
  });

  afterEach(async () => {
    assert.deepEqual(await setup.names(), []);
    await setup.close();
  });

  function cancel(): void {
    abort.abort(reason);
  }

  async function assertCancelled(attempt: Attempt = {}): Promise<void> {
    const error = await rejection(setup.acquire({ ...attempt, signal: abort.signal }));
    assert.equal(error, reason);
  }

  /** Cancels when the request arrives, which then gets no answer until the client is gone. */
  function cancelAt(rule: Omit<FaultRule, 'respond'>): void {
    const respond: Respond = async (_request, real) => {
      cancel();
      await new Promise((resolve) => setImmediate(resolve));
      return real();
    };
    setup.simulator.faults.add({ ...rule, respond });
  }

  it('asks for nothing when it came before the start', async () => {
    abort.abort(reason);
    await assertCancelled();
    assert.deepEqual(setup.simulator.requests, []);
  });

  it('ends the question for the action', async () => {
    cancelAt({ service: 'api' });
    await assertCancelled();
    assert.deepEqual(setup.linkRequests, []);
  });

  it('ends the question for a link', async () => {
    cancelAt({ service: 'api', path: /getPackageUri$/ });
    await assertCancelled();
    assert.deepEqual(setup.packageRequests, []);
  });

  it('ends the wait for the pace, and leaves the place in the queue to others', async () => {
    const [first, second, third] = setup.allReady.map(({ id: actionId }) => ({ actionId }));
    setup.simulator.faults.add({
      service: 'packages',
      respond: () => ({ status: 500, headers: {}, body: '' }),
    });
    await rejection(setup.acquire(first));
    await rejection(setup.acquire(second));
    await assertCancelled({ ...third, onProgress: at('waiting', cancel) });
    assert.equal(setup.linkRequests.length, 2);
    assert.equal(setup.clock.nextWakeMs, undefined);
  });

  it('ends the wait for the first answer of the package host', async () => {
    cancelAt({ service: 'packages' });
    await assertCancelled();
    await until(() => setup.packageRequests[0]?.outcome === 'cut');
  });

  for (const bytes of [0, 1, size / 2]) {
    it(`ends the transfer after ${bytes} bytes, and the connection with it`, async () => {
      setup.packageHost(drip(size * 2));
      await assertCancelled({ onProgress: at('transferring', cancel, bytes) });
      await until(() => setup.packageRequests[0]?.outcome === 'cut');
      assert.ok((setup.packageRequests[0]?.bytesSent ?? size) < size);
      assert.equal(setup.clock.nextWakeMs, undefined);
    });
  }

  it('counts also when it comes with the last byte', async () => {
    await assertCancelled({ onProgress: at('transferring', cancel, size) });
  });

  it('counts while the archive is checked', async () => {
    await assertCancelled({ onProgress: at('checking', cancel) });
  });

  it('counts also when the whole archive was checked', async () => {
    await assertCancelled({
      onProgress: (step) => step.phase === 'checking' && step.bytes === size && cancel(),
    });
  });

  it('is what the caller hears of, whatever else goes wrong because of it', async () => {
    const late = () => {
      cancel();
      return Promise.reject(Object.assign(new Error('late'), { code: 'EIO' }));
    };
    setup.disk.changeFile(/\.part$/, () => ({ writev: late, write: late }));
    await assertCancelled();
  });

  it('is no reason to repeat anything later on', async () => {
    setup.packageHost(drip(size * 2), 1);
    await assertCancelled({ onProgress: at('transferring', cancel) });
    await setup.clock.advance(3_600_000);
    assert.equal(setup.linkRequests.length, 1);
    assert.equal(setup.packageRequests.length, 1);
  });
});

describe('A cancellation that comes too late', () => {
  it('leaves the package and its record whole', async () => {
    const setup = await AcquisitionSetup.start();
    const abort = new AbortController();
    const { writeFile } = setup.disk.files;
    setup.disk.replace('writeFile', async (path: string, ...values: [string, object]) => {
      if (path.endsWith('.acquisition.json.part')) {
        abort.abort();
      }
      return writeFile(path, ...values);
    });
    assert.equal((await setup.acquire({ signal: abort.signal })).wasThere, false);
    assert.equal((await setup.acquire()).wasThere, true);
    await setup.close();
  });
});
