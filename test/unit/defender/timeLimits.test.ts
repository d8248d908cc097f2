import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { systemClock } from '../../../src/defender/clock.ts';
import type { CallOptions } from '../../../src/defender/client.ts';
import { NetworkError } from '../../../src/defender/networkError.ts';
import type { TokenSource } from '../../../src/defender/transport.ts';
import {
  answer,
  delay,
  stallAfter,
  startSimulator,
  throttled,
  type Respond,
  type Simulator,
} from '../../simulator/index.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { testClient } from '../../support/testClient.ts';
import { until } from '../../support/until.ts';

/** The request is taken, and not answered in any time that matters. */
const silence = delay(2 ** 31 - 1, answer(200));

const stalls: [stage: string, respond: Respond][] = [
  ['the answer has not begun', silence],
  ['the answer has begun and stalls', stallAfter(100)],
  ['an error’s answer stalls', (request, real) => stallAfter(10)(request, () => real({ method: 'POST' }))],
];

describe('A request that is not answered', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ limits: { general: false, packages: false } });
  });

  beforeEach(() => {
    simulator.requests.length = 0;
  });

  afterEach(() => simulator.faults.clear());
  after(() => simulator.close());

  /** The simulator has the request, and has sent what it will send of the answer. */
  const stalled = (respond: Respond) => () =>
    simulator.requests.some(({ bytesSent }) => respond === silence || bytesSent > 0);

  for (const [stage, respond] of stalls) {
    it(`is given up after its time limit, and the connection is closed: ${stage}`, async () => {
      simulator.faults.add({ service: 'api', respond });
      const clock = new FakeClock();
      const { client } = testClient(simulator, { clock });
      let ended = false;
      const call = client.listMachineActions().finally(() => (ended = true));
      call.catch(() => undefined);
      await until(stalled(respond));
      await clock.advance(59_999);
      assert.equal(ended, false);
      await clock.advance(1);
      const { host } = new URL(simulator.apiHost);
      await assert.rejects(call, (error: NetworkError) => {
        assert.deepEqual([error.name, error.reason, error.data], ['NetworkError', 'timeout', { host }]);
        return true;
      });
      await until(() => simulator.requests[0]?.outcome === 'cut');
      assert.equal(simulator.requests.length, 1);
      assert.equal(clock.nextWakeMs, undefined);
    });

    it(`ends at once with the signal’s reason, and leaves nothing behind: ${stage}`, async () => {
      simulator.faults.add({ service: 'api', respond });
      const clock = new FakeClock();
      const { client } = testClient(simulator, { clock });
      const abort = new AbortController();
      const reason = new Error('changed my mind');
      const call = client.listMachineActions({}, { signal: abort.signal });
      await until(stalled(respond));
      abort.abort(reason);
      await assert.rejects(call, reason);
      assert.equal(clock.nextWakeMs, undefined);
      assert.deepEqual(getEventListeners(abort.signal, 'abort'), []);
      await until(() => simulator.requests[0]?.outcome === 'cut');
    });
  }

  it('has a time limit of its own when told so', async () => {
    simulator.faults.add({ service: 'api', respond: silence });
    const clock = new FakeClock();
    const { client } = testClient(simulator, { clock, timeoutMs: 1000 });
    const call = client.listMachineActions();
    await until(stalled(silence));
    await Promise.all([
      assert.rejects(call, { name: 'NetworkError', reason: 'timeout' }),
      clock.advance(1000),
    ]);
  });
});

describe('A call that is aborted', () => {
  let simulator: Simulator;
  const reason = new Error('changed my mind');

  before(async () => {
    simulator = await startSimulator({ limits: { general: false, packages: false } });
  });

  beforeEach(() => {
    simulator.requests.length = 0;
  });

  afterEach(() => simulator.faults.clear());
  after(() => simulator.close());

  it('asks neither for a token nor of the service when it is aborted before it begins', async () => {
    const { client, tokenRequests } = testClient(simulator);
    const options: CallOptions = { signal: AbortSignal.abort(reason) };
    await assert.rejects(client.listMachineActions({}, options), reason);
    await assert.rejects(client.getMachineAction('x', options), reason);
    await assert.rejects(client.getPackageUri('x', options), reason);
    assert.deepEqual([tokenRequests.length, simulator.requests.length], [0, 0]);
  });

  it('sends nothing when it is aborted while the token is awaited', async () => {
    const abort = new AbortController();
    const token = Promise.withResolvers<string>();
    const getToken: TokenSource = () => token.promise;
    const call = testClient(simulator, { getToken }).client.listMachineActions({}, { signal: abort.signal });
    abort.abort(reason);
    token.resolve(simulator.accessToken());
    await assert.rejects(call, reason);
    assert.equal(simulator.requests.length, 0);
  });

  it('ends in the wait between two attempts', async () => {
    const clock = new FakeClock();
    const { client, log } = testClient(simulator, { clock });
    for (const respond of [answer(500), throttled('30')]) {
      simulator.faults.add({ service: 'api', times: 1, respond });
      const abort = new AbortController();
      const call = client.listMachineActions({}, { signal: abort.signal });
      await until(() => clock.nextWakeMs !== undefined && /attempt 2/.test(log.lines.at(-1) ?? ''));
      abort.abort(reason);
      await assert.rejects(call, reason);
      assert.equal(clock.nextWakeMs, undefined);
    }
    assert.equal(simulator.requests.length, 2);
  });

  it('ends in the wait for a link', async () => {
    const clock = new FakeClock();
    const { client } = testClient(simulator, { clock });
    const id = simulator.tenant.actions[1]?.id ?? '';
    await client.getPackageUri(id);
    await client.getPackageUri(id);
    const abort = new AbortController();
    const told = Promise.withResolvers<unknown>();
    const call = client.getPackageUri(id, { signal: abort.signal, onWait: () => told.resolve(true) });
    await told.promise;
    abort.abort(reason);
    await assert.rejects(call, reason);
    assert.deepEqual([simulator.requests.length, clock.nextWakeMs], [2, undefined]);
  });

  it('leaves nothing on the signal when it succeeds, however often it is used', async () => {
    const { client } = testClient(simulator, { clock: systemClock });
    const { signal } = new AbortController();
    for (let call = 0; call < 5; call++) {
      await client.listMachineActions({ top: 1 }, { signal });
    }
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  it('is told apart from a request that ran into its time limit', async () => {
    simulator.faults.add({ service: 'api', respond: silence });
    const clock = new FakeClock();
    const { client } = testClient(simulator, { clock });
    const { signal } = new AbortController();
    const call = client.listMachineActions({}, { signal });
    await until(() => simulator.requests.length > 0);
    const isTimeout = (error: unknown) => error instanceof NetworkError && error.reason === 'timeout';
    await Promise.all([assert.rejects(call, isTimeout), clock.advance(60_000)]);
  });
});
