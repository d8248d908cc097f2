import assert from 'node:assert/strict';
import { startSimulator } from '../../simulator/index.ts';
import type { CollectionOutcome, MachineAction, Simulator, SimulatorOptions } from '../../simulator/index.ts';
import { ApiCalls, refusal } from './apiCalls.ts';

const createdMs = Date.UTC(2026, 5, 1, 12);
const comment = { Comment: 'CASE-2207' };

describe('Simulated collection', () => {
  let simulator: Simulator;
  let api: ApiCalls;
  let nowMs: number;

  async function start(collection: SimulatorOptions['collection'] = {}): Promise<void> {
    nowMs = createdMs;
    simulator = await startSimulator({ now: () => nowMs, packageBytes: 10_000, collection });
    api = new ApiCalls(simulator);
  }

  afterEach(() => simulator.close());

  function idOf(name: string): string {
    return (
      simulator.tenant.devices.find(({ computerDnsName }) => computerDnsName === name)?.id ?? assert.fail()
    );
  }

  function ask(name: string, body: unknown = comment, token?: string, type?: string): Promise<Response> {
    return api.post(`/api/machines/${idOf(name)}/collectInvestigationPackage`, body, token, type);
  }

  async function collect(name: string, token?: string): Promise<MachineAction> {
    const response = await ask(name, comment, token);
    assert.equal(response.status, 201);
    return (await response.json()) as MachineAction;
  }

  async function read(id: string): Promise<MachineAction> {
    return (await (await api.get(`/api/machineactions/${id}`)).json()) as MachineAction;
  }

  async function listed(): Promise<MachineAction[]> {
    return ((await (await api.get('/api/machineactions')).json()) as { value: MachineAction[] }).value;
  }

  it('starts as a pending action in the name of the user', async () => {
    await start();
    const action = await collect('ws-115');
    const { '@odata.context': context, ...fields } = action as MachineAction & { '@odata.context': string };
    assert.equal(context, `${simulator.apiHost}/api/$metadata#MachineActions/$entity`);
    assert.deepEqual(Object.keys(fields), Object.keys(simulator.tenant.actions[0] ?? {}));
    const { type, status, requestor, requestorComment, requestSource, machineId, computerDnsName } = fields;
    assert.deepEqual(
      [type, status, requestor, requestorComment, requestSource, machineId, computerDnsName],
      [
        'CollectInvestigationPackage',
        'Pending',
        'anna@contoso.com',
        'CASE-2207',
        'PublicApi',
        idOf('ws-115'),
        'ws-115',
      ],
    );
    assert.equal(Date.parse(fields.creationDateTimeUtc), createdMs);
    assert.deepEqual((await listed())[0], fields);
    assert.deepEqual(await read(fields.id), action);
  });

  it('names the application that asks for itself', async () => {
    await start();
    const { clientId } = simulator.clients.confidential;
    const { requestor } = await collect('ws-115', simulator.accessToken({ clientId }));
    assert.equal(requestor, 'Machine Actions Automation');
  });

  it('moves on with the clock to a package', async () => {
    await start();
    const { tenant } = simulator;
    const { id } = await collect('ws-115');
    const seen = [];
    for (const seconds of [0, 3.999, 4, 15.999, 16, 100]) {
      nowMs = createdMs + seconds * 1000;
      const { status, lastUpdateDateTimeUtc = '' } = await read(id);
      seen.push([status, Date.parse(lastUpdateDateTimeUtc) - createdMs]);
      assert.equal((await listed()).find((action) => action.id === id)?.status, status);
      assert.equal(tenant.action(id).status, status);
    }
    assert.deepEqual(seen, [
      ['Pending', 0],
      ['Pending', 0],
      ['InProgress', 4000],
      ['InProgress', 4000],
      ['Succeeded', 16_000],
      ['Succeeded', 16_000],
    ]);
    const { value } = (await (await api.get(`/api/machineactions/${id}/getPackageUri`)).json()) as {
      value: string;
    };
    const link = value.startsWith('"') ? String(JSON.parse(value)) : value;
    const { byteLength } = await (await fetch(link)).arrayBuffer();
    assert.equal(byteLength, (await simulator.packageDigest(id)).bytes);
  });

  it('has no package before its end', async () => {
    await start();
    const { id } = await collect('ws-115');
    nowMs += 10_000;
    assert.deepEqual(await refusal(api.get(`/api/machineactions/${id}/getPackageUri`)), [
      404,
      'ResourceNotFound',
    ]);
  });

  it('ends as it was told to, for all devices or for one', async () => {
    const names: Record<CollectionOutcome, string> = {
      Succeeded: 'ws-101',
      Failed: 'ws-102',
      TimeOut: 'ws-115',
      Cancelled: 'lap-004',
    };
    await start({
      pendingSeconds: 1,
      runningSeconds: 2,
      outcome: 'Failed',
      devices: { 'ws-115': { outcome: 'TimeOut' } },
    });
    simulator.collection.devices[idOf('ws-101')] = { outcome: 'Succeeded', runningSeconds: 5 };
    simulator.collection.devices['lap-004'] = { outcome: 'Cancelled' };
    const ids = new Map<CollectionOutcome, string>();
    for (const [outcome, name] of Object.entries(names) as [CollectionOutcome, string][]) {
      ids.set(outcome, (await collect(name)).id);
    }
    nowMs += 3000;
    assert.equal((await read(ids.get('Succeeded') ?? '')).status, 'InProgress');
    nowMs += 3000;
    for (const [outcome, id] of ids) {
      const action = await read(id);
      assert.equal(action.status, outcome);
      assert.equal(action.errorHResult === 0, outcome === 'Succeeded');
      assert.equal(typeof action.cancellationRequestor === 'string', outcome === 'Cancelled');
      assert.equal(simulator.tenant.hasPackage(simulator.tenant.action(id), nowMs), outcome === 'Succeeded');
    }
  });

  it('may stay unseen at first, while it is under way', async () => {
    await start({ visibleAfterSeconds: 10 });
    const { id } = await collect('ws-115');
    nowMs += 9999;
    assert.deepEqual(await refusal(api.get(`/api/machineactions/${id}`)), [404, 'ResourceNotFound']);
    assert.ok(!(await listed()).some((action) => action.id === id));
    assert.deepEqual(await refusal(ask('ws-115')), [400, 'ActiveRequestAlreadyExists']);
    nowMs += 1;
    assert.equal((await read(id)).status, 'InProgress');
    assert.ok((await listed()).some((action) => action.id === id));
    nowMs += 6000;
    assert.equal((await read(id)).status, 'Succeeded');
  });

  it('counts against the general limit and is recorded with its JSON', async () => {
    await start();
    for (let call = 0; call < 100; call++) {
      await ask('ws-115', {});
    }
    assert.deepEqual(await refusal(ask('ws-115')), [429, 'TooManyRequests']);
    const { service, method, path, status, json, body } = simulator.requests.at(-1) ?? assert.fail();
    assert.deepEqual(
      [service, method, path, status, json, body],
      [
        'api',
        'POST',
        `/api/machines/${idOf('ws-115')}/collectInvestigationPackage`,
        429,
        comment,
        '{"Comment":"CASE-2207"}',
      ],
    );
    await api.get('/api/machines');
    assert.equal(simulator.requests.at(-1)?.json, undefined);
  });

  it('leaves alone what was changed by hand meanwhile', async () => {
    await start();
    const { id } = await collect('ws-115');
    simulator.tenant.action(id).status = 'Failed';
    const gone = await collect('ws-102');
    simulator.tenant.actions.splice(-1);
    nowMs += 60_000;
    assert.equal((await read(id)).status, 'Failed');
    assert.equal((await api.get(`/api/machineactions/${gone.id}`)).status, 404);
  });
});
