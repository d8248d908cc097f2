import assert from 'node:assert/strict';
import * as simulated from '../../simulator/index.ts';
import type { Simulator } from '../../simulator/index.ts';

const size = 200_000;

describe('Faults of the simulator', () => {
  let simulator: Simulator;
  let link: string;

  before(async () => {
    simulator = await simulated.startSimulator({ packageBytes: size, linkShape: 'token' });
    link = simulator.links.issue(simulator.tenant.actions[1]?.id ?? '');
  });

  afterEach(() => simulator.faults.clear());
  after(() => simulator.close());

  function list(): Promise<Response> {
    const headers = { authorization: `Bearer ${simulator.accessToken()}` };
    return fetch(`${simulator.apiHost}/api/machineactions?$top=3`, { headers });
  }

  function onPackages(respond: simulated.Respond): void {
    simulator.faults.add({ service: 'packages', path: /safedownload/, times: 1, respond });
  }

  async function received(response: Response): Promise<{ bytes: number; complete: boolean }> {
    let bytes = 0;
    try {
      for await (const chunk of response.body ?? []) {
        bytes += (chunk as Uint8Array).length;
      }
      return { bytes, complete: true };
    } catch {
      return { bytes, complete: false };
    }
  }

  it('strike the request they are meant for, as often as told, and no other', async () => {
    const respond = simulated.answer(503, 'busy');
    simulator.faults.add({ service: 'api', path: /machineactions$/, after: 1, times: 2, respond });
    const statuses = [];
    for (let call = 0; call < 4; call++) {
      statuses.push((await list()).status);
    }
    assert.deepEqual(statuses, [200, 503, 503, 200]);
    assert.equal((await fetch(link)).status, 200);
  });

  it('answer in place of the service', async () => {
    const remove = simulator.faults.add({ service: 'api', respond: simulated.throttled('7') });
    const throttled = await list();
    assert.deepEqual([throttled.status, throttled.headers.get('retry-after')], [429, '7']);
    remove();
    simulator.faults.add({ service: 'api', times: 1, respond: simulated.htmlPage() });
    assert.match(await (await list()).text(), /^<!doctype html>/);
    onPackages(simulated.redirect('http://127.0.0.1:9/elsewhere'));
    const redirected = await fetch(link, { redirect: 'manual' });
    assert.deepEqual(
      [redirected.status, redirected.headers.get('location')],
      [302, 'http://127.0.0.1:9/elsewhere'],
    );
  });

  it('change what the service says', async () => {
    const respond = simulated.replaceJson((value) => ({ ...(value as object), value: [{ id: 5 }] }));
    simulator.faults.add({ service: 'api', times: 1, respond });
    assert.deepEqual(((await (await list()).json()) as { value: unknown }).value, [{ id: 5 }]);
    onPackages(simulated.truncate(1234));
    assert.deepEqual(await received(await fetch(link)), { bytes: 1234, complete: true });
    onPackages(simulated.ignoreRange());
    assert.equal((await fetch(link, { headers: { range: 'bytes=5-' } })).status, 200);
  });

  it('cut the connection before, within and after the answer', async () => {
    onPackages(simulated.reset());
    await assert.rejects(
      fetch(link),
      (error: Error) => (error.cause as { code?: string }).code === 'ECONNRESET',
    );
    onPackages(simulated.resetAfter(1000));
    assert.deepEqual(await received(await fetch(link)), { bytes: 1000, complete: false });
    assert.equal(simulator.requests.at(-1)?.outcome, 'cut');
    onPackages(simulated.wrongLength(10));
    assert.deepEqual(await received(await fetch(link)), { bytes: size, complete: false });
    onPackages(simulated.wrongLength(-10));
    assert.equal((await received(await fetch(link))).bytes, size - 10);
  });

  it('stall and let go when the client gives up', async () => {
    onPackages(simulated.stallAfter(500));
    const abort = new AbortController();
    const response = await fetch(link, { signal: abort.signal });
    const reader = response.body?.getReader();
    const first = (await reader?.read()) as { value?: Uint8Array } | undefined;
    assert.equal(first?.value?.length, 500);
    abort.abort();
    await assert.rejects(async () => reader?.read(), { name: 'AbortError' });
  });

  it('delay and drip', async () => {
    onPackages(simulated.delay(60, simulated.drip(4_000_000)));
    const started = performance.now();
    assert.deepEqual(await received(await fetch(link)), { bytes: size, complete: true });
    const took = performance.now() - started;
    assert.ok(took >= 100, `took ${took} ms`);
  });

  it('do not keep the simulator from closing', async () => {
    const other = await simulated.startSimulator({ packageBytes: size });
    other.faults.add({ service: 'packages', respond: simulated.stallAfter(10) });
    const response = await fetch(other.links.issue(other.tenant.actions[1]?.id ?? ''));
    await other.close();
    assert.equal((await received(response)).complete, false);
  });
});
