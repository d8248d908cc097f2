import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { commands, ConfigurationTarget, workspace } from 'vscode';
import { parseMachineAction } from '../../src/defender/machineAction.ts';
import { startSimulator, type MachineAction, type Simulator } from '../simulator/index.ts';
import { SpokenTo } from '../support/spokenTo.ts';

const section = 'defenderMachineActions';

describe('Commands on several devices', () => {
  let simulator: Simulator;
  let person: SpokenTo;

  before(async () => {
    simulator = await startSimulator({
      deviceCodeApproval: 'automatic',
      collection: { pendingSeconds: 600, devices: { 'srv-db-02': { refusal: 'ClientVersionNotSupported' } } },
    });
    await set([simulator.connection('deviceCode')]);
    await run('signIn');
    await run('refresh');
  });

  after(async () => {
    await run('signOut');
    await set(undefined);
    await simulator.close();
  });

  beforeEach(() => {
    person = new SpokenTo();
    person.text = 'INC-42';
  });

  afterEach(() => person.leave());

  const run = (name: string, ...rest: unknown[]) =>
    Promise.resolve(commands.executeCommand(`${section}.${name}`, ...rest));

  const set = (connections: unknown) =>
    Promise.resolve(
      workspace.getConfiguration(section).update('connections', connections, ConfigurationTarget.Global),
    );

  const posts = () =>
    simulator.requests.filter(({ method, service }) => method === 'POST' && service === 'api');
  const row = (action: MachineAction) => ({
    kind: 'action',
    action: parseMachineAction(action) ?? assert.fail(),
  });
  const idOf = (name: string): string =>
    simulator.tenant.devices.find(({ computerDnsName }) => computerDnsName === name)?.id ?? assert.fail(name);

  /** An action of a device, all of whose collections have ended. */
  function actionOf(name: string): MachineAction {
    const { actions } = simulator.tenant;
    for (const action of actions.filter(({ machineId }) => machineId === idOf(name))) {
      action.status = 'Failed';
    }
    return actions.find(({ machineId }) => machineId === idOf(name)) ?? assert.fail(name);
  }

  async function told(pattern: RegExp): Promise<void> {
    // A collection that is watched is asked for every ten seconds.
    const end = performance.now() + 30_000;
    while (!person.messages.some((text) => pattern.test(text))) {
      assert.ok(performance.now() < end, person.messages.join('\n'));
      await setTimeout(50);
    }
  }

  it('collect with one comment and one question, and say in one message what came of it', async () => {
    const running = actionOf('lap-004');
    Object.assign(running, { type: 'CollectInvestigationPackage', status: 'InProgress' });
    await run('refresh');
    const rows = [actionOf('lap-019'), actionOf('srv-db-02'), running, actionOf('ws-101')].map(row);
    person.answer = (_text, buttons) => buttons.find((button) => button === 'Collect');
    await run('collectInvestigationPackage', rows[0], rows);
    const [question = '', summary = '', ...others] = person.messages;
    assert.match(question, /^Collect investigation packages from 4 devices\?\nConnection: Contoso\nTenant: /);
    assert.match(question, /\nlap-019\nsrv-db-02\nlap-004\nws-101$/);
    assert.equal(summary, 'Collections: 2 started, 1 followed that ran already, 1 failed.');
    assert.deepEqual(others, [], 'no message for each');
    assert.deepEqual(
      posts().map(({ path, json }) => [path, json]),
      ['lap-019', 'srv-db-02', 'ws-101'].map((name) => [
        `/api/machines/${idOf(name)}/collectInvestigationPackage`,
        { Comment: 'INC-42' },
      ]),
    );
    // Those that were started are watched, and the one that was followed: their ends are told of together.
    for (const action of simulator.tenant.actions.filter(({ status }) => status === 'Pending')) {
      action.status = 'Succeeded';
    }
    running.status = 'Succeeded';
    await told(/^3 investigation packages are ready: /);
  });

  it('say of which devices there is a package of the last day', async () => {
    const recent = actionOf('lap-040');
    Object.assign(recent, { type: 'CollectInvestigationPackage', status: 'Succeeded' });
    recent.creationDateTimeUtc = new Date(Date.now() - 3 * 3_600_000).toISOString();
    const old = actionOf('ws-101');
    Object.assign(old, { type: 'CollectInvestigationPackage', status: 'Succeeded' });
    old.creationDateTimeUtc = new Date(Date.now() - 25 * 3_600_000).toISOString();
    await run('refresh');
    const rows = [recent, old].map(row);
    await run('collectInvestigationPackage', rows[0], rows);
    assert.match(person.messages[0] ?? '', /\nlap-040 \(collected 3 h ago\)\nws-101$/);
  });

  it('propose the case of the workspace as the comment, unless the last one names it', async () => {
    const rows = [actionOf('lap-019'), actionOf('ws-101')].map(row);
    const proposed: string[] = [];
    person.answer = (_text, buttons) => buttons.find((button) => button === 'Collect');
    for (const name of ['INC-77', 'INC-77', '']) {
      await run('setCase', name);
      person.text = `${name} again`;
      await run('collectInvestigationPackage', rows[0], rows);
      proposed.push(person.proposed.at(-1) ?? '');
    }
    assert.deepEqual(proposed, ['INC-77', 'INC-77 again', 'INC-77 again']);
  });

  it('do nothing when the question is not answered', async () => {
    const before = posts().length;
    // Of these no collection is watched, whose end would be told of.
    const rows = [actionOf('ws-102'), actionOf('ws-115')].map(row);
    await run('collectInvestigationPackage', rows[0], rows);
    assert.equal(posts().length, before);
    assert.equal(person.messages.length, 1);
  });

  it('take a list of names, and show what is not certain before anything is asked of a device', async () => {
    ['lap-023', 'lap-077', 'lap-058'].forEach(actionOf);
    await run('refresh');
    const before = posts().length;
    person.answer = (_text, buttons) => buttons.find((button) => button === 'Collect');
    await run('collectFromList', ['LAP-023; lap-077, no-such-device', idOf('lap-058')]);
    const [items = []] = person.picks;
    assert.deepEqual(
      items.map((item) => item.split(' ')[0]),
      [
        'several',
        'lap-077',
        'lap-077',
        'lap-077',
        'unknown',
        'no-such-device',
        'found',
        'lap-023',
        'lap-058',
      ],
    );
    const asked = posts().slice(before);
    assert.deepEqual(
      asked.map(({ path }) => path.split('/')[3]),
      ['lap-077', 'lap-023', 'lap-058'].map(idOf),
    );
    assert.match(person.messages.at(-1) ?? '', /^Collections: 3 started, 1 left out\.$/);
  });

  it('ask nobody about a list in which the tenant knows no device, or which is too long', async () => {
    const before = posts().length;
    await run('collectFromList', 'no-such-device nor-this-one');
    const many = Array.from({ length: 501 }, (_, number) => `ws-${number}`);
    await run('collectFromList', many);
    assert.deepEqual(person.messages, [
      'Defender knows none of these devices: no-such-device, nor-this-one',
      '501 devices are in this list. At most 500 are collected from at once.',
    ]);
    assert.deepEqual([posts().length, person.picks.length], [before, 0]);
  });
});
