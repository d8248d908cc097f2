import assert from 'node:assert/strict';
import type { View } from '../host/view.ts';
import { waitUntil } from '../host/waiting.ts';
import type { VsCodeWindow } from '../host/window.ts';
import type { Simulator } from '../simulator/index.ts';
import { takePicture } from './pictures.ts';
import { setStage, type Stage } from './stage.ts';

/** Three connections to one tenant, by apps of their own, and one that cannot be used. */
function sideBySide(simulator: Simulator): Record<string, unknown> {
  const [one = '', two = ''] = simulator.clients.teamClientIds;
  const contoso = simulator.connection('browser');
  return {
    'defenderMachineActions.showAllConnections': true,
    'defenderMachineActions.connections': [
      contoso,
      { ...contoso, name: 'Fabrikam', clientId: one },
      { ...contoso, name: 'Tailspin', clientId: two },
      { ...contoso, name: 'Wingtip', clientId: '' },
    ],
  };
}

describe('All connections side by side, in the window', () => {
  let stage: Stage;
  let window: VsCodeWindow;
  let view: View;

  before(async () => {
    stage = await setStage({ autoConsent: true, settings: sideBySide });
    await stage.changeFolderSettings({});
    window = await stage.open();
    view = window.view('Machine Actions');
    await window.openContainer('Defender');
  });

  after(async () => {
    await window.close();
    await stage.close();
  });

  const lists = () =>
    stage.simulator.requests.filter(({ path, status }) => /machineactions$/i.test(path) && status === 200);

  it('are elements that say how it stands with each, and ask nobody while they are closed', async () => {
    const rows = await view.waitForRows(
      (all) => all.length === 4 && /^signed out/.test(all[0]?.description ?? ''),
    );
    assert.deepEqual(
      rows.map(({ label, expanded }) => [label, expanded]),
      [
        ['Contoso', true],
        ['Fabrikam', false],
        ['Tailspin', false],
        ['Wingtip', undefined],
      ],
    );
    assert.match(rows[3]?.description ?? '', /clientId is missing/);
    await takePicture(window, 'side-by-side-signed-out');
  });

  it('are signed in to where the button is, and show their rows below', async () => {
    await view.row('Fabrikam').toggle();
    await view.waitForRow(/^Fabrikam signed out/);
    await view.row('Fabrikam').inlineAction('Sign In');
    await view.waitForRows(([, fabrikam, first]) => fabrikam?.expanded === true && first?.level === 2);
    assert.match((await view.waitForRow('Contoso')).description, /^signed out/);
    assert.equal(lists().length, 1);
    await takePicture(window, 'side-by-side');
  });

  it('are left closed by a filter and a refresh, which reach what is open', async () => {
    await view.action('Refresh');
    await waitUntil(
      'One more list',
      () => Promise.resolve(lists().length),
      (count) => count === 2,
    );
    await window.runCommand('Defender: Filter Machine Actions');
    await window.quickInput.waitFor('Filter Machine Actions');
    await window.quickInput.pick('Period');
    await window.quickInput.pick('last 7 days');
    await window.quickInput.waitFor('Filter Machine Actions');
    await window.quickInput.escape();
    await waitUntil(
      'The filtered list',
      () => Promise.resolve(lists().length),
      (count) => count === 3,
    );
    await view.waitForRows(([, fabrikam, first]) => fabrikam?.expanded === true && first?.level === 2);
    assert.equal((await view.waitForRow('Tailspin')).expanded, false);
    assert.doesNotMatch((await view.waitForRow('Tailspin')).description, /signed out/);
  });

  it('are an ordinary list once the setting is off, of the active connection alone', async () => {
    await view.row('Contoso').inlineAction('Sign In');
    await view.waitForRows(([contoso, first]) => contoso?.label === 'Contoso' && first?.level === 2);
    await stage.changeFolderSettings({ 'defenderMachineActions.showAllConnections': false });
    await view.waitForRows((rows) => rows.length > 1 && rows.every(({ level }) => level === 1));
  });
});
