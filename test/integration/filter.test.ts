import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, workspace } from 'vscode';
import { startSimulator, type Simulator } from '../simulator/index.ts';

const section = 'defenderMachineActions';

describe('Filtering the list', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ deviceCodeApproval: 'automatic' });
    await set([simulator.connection('deviceCode')]);
    await run('signIn');
    await run('refresh');
  });

  after(async () => {
    await run('clearFilter');
    await run('signOut');
    await set(undefined);
    await simulator.close();
  });

  const run = (name: string, argument?: unknown) =>
    Promise.resolve(commands.executeCommand(`${section}.${name}`, argument));

  const set = (connections: unknown) =>
    Promise.resolve(
      workspace.getConfiguration(section).update('connections', connections, ConfigurationTarget.Global),
    );

  /** The criteria that the list is asked for with the next refresh, without the period. */
  async function asked(): Promise<string[]> {
    const before = simulator.requests.length;
    await run('refresh');
    const { query } =
      simulator.requests.slice(before).find(({ path }) => path.endsWith('/machineactions')) ?? assert.fail();
    const terms = query.get('$filter')?.split(' and ') ?? [];
    const from = Date.parse(terms.pop()?.replace('creationDateTimeUtc ge ', '') ?? '');
    return [...terms, `${Math.round((Date.now() - from) / 86_400_000)} days`];
  }

  it('asks the service for what a key binding says, and for everything once it is cleared', async () => {
    assert.deepEqual(await asked(), ['30 days']);
    await run('filter', {
      types: ['Isolate', 'Unisolate'],
      statuses: ['Failed'],
      requestor: 'anna',
      days: 7,
    });
    assert.deepEqual(await asked(), [
      "status eq 'Failed'",
      "(type eq 'Isolate' or type eq 'Unisolate')",
      "requestor eq 'anna'",
      '7 days',
    ]);
    await run('clearFilter');
    assert.deepEqual(await asked(), ['30 days']);
  });

  it('finds the id of a device by its name in the list, however it is written', async () => {
    const { computerDnsName, machineId } = simulator.tenant.actions[1] ?? assert.fail();
    await run('filter', { device: computerDnsName.toUpperCase() });
    assert.deepEqual(await asked(), [`machineId eq '${machineId}'`, '30 days']);
    const [name = ''] = computerDnsName.split('.');
    await run('clearFilter');
    await run('refresh');
    await run('filter', { device: name });
    assert.deepEqual(await asked(), [`machineId eq '${machineId}'`, '30 days']);
  });

  it('takes the id of a device as it is', async () => {
    await run('filter', { device: 'AB'.repeat(20) });
    assert.deepEqual(await asked(), [`machineId eq '${'ab'.repeat(20)}'`, '30 days']);
  });

  it('asks the tenant for a device that the list does not have, and shows nothing where there is none', async () => {
    await run('clearFilter');
    await run('refresh');
    const before = simulator.requests.length;
    await run('filter', { device: 'no-such-device' });
    assert.ok(simulator.requests.slice(before).some(({ path }) => path.endsWith('/machines')));
    assert.deepEqual(await asked(), ["machineId eq 'no-such-device'", '30 days']);
  });

  it('is chosen from the five criteria, one after the other, until Escape', async () => {
    await run('clearFilter');
    const done = run('filter');
    // To the fifth of them, and to the last period.
    await press('quickOpenSelectNext', 4);
    await press('acceptSelectedQuickOpenItem');
    await press('quickOpenSelectNext', 6);
    await press('acceptSelectedQuickOpenItem');
    await press('closeQuickOpen');
    await done;
    assert.deepEqual(await asked(), ['180 days']);
  });

  /** A key in the quick pick, once VS Code has drawn it. */
  async function press(what: string, times = 1): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 700));
    for (let count = 0; count < times; count++) {
      await commands.executeCommand(`workbench.action.${what}`);
    }
  }
});
