import assert from 'node:assert/strict';
import { startSimulator } from '../../simulator/index.ts';
import type { Machine, Simulator, SimulatorOptions } from '../../simulator/index.ts';
import { ApiCalls, refusal } from './apiCalls.ts';

interface ListBody {
  '@odata.context': string;
  '@odata.nextLink'?: string;
  value: Machine[];
}

describe('Simulated machines', () => {
  let simulator: Simulator;
  let api: ApiCalls;
  let nowMs: number;

  async function start(options: SimulatorOptions = {}): Promise<void> {
    nowMs = Date.UTC(2026, 5, 1, 12);
    simulator = await startSimulator({ now: () => nowMs, ...options });
    api = new ApiCalls(simulator);
  }

  afterEach(() => simulator.close());

  async function list(query = ''): Promise<ListBody> {
    const response = await api.get(`/api/machines${query}`);
    assert.equal(response.status, 200, query);
    return (await response.json()) as ListBody;
  }

  async function found(filter: string): Promise<string[]> {
    const { value } = await list(`?$filter=${encodeURIComponent(filter)}`);
    return value.map(({ id }) => id);
  }

  const ids = (matches: (machine: Machine) => boolean): string[] =>
    simulator.tenant.machines.filter(matches).map(({ id }) => id);

  it('are listed in no telling order, with top, skip and pages', async () => {
    await start({ pageSize: 20 });
    const { machines } = simulator.tenant;
    const first = await list();
    assert.equal(first['@odata.context'], `${simulator.apiHost}/api/$metadata#Machines`);
    assert.deepEqual(first.value, machines.slice(0, 20));
    const next = first['@odata.nextLink'] ?? '';
    assert.deepEqual((await list(next.slice(next.indexOf('?')))).value, machines.slice(20, 40));
    const page = await list('?$top=3&$skip=2');
    assert.deepEqual([page.value, page['@odata.nextLink']], [machines.slice(2, 5), undefined]);
  });

  it('are found by name, id, address, state and tag', async () => {
    await start();
    const [some] = simulator.tenant.machines;
    const { id, lastIpAddress } = some ?? assert.fail();
    const byName = ({ computerDnsName }: Machine): boolean => computerDnsName === 'ws-042.contoso.com';
    const net = lastIpAddress?.replace(/\d+$/, '') ?? assert.fail();
    const cases: [filter: string, matches: (machine: Machine) => boolean][] = [
      ["computerDnsName eq 'ws-042.contoso.com'", byName],
      ["startswith(computerDnsName,'ws-042')", byName],
      ["startswith(computerDnsName, 'srv-')", (machine) => machine.computerDnsName.startsWith('srv-')],
      [`id eq '${id}'`, (machine) => machine.id === id],
      [`startswith(id,'${id.slice(0, 6)}')`, (machine) => machine.id.startsWith(id.slice(0, 6))],
      [`lastIpAddress eq '${String(lastIpAddress)}'`, (machine) => machine.lastIpAddress === lastIpAddress],
      [`startswith(lastIpAddress,'${net}')`, (machine) => machine.lastIpAddress?.startsWith(net) ?? false],
      ["healthStatus eq 'Inactive'", (machine) => machine.healthStatus === 'Inactive'],
      ["osPlatform eq 'macOS'", (machine) => machine.osPlatform === 'macOS'],
      ["riskScore eq 'High'", (machine) => machine.riskScore === 'High'],
      ['riskScore eq null', (machine) => machine.riskScore === null],
      ['rbacGroupId eq 15', (machine) => machine.rbacGroupId === 15],
      ['lastSeen lt 2026-05-20T00:00:00Z', (machine) => machine.lastSeen < '2026-05-20'],
      ["machineTags/any(tag: tag eq 'Finance')", (machine) => machine.machineTags.includes('Finance')],
      [
        "machineTags/any(tag:startswith(tag,'Tier'))",
        (machine) => machine.machineTags.some((tag) => tag.startsWith('Tier')),
      ],
      [
        "machineTags/any(tag: tag eq 'Dana O''Brien') and not (healthStatus eq 'Active')",
        (machine) => machine.machineTags.includes("Dana O'Brien") && machine.healthStatus !== 'Active',
      ],
      [
        "startswith(computerDnsName,'mac-') or machineTags/any(t: t eq 'Lab' or t eq 'Stockholm')",
        (machine) =>
          machine.computerDnsName.startsWith('mac-') ||
          machine.machineTags.some((tag) => ['Lab', 'Stockholm'].includes(tag)),
      ],
    ];
    for (const [filter, matches] of cases) {
      assert.deepEqual(await found(filter), ids(matches), filter);
    }
  });

  it('are not found where nothing matches: names are compared as they are stored', async () => {
    await start();
    const nothing = [
      '$skip=1000',
      "$filter=computerDnsName eq 'WS-042.contoso.com'",
      "$filter=computerDnsName eq 'ws-042'",
      "$filter=startswith(computerDnsName,'WS-042')",
      "$filter=machineTags/any(tag: tag eq 'finance')",
    ];
    for (const query of nothing) {
      assert.deepEqual(await refusal(api.get(`/api/machines?${query}`)), [404, 'ResourceNotFound'], query);
    }
    for (const machine of simulator.tenant.machines) {
      machine.lastIpAddress = null;
    }
    const unknownAddress = "/api/machines?$filter=startswith(lastIpAddress,'nu')";
    assert.deepEqual(await refusal(api.get(unknownAddress)), [404, 'ResourceNotFound']);
    simulator.tenant.machines.splice(0);
    assert.deepEqual(await refusal(api.get('/api/machines')), [404, 'ResourceNotFound']);
  });

  it('refuse what the query cannot say', async () => {
    await start();
    const refused = [
      '$filter=colour eq 1',
      "$filter=computername eq 'ws-042'",
      '$filter=osBuild eq 5',
      "$filter=machineTags eq 'Lab'",
      "$filter=machineTags/all(tag: tag eq 'Lab')",
      "$filter=machineTags/any(tag tag eq 'Lab')",
      "$filter=machineTags/any(tag: other eq 'Lab')",
      "$filter=machineTags/any(tag: tag eq 'Lab') and tag eq 'Lab'",
      "$filter=computerDnsName/any(tag: tag eq 'Lab')",
      '$orderby=lastSeen desc',
      '$top=10001',
    ];
    for (const query of refused) {
      assert.deepEqual(await refusal(api.get(`/api/machines?${query}`)), [400, ''], query);
    }
  });

  it('can be had alone, by id or by name, of several the one that was seen last', async () => {
    await start();
    const [latest, older] = simulator.tenant.machines
      .filter(({ computerDnsName }) => computerDnsName === 'ws-042.contoso.com')
      .toSorted((left, right) => Date.parse(right.lastSeen) - Date.parse(left.lastSeen));
    assert.ok(latest && older);
    for (const [asked, expected] of [
      [latest.id, latest],
      [older.id, older],
      ['ws-042.contoso.com', latest],
    ] as const) {
      const { '@odata.context': context, ...machine } = (await (
        await api.get(`/api/v1.0/Machines/${asked}`)
      ).json()) as Machine & { '@odata.context': string };
      assert.deepEqual(machine, expected);
      assert.equal(context, `${simulator.apiHost}/api/$metadata#Machines/$entity`);
    }
    const odd = encodeURIComponent('a/b\\c:d*e?');
    assert.equal((await api.get(`/api/machines/${odd}`)).status, 200);
    for (const unknown of ['ws-042', 'WS-042.contoso.com', '0'.repeat(40)]) {
      assert.deepEqual(await refusal(api.get(`/api/machines/${unknown}`)), [404, 'ResourceNotFound']);
    }
  });

  it('are for those who may read, as often as the general limit allows', async () => {
    await start();
    const { users, clients } = simulator;
    const reader = simulator.accessToken({ user: users.reader });
    assert.equal((await api.get('/api/machines?$top=1', reader)).status, 200);
    const powerless = simulator.accessToken({ clientId: clients.noPermissions.clientId });
    assert.deepEqual(await refusal(api.get('/api/machines', powerless)), [403, 'Forbidden']);
    assert.deepEqual(await refusal(api.get('/api/machines', 'forged')), [401, 'Unauthorized']);
    for (let call = 1; call < 100; call++) {
      await api.get(call % 2 === 0 ? '/api/machines?$top=1' : '/api/machineactions?$top=1');
    }
    assert.equal((await api.get('/api/machines?$top=1')).headers.get('retry-after'), '60');
    assert.equal((await api.get('/api/machines/ws-115')).status, 429);
  });
});
