import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { systemClock } from '../../../src/defender/clock.ts';
import { DefenderError } from '../../../src/defender/defenderError.ts';
import { exchange, readText, type Fetch, type HttpResponse } from '../../../src/defender/http.ts';
import type { NetworkError } from '../../../src/defender/networkError.ts';
import {
  answer,
  apiError,
  htmlPage,
  secretMarker,
  startSimulator,
  type Simulator,
} from '../../simulator/index.ts';
import { testClient } from '../../support/testClient.ts';
import { until } from '../../support/until.ts';

describe('A body', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator();
  });

  afterEach(() => simulator.faults.clear());
  after(() => simulator.close());

  it('is read no further than any list could be long, and let go', async () => {
    const chunk = new Uint8Array(16 * 1024 * 1024);
    let chunks = 0;
    let letGo = false;
    const endless = async function* () {
      try {
        for (; ; chunks++) {
          yield await Promise.resolve(chunk);
        }
      } finally {
        letGo = true;
      }
    };
    const fetch: Fetch = () => Promise.resolve({ status: 200, headers: new Headers(), body: endless() });
    const { client } = testClient(simulator, { fetch });
    await assert.rejects(client.listMachineActions(), (error) => DefenderError.is(error, 'badResponse'));
    assert.deepEqual([chunks, letGo], [16, true]);
  });

  for (const [status, reason] of [
    [403, 'forbidden'],
    [429, 'throttled'],
    [503, 'server'],
  ] as const) {
    it(`of an error does not hide the status when it is long, as the page of a gateway may be: ${status}`, async () => {
      const headers = { 'retry-after': '90', 'content-type': 'text/html', 'x-ms-request-id': 'abc' };
      simulator.faults.add({ service: 'api', respond: answer(status, '<p>'.repeat(5_000_000), headers) });
      const { client } = testClient(simulator);
      await assert.rejects(client.listMachineActions(), (error: DefenderError) => {
        assert.deepEqual([error.reason, error.data.status, error.data.requestId], [reason, status, 'abc']);
        return true;
      });
      await until(() => simulator.requests.at(-1)?.outcome === 'cut');
    });
  }

  it('may come in pieces that split a letter, or as text', async () => {
    const bytes = Buffer.from('{"name":"Ä✓𝄞"}');
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    const response = (body: (Uint8Array | string)[] | null) =>
      ({ status: 200, headers: new Headers(), body: body && toAsync(body) }) satisfies HttpResponse;
    assert.equal(await readText(response(pieces), 100), bytes.toString());
    assert.equal(await readText(response(['{"name":', '"Ä✓𝄞"}']), 100), bytes.toString());
    assert.equal(await readText(response(null), 100), '');
  });

  it('is counted in bytes', async () => {
    const response = { status: 200, headers: new Headers(), body: toAsync(['ÄÄ']) };
    await assert.rejects(readText(response, 3), RangeError);
    assert.equal(await readText({ ...response, body: toAsync(['ÄÄ']) }, 4), 'ÄÄ');
  });

  it('is unpacked when the service packs it', async () => {
    const { client } = testClient(simulator);
    assert.equal((await client.listMachineActions({ top: 50 })).received, 50);
    assert.match(simulator.requests.at(-1)?.headers['accept-encoding'] ?? '', /gzip/);
  });
});

describe('An exchange', () => {
  const reason = new Error('changed my mind');
  const url = new URL('https://host/a.zip?sig=SECRET');
  const limits = { clock: systemClock, timeoutMs: 60_000 };
  const read = (response: HttpResponse) => readText(response, 100);
  /** A fetch that never answers, and breaks off as fetches do. */
  const silent: Fetch = (_url, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });

  it('ends with the signal’s reason when it is aborted, though fetch has another', async () => {
    const abort = new AbortController();
    const ended = exchange(
      silent,
      url,
      { method: 'GET', headers: {} },
      { ...limits, signal: abort.signal },
      read,
    );
    abort.abort(reason);
    await assert.rejects(ended, reason);
  });

  it('leaves what the reader throws as it is', async () => {
    const fetch: Fetch = () => Promise.resolve({ status: 200, headers: new Headers(), body: null });
    const ended = exchange(fetch, url, { method: 'GET', headers: {} }, limits, () => Promise.reject(reason));
    await assert.rejects(ended, reason);
  });

  it('tells nothing of the address when it fails', async () => {
    const fetch: Fetch = (address) => Promise.reject(new TypeError(`fetch of ${address} failed`));
    const ended = exchange(fetch, url, { method: 'GET', headers: {} }, limits, read);
    await assert.rejects(ended, (error: NetworkError) => {
      assert.deepEqual([error.reason, error.data], ['interrupted', { host: 'host' }]);
      assert.ok(!inspect(error, { depth: 9 }).includes('SECRET'));
      return true;
    });
  });
});

describe('The log of the client', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ limits: { packages: false } });
  });

  afterEach(() => simulator.faults.clear());
  after(() => simulator.close());

  it('has a line for every request, with neither query nor token nor link', async () => {
    const { client, log } = testClient(simulator);
    const id = simulator.tenant.actions[1]?.id ?? '';
    await client.listMachineActions({ requestor: 'anna@contoso.com', top: 3 });
    await client.getMachineAction(id);
    await client.getPackageUri(id);
    const { host } = new URL(simulator.apiHost);
    const plain = log.lines.map((line) => line.replace(/\d+ characters, \d+ ms$/, ''));
    assert.deepEqual(plain, [
      `debug GET ${host}/api/machineactions: 200, `,
      `debug GET ${host}/api/machineactions/${id}: 200, `,
      `debug GET ${host}/api/machineactions/${id}/getPackageUri: 200, `,
    ]);
  });

  it('has code and request id of an error, but not its words', async () => {
    simulator.faults.add({ service: 'api', times: 1, respond: apiError(400, 'ODataError', 'WORDS') });
    simulator.faults.add({ service: 'api', times: 1, respond: htmlPage(404) });
    const { client, log } = testClient(simulator);
    await assert.rejects(client.listMachineActions({ requestor: 'anna@contoso.com' }));
    await assert.rejects(client.listMachineActions({ requestor: 'anna@contoso.com' }));
    const refusals = log.lines.filter((line) => line.includes('request id'));
    assert.match(refusals[0] ?? '', /machineactions: 400 \(ODataError\), request id [0-9a-f-]{36}$/);
    assert.match(refusals[1] ?? '', /machineactions: 404 \(no code\), request id unknown$/);
  });

  it('stays one line an error, whatever the answer says', async () => {
    simulator.faults.add({ service: 'api', times: 1, respond: apiError(400, 'Bad\nerror all is well', 'x') });
    const { client, log } = testClient(simulator);
    await assert.rejects(client.listMachineActions());
    assert.ok(log.lines.every((line) => !/[\r\n]/.test(line)));
  });

  it('holds no secret after anything that can go wrong', async () => {
    const { client, log } = testClient(simulator);
    const { client: stale, log: staleLog } = testClient(simulator, {
      getToken: () => Promise.resolve(`${secretMarker}.stale`),
    });
    await assert.rejects(stale.listMachineActions());
    for (const respond of [
      htmlPage(),
      answer(503, secretMarker),
      answer(302, '', { location: secretMarker }),
    ]) {
      simulator.faults.clear();
      simulator.faults.add({ service: 'api', respond });
      await assert.rejects(client.listMachineActions({ requestor: secretMarker }));
    }
    assert.ok(log.lines.length > 3 && staleLog.lines.length > 1);
    assert.ok(!`${log.text}${staleLog.text}`.includes(secretMarker));
  });
});

// eslint-disable-next-line @typescript-eslint/require-await -- it only has to be asynchronous
async function* toAsync<T>(items: T[]): AsyncGenerator<T> {
  yield* items;
}
