import assert from 'node:assert/strict';
import type { DefenderClient } from '../../../src/defender/client.ts';
import { DefenderError } from '../../../src/defender/defenderError.ts';
import { machineConditions } from '../../../src/defender/machineSearch.ts';
import { answer, json, startSimulator, type Simulator } from '../../simulator/index.ts';
import { rejection } from '../../support/rejections.ts';
import { testClient } from '../../support/testClient.ts';

describe('Searching devices', () => {
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

  async function names(text: string): Promise<string[]> {
    return (await client.searchMachines(text)).map(({ computerDnsName }) => computerDnsName);
  }

  const device = (name: string) =>
    simulator.tenant.devices.find(({ computerDnsName }) => computerDnsName === name) ?? assert.fail();

  it('finds them by the beginning of a name, however it is written', async () => {
    for (const text of ['srv-db', ' SRV-DB ', 'srv-db-01']) {
      assert.ok((await names(text)).includes('srv-db-01'), text);
    }
    assert.ok((await names('srv-db')).every((name) => name.startsWith('srv-db')));
  });

  it('finds one by its id, and by a part of that', async () => {
    const { id } = device('srv-db-01');
    assert.deepEqual(await names(id), ['srv-db-01']);
    assert.deepEqual(await names(id.slice(0, 12).toUpperCase()), ['srv-db-01']);
  });

  it('finds them by IP address and by tag', async () => {
    const [machine] = await client.searchMachines('srv-db-01');
    assert.ok(machine?.lastIpAddress);
    assert.ok((await names(machine.lastIpAddress)).includes('srv-db-01'));
    const tagged = (await client.searchMachines('')).find(({ machineTags }) => machineTags.length > 0);
    const tag = tagged?.machineTags[0] ?? assert.fail('no device has a tag');
    assert.ok((await client.searchMachines(tag)).some(({ id }) => id === tagged?.id));
  });

  it('gives the newest seen first, each once', async () => {
    const machines = await client.searchMachines('');
    const seen = machines.map(({ lastSeen }) => Date.parse(lastSeen ?? '') || 0);
    assert.ok(machines.length > 20);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => b - a),
    );
    assert.equal(new Set(machines.map(({ id }) => id)).size, machines.length);
  });

  it('finds nothing where there is nothing, and is not misled by quotes', async () => {
    for (const text of ['no-such-device', "' or '1' eq '1", "o'brien", 'ä%&?#']) {
      assert.deepEqual(await names(text), [], text);
    }
  });

  it('asks once where that finds somebody, and looks into the names where nothing begins so', async () => {
    const asked = () => simulator.requests.filter(({ path }) => path === '/api/machines').length;
    const before = asked();
    await names('srv-db');
    assert.equal(asked() - before, 1);
    await names('f'.repeat(40));
    assert.equal(asked() - before, 2, 'a whole id is no part of a name');
    simulator.faults.add({
      service: 'api',
      respond: (request, real) =>
        /contains/.test(request.query.toString())
          ? json(200, { value: [{ id: 'a', computerDnsName: 'srv-db-01' }] })(request, real)
          : real(),
    });
    assert.deepEqual(await names('db-01'), ['srv-db-01']);
  });

  it('lives with a service that refuses a way to search', async () => {
    for (const refused of [/ or /, /any\(/, /contains/]) {
      simulator.faults.add({
        service: 'api',
        respond: (request, real) =>
          refused.test(request.query.get('$filter') ?? '')
            ? answer(400, '{"error":{"code":"","message":"not valid"}}')(request, real)
            : real(),
      });
      assert.ok((await names('srv-db')).includes('srv-db-01'), String(refused));
      assert.deepEqual(await names('no-such-device'), []);
    }
  });

  it('tells of what is no refusal', async () => {
    simulator.faults.add({ service: 'api', respond: answer(403, '{"error":{"code":"Forbidden"}}') });
    assert.ok(DefenderError.is(await rejection(client.searchMachines('srv')), 'forbidden'));
    simulator.faults.clear();
    simulator.faults.add({ service: 'api', respond: json(200, { nothing: true }) });
    assert.ok(DefenderError.is(await rejection(client.searchMachines('srv')), 'badResponse'));
  });

  it('leaves out what is no device, and values of another type', async () => {
    const value = [null, { id: 5 }, { id: 'a', computerDnsName: 7, machineTags: ['x', 3], lastSeen: null }];
    simulator.faults.add({ service: 'api', respond: json(200, { value }) });
    const [only, ...others] = await client.searchMachines('');
    assert.deepEqual(others, []);
    assert.deepEqual(
      [only?.id, only?.computerDnsName, only?.machineTags, only?.lastSeen],
      ['a', '', ['x'], undefined],
    );
  });

  it('asks for addresses only where one may be meant', () => {
    assert.ok(machineConditions('10.1.').some((condition) => condition.includes('lastIpAddress')));
    assert.ok(!machineConditions('ws-042').some((condition) => condition.includes('lastIpAddress')));
    assert.deepEqual(machineConditions('  '), []);
  });
});
