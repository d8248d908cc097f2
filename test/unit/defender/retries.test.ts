import assert from 'node:assert/strict';
import fetch from 'node-fetch';
import { DefenderError, type DefenderReason } from '../../../src/defender/defenderError.ts';
import type { Fetch } from '../../../src/defender/http.ts';
import { NetworkError } from '../../../src/defender/networkError.ts';
import * as simulated from '../../simulator/index.ts';
import type { Respond, Simulator } from '../../simulator/index.ts';
import { SkippingClock } from '../../support/skippingClock.ts';
import { testClient } from '../../support/testClient.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('A read that fails', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await simulated.startSimulator({ limits: { general: false, packages: false } });
  });

  beforeEach(() => {
    simulator.requests.length = 0;
  });

  afterEach(() => simulator.faults.clear());
  after(() => simulator.close());

  function failing(respond: Respond, times = Infinity) {
    simulator.faults.add({ service: 'api', times, respond });
    return testClient(simulator, { clock: new SkippingClock({ nowMs: now }) });
  }

  const passing: [what: string, respond: Respond, is: (error: unknown) => boolean][] = [
    ['a fault of the service', simulated.apiError(500, 'InternalServerError', 'x'), isServer],
    ['a bad gateway', simulated.htmlPage(502), isServer],
    ['an overload', simulated.answer(503), isServer],
    ['a reset connection', simulated.reset(), isInterrupted],
    ['a body that ends early', simulated.resetAfter(20), isInterrupted],
  ];
  for (const [what, respond, is] of passing) {
    it(`is repeated after ${what}, three attempts in all, with growing waits`, async () => {
      const { client, clock, log } = failing(respond);
      await assert.rejects(client.listMachineActions(), is);
      assert.equal(simulator.requests.length, 3);
      const [first = 0, second = 0, ...more] = clock.waits;
      assert.deepEqual(more, []);
      assert.ok(first >= 750 && first <= 1250, `${first} ms`);
      assert.ok(second >= 1500 && second <= 2500, `${second} ms`);
      assert.equal(log.lines.filter((line) => /attempt [23] of 3/.test(line)).length, 2);
    });

    it(`succeeds after ${what} that passed`, async () => {
      const { client } = failing(respond, 2);
      assert.equal((await client.listMachineActions({ top: 3 })).received, 3);
      assert.equal(simulator.requests.length, 3);
    });
  }

  const lasting: [what: string, respond: Respond, reason: DefenderReason][] = [
    ['a bad request', simulated.apiError(400, 'BadRequest', 'x'), 'badRequest'],
    ['a refused token', simulated.apiError(403, 'Forbidden', 'x'), 'forbidden'],
    ['a missing entity', simulated.apiError(404, 'ResourceNotFound', 'x'), 'notFound'],
    ['another 4xx', simulated.answer(409), 'badRequest'],
    ['a page', simulated.htmlPage(), 'badResponse'],
    ['a redirect', simulated.redirect('/'), 'redirected'],
  ];
  for (const [what, respond, reason] of lasting) {
    it(`is not repeated after ${what}`, async () => {
      const { client, clock } = failing(respond);
      await assert.rejects(client.listMachineActions(), { name: 'DefenderError', reason });
      assert.deepEqual([simulator.requests.length, clock.waits], [1, []]);
    });
  }

  const thrown = ['ENOTFOUND', 'ECONNREFUSED', 'CERT_HAS_EXPIRED', 'ETIMEDOUT'];
  for (const code of thrown) {
    it(`is not repeated when the connection fails with ${code}`, async () => {
      let calls = 0;
      const broken: Fetch = () => {
        calls++;
        return Promise.reject(Object.assign(new Error(code), { code }));
      };
      const { client, clock } = testClient(simulator, { fetch: broken });
      await assert.rejects(client.listMachineActions(), { name: 'NetworkError' });
      assert.deepEqual([calls, clock.waits], [1, []]);
    });
  }

  const pauses: [header: string, waitMs: number][] = [
    ['0', 0],
    ['7', 7000],
    ['10', 10_000],
    ['Fri, 02 Jan 2026 03:04:15 GMT', 10_000],
    ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
  ];
  for (const [header, waitMs] of pauses) {
    it(`waits as told after a 429: Retry-After ${header}`, async () => {
      simulator.faults.add({ service: 'api', times: 1, respond: simulated.throttled(header) });
      // Another time limit than a minute, which this clock would take for the wait.
      const clock = new SkippingClock({ limitMs: 50_000, nowMs: now });
      const { client } = testClient(simulator, { clock, timeoutMs: 50_000 });
      await client.listMachineActions({ top: 1 });
      assert.deepEqual([simulator.requests.length, clock.waits], [2, [waitMs]]);
    });
  }

  for (const header of ['11', 'soon', '3600', '9'.repeat(400), 'Fri, 02 Jan 2026 04:04:05 GMT']) {
    it(`gives up at once when told to wait longer than a person would: Retry-After ${header.slice(0, 30)}`, async () => {
      const { client, clock } = failing(simulated.throttled(header));
      await assert.rejects(client.listMachineActions(), (error) => DefenderError.is(error, 'throttled'));
      assert.deepEqual([simulator.requests.length, clock.waits], [1, []]);
    });
  }

  it('is a matter of three attempts, whatever goes wrong in them', async () => {
    simulator.faults.add({ service: 'api', times: 1, respond: simulated.answer(503) });
    simulator.faults.add({ service: 'api', times: 1, respond: simulated.reset() });
    const { client, clock } = failing(simulated.throttled('5'));
    await assert.rejects(client.listMachineActions(), (error) => DefenderError.is(error, 'throttled'));
    assert.deepEqual([simulator.requests.length, clock.waits.length], [3, 2]);
  });

  it('keeps the id that support asks for', async () => {
    const { client } = failing(simulated.apiError(500, 'InternalServerError', 'x'));
    await assert.rejects(client.listMachineActions(), (error: DefenderError) => {
      assert.match(error.data.requestId ?? '', /^[0-9a-f-]{36}$/);
      return true;
    });
  });

  it('says which host did not answer, and never the whole address', async () => {
    const closed = await simulated.startSimulator();
    await closed.close();
    const { client } = testClient(closed, { fetch });
    await assert.rejects(client.listMachineActions({ requestor: 'anna' }), (error: NetworkError) => {
      const host = new URL(closed.apiHost).host;
      assert.deepEqual([error.reason, error.data], ['refused', { host, code: 'ECONNREFUSED' }]);
      assert.ok(!String(error.cause).includes('anna'));
      return true;
    });
  });
});

function isServer(error: unknown): boolean {
  return DefenderError.is(error, 'server');
}

function isInterrupted(error: unknown): boolean {
  return error instanceof NetworkError && error.reason === 'interrupted';
}
