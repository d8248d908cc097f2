import assert from 'node:assert/strict';
import { secretMarker, startSimulator } from '../../simulator/index.ts';
import type { Simulator, SimulatorOptions } from '../../simulator/index.ts';

describe('Simulated package links', () => {
  let simulator: Simulator;
  let nowMs: number;
  let ready: string;

  async function start(options: SimulatorOptions = {}): Promise<void> {
    nowMs = Date.UTC(2026, 5, 1, 12);
    simulator = await startSimulator({ now: () => nowMs, packageBytes: 100_000, ...options });
    ready = simulator.tenant.actions.find((action) => simulator.tenant.hasPackage(action, nowMs))?.id ?? '';
  }

  afterEach(() => simulator.close());

  function ask(id: string): Promise<Response> {
    const headers = { authorization: `Bearer ${simulator.accessToken()}` };
    return fetch(`${simulator.apiHost}/api/machineactions/${id}/getPackageUri`, { headers });
  }

  async function valueFor(id: string): Promise<string> {
    return ((await (await ask(id)).json()) as { value: string }).value;
  }

  it('are refused while nothing can be had', async () => {
    await start({ limits: { packages: false } });
    const { tenant } = simulator;
    const without = tenant.actions.filter((action) => !tenant.hasPackage(action, nowMs));
    const reasons = new Set(
      without.map(({ type, status }) => (type === 'CollectInvestigationPackage' ? status : 'type')),
    );
    for (const reason of ['type', 'Pending', 'InProgress', 'Failed', 'Cancelled', 'Succeeded']) {
      assert.ok(reasons.has(reason), reason);
    }
    for (const { id } of without.slice(0, 40)) {
      assert.equal((await ask(id)).status, 404);
    }
    assert.equal((await ask(ready)).status, 200);
    tenant.discardPackage(ready);
    assert.equal((await ask(ready)).status, 404);
  });

  it('come in both shapes, quoted and plain, the same way for an action every time', async () => {
    await start({ limits: { packages: false } });
    const { tenant, packageHost } = simulator;
    const withPackage = tenant.actions.filter((action) => tenant.hasPackage(action, nowMs));
    const forms = new Set<string>();
    for (const { id } of withPackage) {
      const [first, second] = [await valueFor(id), await valueFor(id)];
      const quoted = first.startsWith('"');
      assert.equal(second.startsWith('"'), quoted);
      const url = new URL(quoted ? String(JSON.parse(first)) : first);
      assert.equal(url.origin, packageHost);
      assert.ok(url.search.includes(secretMarker));
      forms.add(`${quoted ? 'quoted' : 'plain'} ${url.searchParams.has('sig') ? 'sas' : 'token'}`);
    }
    assert.deepEqual([...forms].toSorted(), ['plain sas', 'plain token', 'quoted sas', 'quoted token']);
  });

  it('are given twice a minute and 120 times an hour', async () => {
    await start();
    const statuses = [await ask(ready), await ask(ready), await ask(ready)].map(({ status }) => status);
    assert.deepEqual(statuses, [200, 200, 429]);
    nowMs += 20_000;
    assert.equal((await ask(ready)).headers.get('retry-after'), '40');
    for (let minute = 1; minute < 60; minute++) {
      nowMs += 60_000;
      assert.deepEqual([(await ask(ready)).status, (await ask(ready)).status], [200, 200]);
    }
    nowMs += 30_000;
    assert.equal((await ask(ready)).headers.get('retry-after'), '30');
    nowMs += 30_000;
    assert.equal((await ask(ready)).status, 200);
  });

  it('work until their time is over, and not when they were changed', async () => {
    for (const linkShape of ['token', 'sas'] as const) {
      await start({ linkShape, linkLifetimeSeconds: 60 });
      const link = simulator.links.issue(ready);
      assert.equal((await fetch(link)).status, 200);
      assert.equal((await fetch(link.replace(secretMarker, `${secretMarker}x`))).status, 403);
      nowMs += 59_000;
      assert.equal((await fetch(link)).status, 200);
      nowMs += 2_000;
      const late = await fetch(link);
      assert.equal(late.status, 403);
      assert.match(
        await late.text(),
        /<Code>AuthenticationFailed<\/Code>.*Signature not valid in the specified key time frame/s,
      );
      await simulator.close();
    }
  });
});
