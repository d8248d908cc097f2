import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { View } from '../host/view.ts';
import type { VsCodeWindow } from '../host/window.ts';
import { connected, setStage, signIn, type Stage } from './stage.ts';

const download = 'Download Investigation Package';

describe('Where a package goes', () => {
  let stage: Stage;
  let window: VsCodeWindow;
  let view: View;

  before(async () => {
    stage = await setStage({
      autoConsent: true,
      folders: ['case-041', 'case-042'],
      settings: connected,
    });
    await stage.changeFolderSettings({ 'defenderMachineActions.downloadFolder': '../elsewhere' });
    window = await stage.open();
    view = window.view('Machine Actions');
    await signIn(window);
  });

  after(async () => {
    await window.close();
    await stage.close();
  });

  afterEach(() => window.notifications.clearAll());

  async function downloadInto(folder: RegExp): Promise<void> {
    await view.row('ws-042.contoso.com').inlineAction(download);
    await window.quickInput.waitFor(/Workspace folder for the investigation package/);
    await window.quickInput.pick(folder);
  }

  it('asks which of several folders', async () => {
    await downloadInto(/case-042/);
    await window.notifications.waitForToast(/downloaded:/);
    assert.equal((await zipsIn(join(stage.root, 'case-042'))).length, 1);
    assert.deepEqual(await stage.packages(), []);
  });

  it('asks for a folder where none is open', async () => {
    const empty = await stage.open({ context: window.context, workspace: '' });
    await empty.openContainer('Defender');
    await empty.view('Machine Actions').row('ws-042.contoso.com').inlineAction(download);
    await empty.quickInput.waitFor(/Folder for the investigation package/);
    await empty.quickInput.typePath(`${stage.root}/`, 'case-042');
    await empty.quickInput.accept();
    await empty.notifications.waitForToast(/downloaded:/);
    assert.equal((await zipsIn(stage.root)).length, 1);
    await empty.close();
  });

  it('refuses a folder that leaves the workspace, and says which setting to correct', async () => {
    await downloadInto(/case-041/);
    const { buttons } = await window.notifications.waitForToast(/lies outside the workspace folder/);
    assert.deepEqual(buttons, ['Open Settings', 'Show Log']);
    assert.equal((await readdir(stage.root)).includes('elsewhere'), false);
  });

  it('writes nothing into a workspace that is not trusted, but lists', async () => {
    await stage.changeSettings(window, {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
    });
    await window.openContainer('Defender');
    assert.ok((await view.waitForRows((rows) => rows.length > 1)).length > 10);
    assert.match(
      await view.message(),
      /Restricted Mode: packages can be downloaded after "Workspaces: Manage Workspace Trust"/,
    );
    assert.deepEqual(await window.commandsFor(`Defender: ${download}`), []);
    assert.deepEqual(await stage.packages(), []);
  });
});

async function zipsIn(root: string): Promise<string[]> {
  const names = await readdir(join(root, 'investigation-packages'));
  return names.filter((name) => name.endsWith('.zip'));
}
