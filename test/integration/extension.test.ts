import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  commands,
  ConfigurationTarget,
  extensions,
  window,
  workspace,
  type DocumentLink,
  type Extension,
} from 'vscode';
import { secretMarker, startSimulator, type Simulator } from '../simulator/index.ts';

interface Manifest {
  contributes: { commands: { command: string }[] };
}

const section = 'defenderMachineActions';

describe('The extension', () => {
  let simulator: Simulator;
  let extension: Extension<unknown>;
  let folder: string;

  before(async () => {
    simulator = await startSimulator({ deviceCodeApproval: 'automatic' });
    extension = extensions.getExtension('machine-actions.defender-machine-actions') ?? assert.fail();
    folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail();
  });

  after(async () => {
    await commands.executeCommand(`${section}.signOut`);
    await set('connections', undefined);
    await simulator.close();
  });

  it('asks nobody and loads no MSAL when it is activated', async () => {
    await set('connections', [simulator.connection('deviceCode')]);
    await extension.activate();
    assert.deepEqual(simulator.requests, []);
    const loaded = Object.keys(require.cache).filter((path) => path.startsWith(extension.extensionPath));
    assert.deepEqual(
      loaded.filter((path) => path.endsWith('auth.js')),
      [],
    );
  });

  it('registers every command of its manifest and no other', async () => {
    const { contributes } = extension.packageJSON as Manifest;
    const registered = (await commands.getCommands(true)).filter(
      // VS Code itself makes some for each view.
      (id) => id.startsWith(`${section}.`) && !/\.(actions|packages)\./.test(id),
    );
    assert.deepEqual(registered.sort(), contributes.commands.map(({ command }) => command).sort());
  });

  it('brings a package into the workspace folder, with a record of where it came from', async () => {
    await commands.executeCommand(`${section}.signIn`);
    const action = simulator.tenant.actions.find((one) => simulator.tenant.hasPackage(one, Date.now()));
    const id = action?.id ?? assert.fail();
    await commands.executeCommand(`${section}.downloadInvestigationPackage`, { id });

    const packages = join(folder, 'investigation-packages');
    const [gitignore, ignore, custody, record, archive, ...others] = readdirSync(packages).sort();
    assert.deepEqual([gitignore, ignore, custody, others], ['.gitignore', '.ignore', 'custody.jsonl', []]);
    assert.match(archive ?? '', new RegExp(`_\\d{8}T\\d{6}Z_${id}\\.zip$`));
    const bytes = readFileSync(join(packages, archive ?? ''));
    const digest = await simulator.packageDigest(id);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), digest.sha256);
    const parsed = JSON.parse(readFileSync(join(packages, record ?? ''), 'utf8')) as Record<string, unknown>;
    assert.equal(parsed['schema'], 'acquisition-record/1');
    assert.deepEqual(parsed['file'], { name: archive, ...digest });
    assert.deepEqual(parsed['link'], { host: new URL(simulator.packageHost).host });
    assert.deepEqual((parsed['acquiredBy'] as { account: string }).account, simulator.users.analyst.username);
    rmSync(packages, { recursive: true });
  });

  it('brings the results of a live response that can be had, each with its record', async () => {
    assert.deepEqual(await downloadResults(), [
      '_1_Get-Triage.ps1.acquisition.json',
      '_1_Get-Triage.ps1.json',
      '_2_result.json.acquisition.json',
      '_2_result.json.gz',
      '_3_upd.exe.acquisition.json',
      '_3_upd.exe.gz',
    ]);
  });

  it('shows the results of a live response that cannot be had, but does not let them be chosen', async () => {
    const [, script, file] = simulator.tenant.actions[6]?.commands ?? [];
    Object.assign(script ?? {}, { commandStatus: 'Failed', errors: ['The script did not end.'] });
    Object.assign(file ?? {}, { commandStatus: 'Created' });
    const { requests, tenant } = simulator;
    const asked = () =>
      requests.filter(({ path }) => path.endsWith(`/${tenant.actions[6]?.id ?? ''}`)).length;
    const before = asked();
    const names = await downloadResults('workbench.action.quickPickManyToggle');
    assert.equal(asked() - before, 3, 'for the id, for the quick pick, and for the only result');
    assert.deepEqual(names, ['_3_upd.exe.acquisition.json', '_3_upd.exe.gz']);
  });

  it('writes no secret into any file, setting or document', async () => {
    await commands.executeCommand(`${section}.showAction`, simulator.tenant.actions[0]?.id);
    const written = [
      JSON.stringify(workspace.getConfiguration(section)),
      ...workspace.textDocuments.map((document) => document.getText()),
    ];
    assert.ok(written.some((text) => text.includes(simulator.tenant.actions[0]?.id ?? '?')));
    assert.deepEqual(
      written.filter((text) => text.includes(secretMarker)),
      [],
    );
  });

  it('shows a machine action read-only, every field under its name', async () => {
    const action = simulator.tenant.actions.find(({ errorHResult }) => errorHResult !== 0) ?? assert.fail();
    await commands.executeCommand(`${section}.showAction`, { id: action.id });
    const { document } = window.activeTextEditor ?? assert.fail();
    for (const key of Object.keys(action)) {
      assert.match(document.getText(), new RegExp(`^${key}: `, 'm'));
    }
    assert.equal(document.uri.scheme, 'defender-machine-action');
  });

  it('leads from the document to the portal, with addresses that VS Code makes clickable', async () => {
    await set('connections', [{ ...simulator.connection('deviceCode'), cloud: 'commercial' }]);
    const { id, machineId } = simulator.tenant.actions[1] ?? assert.fail();
    await commands.executeCommand(`${section}.showAction`, { id });
    const { document } = window.activeTextEditor ?? assert.fail();
    const links = await commands.executeCommand<DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
      9,
    );
    assert.deepEqual(
      links.map(({ target }) => target?.toString(true)),
      [`machines/${machineId}`, 'action-center/history'].map(
        (page) => `https://security.microsoft.com/${page}?tid=${simulator.tenantId}`,
      ),
    );
    await set('connections', [simulator.connection('deviceCode')]);
  });

  it('renews the document of an action when the list learns that the action went on', async () => {
    const running = simulator.tenant.actions.find(({ status }) => status === 'InProgress') ?? assert.fail();
    await commands.executeCommand(`${section}.showAction`, { id: running.id });
    const { document } = window.activeTextEditor ?? assert.fail();
    assert.match(document.getText(), /^# The package is not ready: the collection is In progress\./m);
    const renewed = new Promise((resolve) => {
      const listening = workspace.onDidChangeTextDocument(({ document: changed }) => {
        if (changed === document && /^status: "Failed"/m.test(changed.getText())) {
          listening.dispose();
          resolve(undefined);
        }
      });
    });
    const lastUpdateDateTimeUtc = new Date().toISOString();
    Object.assign(running, { status: 'Failed', errorHResult: -2147024891, lastUpdateDateTimeUtc });
    await commands.executeCommand(`${section}.refresh`);
    await renewed;
    assert.match(document.getText(), /^# There is no package: .*0x80070005: access denied/m);
  });

  /**
   * Accepts the quick pick, in which what can be had is chosen already.
   * @param toggle a command that changes that first
   * @returns what is in the folder afterwards, by the ends of the names
   */
  async function downloadResults(toggle?: string): Promise<string[]> {
    const id = simulator.tenant.actions[6]?.id ?? assert.fail();
    const downloading = Promise.resolve(
      commands.executeCommand(`${section}.downloadLiveResponseResult`, { id }),
    );
    const ended = downloading.then(() => true);
    const soon = () => new Promise<false>((resolve) => setTimeout(() => resolve(false), 500));
    while (!(await Promise.race([ended, soon()]))) {
      if (toggle) {
        await commands.executeCommand(toggle);
        await soon();
      }
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
    const packages = join(folder, 'investigation-packages');
    const names = readdirSync(packages).filter((name) => name.includes(id));
    rmSync(packages, { recursive: true });
    return names.map((name) => name.slice(name.indexOf(id) + id.length)).sort();
  }

  async function set(name: string, value: unknown): Promise<void> {
    await workspace.getConfiguration(section).update(name, value, ConfigurationTarget.Global);
  }
});
