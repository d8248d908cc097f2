import assert from 'node:assert/strict';
import type { DefenderClient } from '../../../src/defender/client.ts';
import { DefenderError } from '../../../src/defender/defenderError.ts';
import { hasPackage } from '../../../src/defender/machineAction.ts';
import { json, replaceJson, secretMarker, startSimulator, type Simulator } from '../../simulator/index.ts';
import { testClient } from '../../support/testClient.ts';

describe('A client of the simulated tenant', () => {
  let simulator: Simulator;
  let client: DefenderClient;

  before(async () => {
    simulator = await startSimulator({ limits: { general: false, packages: false } });
  });

  beforeEach(() => {
    ({ client } = testClient(simulator));
  });

  afterEach(() => simulator.faults.clear());
  after(() => simulator.close());

  const newest = () => simulator.tenant.actions[0]?.id ?? '';

  for (const top of [1, 7, 50, 83, 250, 251]) {
    it(`pages through the whole tenant without loss or doubles, ${top} at a time`, async () => {
      const ids: string[] = [];
      let calls = 0;
      for (let more = true; more; calls++) {
        const page = await client.listMachineActions({ top, skip: ids.length });
        ids.push(...page.actions.map(({ id }) => id));
        more = page.hasMore;
      }
      assert.deepEqual(
        ids,
        simulator.tenant.actions.map(({ id }) => id),
      );
      assert.ok(calls <= Math.floor(250 / top) + 1);
    }).timeout(10_000);
  }

  it('does not lose the others to a malformed element', async () => {
    const respond = replaceJson((body) => {
      const { value } = body as { value: unknown[] };
      return { value: [value[0], null, { type: 'Isolate' }, 'text', { id: 7 }, value[1]] };
    });
    simulator.faults.add({ service: 'api', times: 1, respond });
    const page = await client.listMachineActions({ top: 6 });
    assert.deepEqual(
      page.actions.map(({ id }) => id),
      simulator.tenant.actions.slice(0, 2).map(({ id }) => id),
    );
    assert.deepEqual([page.received, page.malformed, page.hasMore], [6, 4, true]);
  });

  it('asks for a page by number, whatever the next link says', async () => {
    const respond = replaceJson((body) => ({
      ...(body as object),
      '@odata.nextLink': 'https://evil.com/?$skip=1',
    }));
    simulator.faults.add({ service: 'api', times: 1, respond });
    const page = await client.listMachineActions({ top: 300 });
    assert.equal(page.hasMore, true);
    const rest = await client.listMachineActions({ top: 300, skip: page.received });
    assert.deepEqual([rest.received, rest.hasMore], [0, false]);
  });

  it('finds one action by its id', async () => {
    const expected = simulator.tenant.actions[17];
    const action = await client.getMachineAction(expected?.id ?? '');
    assert.equal(action.id, expected?.id);
    assert.equal(action.raw['requestorComment'], expected?.requestorComment);
  });

  it('keeps an id inside its segment of the path', async () => {
    const id = "../machines?$top=1#x/%2e%2e/it's";
    await assert.rejects(client.getMachineAction(id), (error) => DefenderError.is(error, 'notFound'));
    await assert.rejects(client.getPackageUri(id), (error) => DefenderError.is(error, 'notFound'));
    const paths = simulator.requests.slice(-2).map(({ path }) => path);
    const segment = encodeURIComponent(id);
    assert.deepEqual(paths, [
      `/api/machineactions/${segment}`,
      `/api/machineactions/${segment}/getPackageUri`,
    ]);
    assert.equal([...(simulator.requests.at(-1)?.query ?? [])].length, 0);
  });

  for (const id of ['', '.', '..']) {
    it(`asks nothing of the service for an id that would change the path: "${id}"`, async () => {
      const before = simulator.requests.length;
      await assert.rejects(client.getMachineAction(id), (error) => DefenderError.is(error, 'notFound'));
      await assert.rejects(client.getPackageUri(id), (error) => DefenderError.is(error, 'notFound'));
      assert.equal(simulator.requests.length, before);
    });
  }

  it('gets a link for every action that has a package, quoted or not, of both shapes', async () => {
    const { actions } = await client.listMachineActions({ top: 60 });
    const ready = actions.filter(hasPackage);
    const paths = new Set<string>();
    for (const { id } of ready) {
      const address = (await client.getPackageUri(id)).reveal();
      assert.equal(address.origin, simulator.packageHost);
      paths.add(address.pathname.split('/')[1] ?? '');
    }
    assert.ok(ready.length > 5);
    assert.deepEqual([...paths].sort(), ['investigation-packages', 'safedownload']);
  });

  it('says that there is no package while the collection runs, and none any more', async () => {
    await assert.rejects(client.getPackageUri(newest()), (error) => DefenderError.is(error, 'notFound'));
    const ready = simulator.tenant.actions[1]?.id ?? '';
    simulator.tenant.discardPackage(ready);
    await assert.rejects(client.getPackageUri(ready), (error) => DefenderError.is(error, 'notFound'));
  });

  it('sends what the service wants, and nothing else', async () => {
    await testClient(simulator, { userAgent: 'tool/1.2' }).client.getMachineAction(newest());
    const { method, headers, body } = simulator.requests.at(-1) ?? assert.fail();
    const { authorization = '', accept, 'user-agent': agent, cookie } = headers;
    assert.deepEqual(
      [method, accept, agent, body, cookie],
      ['GET', 'application/json', 'tool/1.2', '', undefined],
    );
    assert.match(authorization, new RegExp(`^Bearer eyJ.*${secretMarker}`));
  });

  const wrongBodies: unknown[] = [null, 5, 'text', [], {}, { value: {} }, { value: null }, { error: 'x' }];
  for (const body of wrongBodies) {
    it(`calls a body of another shape a bad response: ${JSON.stringify(body)}`, async () => {
      simulator.faults.add({ service: 'api', respond: json(200, body) });
      const isBad = (error: unknown) => DefenderError.is(error, 'badResponse');
      await assert.rejects(client.listMachineActions(), isBad);
      await assert.rejects(client.getMachineAction('x'), isBad);
      await assert.rejects(client.getPackageUri('x'), (error) => DefenderError.is(error, 'badLink'));
    });
  }

  const hostileLinks: unknown[] = [
    'http://evil.com/a.zip',
    'javascript:alert(1)',
    'https://user:pass@host/a.zip',
    '',
    5,
    '"\\"https://host/a.zip\\""',
  ];
  for (const value of hostileLinks) {
    it(`follows no link such as ${JSON.stringify(value)}, and does not repeat it`, async () => {
      simulator.faults.add({ service: 'api', respond: json(200, { value }) });
      const before = simulator.requests.length;
      await assert.rejects(client.getPackageUri(newest()), (error: DefenderError) => {
        assert.deepEqual([error.reason, Object.keys(error.data)], ['badLink', ['host']]);
        return true;
      });
      assert.equal(simulator.requests.length, before + 1);
    });
  }
});
