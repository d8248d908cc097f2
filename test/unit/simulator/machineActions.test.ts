import assert from 'node:assert/strict';
import { startSimulator } from '../../simulator/index.ts';
import type { MachineAction, Simulator, SimulatorOptions } from '../../simulator/index.ts';

interface ListBody {
  '@odata.context': string;
  '@odata.nextLink'?: string;
  value: MachineAction[];
}

interface ErrorBody {
  error: { code: string; message: string; target?: string; details?: unknown[] };
}

describe('Simulated machine actions', () => {
  let simulator: Simulator;
  let nowMs: number;

  async function start(options: SimulatorOptions = {}): Promise<void> {
    nowMs = Date.UTC(2026, 5, 1, 12);
    simulator = await startSimulator({ now: () => nowMs, ...options });
  }

  afterEach(() => simulator.close());

  function get(path: string, token = simulator.accessToken(), init: RequestInit = {}): Promise<Response> {
    return fetch(simulator.apiHost + path, { ...init, headers: { authorization: `Bearer ${token}` } });
  }

  async function list(query = ''): Promise<ListBody> {
    const response = await get(`/api/machineactions${query}`);
    assert.equal(response.status, 200, query);
    return (await response.json()) as ListBody;
  }

  async function refusal(
    path: string,
    token?: string,
    init?: RequestInit,
  ): Promise<[number, ErrorBody['error']]> {
    const response = await get(path, token, init);
    return [response.status, ((await response.json()) as ErrorBody).error];
  }

  it('lists the newest first, and takes top, skip, order and filter', async () => {
    await start();
    const all = (await list()).value;
    assert.equal(all.length, 250);
    const created = all.map((action) => action.creationDateTimeUtc);
    assert.deepEqual(created, created.toSorted().reverse());
    const page = await list('?$top=2&$skip=3');
    assert.deepEqual(page.value, all.slice(3, 5));
    assert.equal(page['@odata.nextLink'], undefined);
    assert.equal(page['@odata.context'], `${simulator.apiHost}/api/$metadata#MachineActions`);
    const oldest = await list('?$orderby=creationDateTimeUtc%20asc&$top=1');
    assert.deepEqual(oldest.value, all.slice(-1));
    const packages = await list(`?$filter=${encodeURIComponent("type eq 'CollectInvestigationPackage'")}`);
    assert.deepEqual(
      packages.value,
      all.filter(({ type }) => type === 'CollectInvestigationPackage'),
    );
  });

  it('leads from page to page when no top is given', async () => {
    await start({ pageSize: 100 });
    const first = await list('?$filter=creationDateTimeUtc%20gt%202020-01-01T00:00:00Z');
    const rest: string[] = [];
    let next = first['@odata.nextLink'];
    while (next !== undefined) {
      const page = await list(next.slice(next.indexOf('?')));
      rest.push(...page.value.map(({ id }) => id));
      next = page['@odata.nextLink'];
    }
    assert.equal(first.value.length + rest.length, 250);
  });

  it('shows changes of the tenant at once, in the list and alone', async () => {
    await start();
    const [running] = (await list("?$filter=status%20eq%20'InProgress'&$top=1")).value;
    assert.ok(running);
    simulator.tenant.action(running.id).status = 'Succeeded';
    const alone = (await (
      await get(`/api/MachineActions/${running.id.toUpperCase()}`)
    ).json()) as MachineAction;
    assert.equal(alone.status, 'Succeeded');
    assert.deepEqual(Object.keys(alone)[0], '@odata.context');
    assert.equal((await list('?$top=1')).value[0]?.status, 'Succeeded');
    simulator.tenant.actions.push({
      ...alone,
      id: 'new',
      creationDateTimeUtc: '2030-01-01T00:00:00.0000000Z',
    });
    assert.equal((await list('?$top=1')).value[0]?.id, 'new');
  });

  it('compresses a list of 10,000 when asked', async () => {
    await start({ actions: 10_000 });
    const response = await get('/api/v1.0/machineactions');
    assert.equal(response.headers.get('content-encoding'), 'gzip');
    assert.equal(((await response.json()) as ListBody).value.length, 10_000);
  });

  it('refuses malformed queries in the way of its OData library', async () => {
    await start();
    const top = [
      '$stop=5',
      '$Top=5',
      '$top=10001',
      '$top=-1',
      '$top=x',
      '$top=1&$top=2',
      '$select=id',
      '$filter=',
    ];
    const order = ['$orderby=status', '$orderby=creationDateTimeUtc%20up', '$filter=nothing'];
    for (const query of [...top, ...order]) {
      const [status, error] = await refusal(`/api/machineactions?${query}`);
      assert.deepEqual([status, error.code, error.details, error.target], [400, '', [], undefined], query);
      assert.match(error.message, /^The query specified in the URI is not valid\./);
    }
    assert.equal((await list('?top=5')).value.length, 250);
  });

  it('knows no other route or verb', async () => {
    await start();
    const id = simulator.tenant.actions[0]?.id ?? '';
    const [status, error] = await refusal('/api/machineactions', undefined, { method: 'POST' });
    assert.deepEqual([status, error.code], [404, 'NotFound']);
    assert.match(error.message, /^No HTTP resource was found/);
    for (const path of [
      '/api/alerts',
      '/machineactions',
      `/api/machineactions/${id}/cancel`,
      '/api/v2.0/machineactions',
    ]) {
      assert.equal((await refusal(path))[1].code, 'NotFound', path);
    }
    assert.equal(
      (await refusal('/api/machineactions/00000000-0000-4000-8000-000000000000'))[1].code,
      'ResourceNotFound',
    );
  });

  it('wants a token of its own, alive and issued here', async () => {
    await start();
    const path = '/api/machineactions';
    const [header, payload] = simulator.accessToken().split('.');
    const forged = `${String(header)}.${String(payload)}.forged`;
    assert.deepEqual(
      (await refusal(path, forged)).map((part) => (typeof part === 'number' ? part : part.code)),
      [401, 'Unauthorized'],
    );
    assert.equal((await fetch(simulator.apiHost + path)).status, 401);
    const token = simulator.accessToken({ lifetimeSeconds: 60 });
    assert.equal((await get(path, token)).status, 200);
    nowMs += 60_000;
    assert.equal((await get(path, token)).status, 401);
    assert.equal(
      (await get(path, simulator.accessToken({ resource: 'https://graph.microsoft.com' }))).status,
      403,
    );
  });

  it('names the permissions that a caller lacks', async () => {
    await start();
    const { users, clients, tenant } = simulator;
    const done = tenant.actions.find((action) => tenant.hasPackage(action, nowMs))?.id ?? '';
    const reader = simulator.accessToken({ user: users.reader });
    assert.equal((await get('/api/machineactions', reader)).status, 200);
    const [status, error] = await refusal(`/api/machineactions/${done}/getPackageUri`, reader);
    assert.deepEqual([status, error.code], [403, 'Forbidden']);
    assert.match(error.message, /Machine\.CollectForensics/);
    const powerless = simulator.accessToken({ clientId: clients.noPermissions.clientId });
    assert.match(
      (await refusal('/api/machineactions', powerless))[1].message,
      /Machine\.Read\.All, Machine\.ReadWrite\.All/,
    );
  });

  it('allows 100 calls a minute, and says when the next one may come', async () => {
    await start();
    for (let call = 0; call < 100; call++) {
      assert.equal((await get('/api/machineactions?$top=1')).status, 200);
    }
    nowMs += 15_000;
    const refused = await get('/api/machineactions?$top=1');
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '45']);
    const otherApp = simulator.accessToken({ clientId: simulator.clients.confidential.clientId });
    assert.equal((await get('/api/machineactions?$top=1', otherApp)).status, 200);
    nowMs += 45_000;
    assert.equal((await get('/api/machineactions?$top=1')).status, 200);
  });
});
