import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { View } from '../host/view.ts';
import type { VsCodeWindow } from '../host/window.ts';
import { connected, setStage, signIn, type Stage } from './stage.ts';

const download = 'Download Investigation Package';

describe('Where a package goes', () => {
  async function withStage(
    options: Parameters<typeof setStage>[0],
    work: (stage: Stage, window: VsCodeWindow, view: View) => Promise<void>,
  ): Promise<void> {
    const stage = await setStage({ autoConsent: true, ...options });
    const window = await stage.open();
    try {
      await signIn(window);
      await work(stage, window, window.view('Machine Actions'));
    } finally {
      await window.close();
      await stage.close();
    }
  }

  it('asks which of several folders', async () => {
    await withStage(
      {
        folders: ['case-041', 'case-042'],
        settings: connected,
      },
      async (stage, window, view) => {
        await view.row('ws-042.contoso.com').inlineAction(download);
        await window.quickInput.waitFor(/Workspace folder for the investigation package/);
        await window.quickInput.pick(/case-042/);
        await window.notifications.waitForToast(/downloaded:/);
        assert.equal((await zipsIn(join(stage.root, 'case-042'))).length, 1);
        assert.deepEqual(await stage.packages(), []);
      },
    );
  });

  it('asks for a folder where none is open', async () => {
    await withStage(
      {
        folders: [],
        settings: connected,
      },
      async (stage, window, view) => {
        await view.row('ws-042.contoso.com').inlineAction(download);
        await window.quickInput.waitFor(/Folder for the investigation package/);
        await window.quickInput.type(`${stage.root}/`);
        await window.quickInput.accept();
        await window.notifications.waitForToast(/downloaded:/);
        assert.equal((await zipsIn(stage.root)).length, 1);
      },
    );
  });

  it('refuses a folder that leaves the workspace, and says which setting to correct', async () => {
    await withStage(
      {
        settings: (simulator) => ({
          ...connected(simulator),
          'defenderMachineActions.downloadFolder': '../elsewhere',
        }),
      },
      async (stage, window, view) => {
        await view.row('ws-042.contoso.com').inlineAction(download);
        const { buttons } = await window.notifications.waitForToast(/lies outside the workspace folder/);
        assert.deepEqual(buttons, ['Open Settings', 'Show Log']);
        assert.equal((await readdir(stage.root)).includes('elsewhere'), false);
      },
    );
  });

  it('writes nothing into a workspace that is not trusted, but lists', async () => {
    await withStage(
      {
        settings: (simulator) => ({
          ...connected(simulator),
          'security.workspace.trust.enabled': true,
          'security.workspace.trust.startupPrompt': 'never',
        }),
      },
      async (stage, window, view) => {
        assert.ok((await view.rows()).length > 10);
        assert.match(
          await view.message(),
          /Restricted Mode: packages can be downloaded after "Workspaces: Manage Workspace Trust"/,
        );
        assert.deepEqual(await window.commandsFor(`Defender: ${download}`), []);
        assert.deepEqual(await stage.packages(), []);
      },
    );
  });
});

async function zipsIn(root: string): Promise<string[]> {
  const names = await readdir(join(root, 'investigation-packages'));
  return names.filter((name) => name.endsWith('.zip'));
}
