import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commands, ConfigurationTarget, window, workspace } from 'vscode';
import { parseConnection } from '../../src/auth/connection.ts';
import { parseMachineAction } from '../../src/defender/machineAction.ts';
import {
  startSimulator,
  type ConnectionSetting,
  type MachineAction,
  type Simulator,
} from '../simulator/index.ts';
import { SpokenTo } from '../support/spokenTo.ts';

const section = 'defenderMachineActions';

describe('Commands on rows of another connection than the active one', () => {
  let simulator: Simulator;
  let person: SpokenTo;
  let contoso: ConnectionSetting;
  let fabrikam: ConnectionSetting;
  let earlier = 0;

  before(async () => {
    simulator = await startSimulator({
      deviceCodeApproval: 'automatic',
      limits: { packages: false, general: false },
      collection: { pendingSeconds: 600 },
    });
    contoso = simulator.connection('deviceCode');
    fabrikam = {
      ...simulator.connection('deviceCode', 'Fabrikam'),
      clientId: simulator.clients.teamClientIds[0] ?? assert.fail(),
    };
    await set('connections', [contoso, fabrikam]);
    await set('showAllConnections', true);
    await run('signIn');
    await run('signIn', { connection: fabrikam });
  });

  after(async () => {
    await run('signOut', { connection: fabrikam });
    await run('signOut');
    await set('showAllConnections', undefined);
    await set('connections', undefined);
    await simulator.close();
  });

  beforeEach(() => {
    person = new SpokenTo();
    person.text = 'INC-42';
    earlier = simulator.requests.length;
  });

  afterEach(() => person.leave());

  const run = (name: string, ...rest: unknown[]) =>
    Promise.resolve(commands.executeCommand(`${section}.${name}`, ...rest));

  const set = (name: string, value: unknown) =>
    Promise.resolve(workspace.getConfiguration(section).update(name, value, ConfigurationTarget.Global));

  const row = (action: MachineAction, setting = fabrikam) => ({
    kind: 'action',
    connection: parseConnection(setting, 0),
    action: parseMachineAction(action) ?? assert.fail(),
  });

  const withPackage = () =>
    simulator.tenant.actions.filter((action) => simulator.tenant.hasPackage(action, Date.now()));

  /** The apps in whose names the service was asked for something. */
  function apps(isMeant: (path: string) => boolean = () => true): string[] {
    const asked = simulator.requests
      .slice(earlier)
      .filter(({ service, path }) => service === 'api' && isMeant(path))
      .map(({ headers }) => {
        const [, claims = ''] = headers.authorization?.split('.') ?? [];
        return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { appid: string }).appid;
      });
    assert.ok(asked.length > 0, 'something was asked for');
    return [...new Set(asked)];
  }

  it('download with the client of the row, and name its connection in the record', async () => {
    const folder = join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'investigation-packages');
    try {
      await run('downloadInvestigationPackage', row(withPackage()[0] ?? assert.fail()));
      assert.deepEqual(apps(), [fabrikam.clientId]);
      const record = readdirSync(folder).find((name) => name.endsWith('.acquisition.json')) ?? assert.fail();
      const { connection } = JSON.parse(readFileSync(join(folder, record), 'utf8')) as Record<
        string,
        unknown
      >;
      const { name, clientId } = connection as Record<string, string>;
      assert.deepEqual([name, clientId], ['Fabrikam', fabrikam.clientId]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('download several rows, each with the client of its own', async () => {
    const folder = join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'investigation-packages');
    try {
      const [first, second] = withPackage();
      const rows = [row(first ?? assert.fail(), contoso), row(second ?? assert.fail(), fabrikam)];
      await run('downloadInvestigationPackage', rows[0], rows);
      for (const end = Date.now() + 20_000; !person.messages.some((text) => /2 downloaded/.test(text));) {
        assert.ok(Date.now() < end, person.messages.join('\n'));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.deepEqual(
        apps((path) => path.includes(first?.id ?? '?')),
        [contoso.clientId],
      );
      assert.deepEqual(
        apps((path) => path.includes(second?.id ?? '?')),
        [fabrikam.clientId],
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('cancel with the client of the row', async () => {
    const running = simulator.tenant.actions.find(({ status }) => status === 'Pending') ?? assert.fail();
    person.answer = (_text, buttons) => buttons.find((button) => button === 'Cancel Action');
    await run('cancelAction', row(running));
    assert.deepEqual(apps(), [fabrikam.clientId]);
    assert.ok(simulator.requests.slice(earlier).some(({ path }) => /\/cancel$/i.test(path)));
  });

  it('collect with the client of the row, and say over which connection', async () => {
    const { actions } = simulator.tenant;
    for (const action of actions) {
      action.status = 'Failed';
    }
    person.answer = (_text, buttons) => buttons.find((button) => button === 'Collect');
    await run('collectInvestigationPackage', row(actions[0] ?? assert.fail()));
    assert.ok(
      person.messages.some((text) => text.includes('Connection: Fabrikam\n')),
      person.messages.join('\n'),
    );
    assert.deepEqual(apps(), [fabrikam.clientId]);
    assert.ok(
      simulator.requests.slice(earlier).some(({ path }) => /collectInvestigationPackage$/i.test(path)),
    );
  });

  it('ask by its id for an action of that connection, and show the portal of its tenant', async () => {
    const elsewhere = { ...fabrikam, cloud: 'commercial' };
    await set('connections', [contoso, elsewhere]);
    const { id } = simulator.tenant.actions[1] ?? assert.fail();
    earlier = simulator.requests.length;
    await run('showAction', { id, connection: elsewhere });
    assert.deepEqual(
      apps((path) => path.includes(id)),
      [fabrikam.clientId],
    );
    const shown = window.activeTextEditor?.document;
    assert.match(shown?.getText() ?? '', /https:\/\/security\.microsoft\.com\/machines/);
    await run('showAction', row(simulator.tenant.actions[1] ?? assert.fail(), contoso));
    const other = window.activeTextEditor?.document;
    assert.notEqual(other?.uri.toString(), shown?.uri.toString());
    assert.doesNotMatch(other?.getText() ?? '', /https:\/\/security/);
    await set('connections', [contoso, fabrikam]);
  });

  it('refuse a row whose connection is gone, or leads elsewhere by now', async () => {
    const action = withPackage()[0] ?? simulator.tenant.actions[0] ?? assert.fail();
    for (const gone of [
      { ...fabrikam, name: 'Gone' },
      { ...fabrikam, clientId: contoso.clientId },
    ]) {
      await run('downloadInvestigationPackage', row(action, gone));
    }
    assert.equal(
      person.messages.filter((text) => /no connection named "(Gone|Fabrikam)"/.test(text)).length,
      2,
    );
    const { service } = simulator.requests.slice(earlier).find((request) => request.service === 'api') ?? {};
    assert.equal(service, undefined, 'nothing is asked for');
  });
});
