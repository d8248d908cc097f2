import assert from 'node:assert/strict';
import type { VsCodeWindow } from '../host/window.ts';
import type { Simulator } from '../simulator/index.ts';
import { setStage, signIn, type Stage } from './stage.ts';

const connections = 'defenderMachineActions.connections';

describe('Settings of the wrong shape', () => {
  const wrong: { name: string; change: Record<string, unknown>; says: RegExp }[] = [
    {
      name: 'an API host on plain http',
      change: { apiHost: 'http://api.contoso.com' },
      says: /apiHost is on plain http:/,
    },
    {
      name: 'a host with a path',
      change: { authority: 'https://login.contoso.com/x' },
      says: /authority is not a scheme and a host alone/,
    },
    { name: 'no tenant', change: { tenantId: undefined }, says: /tenantId is missing/ },
    { name: 'a number for a name', change: { name: 7 }, says: /"1": name is not a text/ },
    { name: 'an unknown cloud', change: { cloud: 'mars' }, says: /cloud is "mars", but can only be/ },
  ];
  let stage: Stage;
  let window: VsCodeWindow;

  const settings = (simulator: Simulator, change: Record<string, unknown> = {}) => ({
    [connections]: [{ ...simulator.connection('browser'), ...change }],
  });

  before(async () => {
    stage = await setStage({
      autoConsent: true,
      settings: (simulator) => settings(simulator, wrong[0]?.change),
    });
    window = await stage.open();
  });

  after(async () => {
    await window.close();
    await stage.close();
  });

  for (const [index, { name, change, says }] of wrong.entries()) {
    it(`${name}: the view says so, and a message names it`, async () => {
      if (index > 0) {
        await stage.changeSettings(window, settings(stage.simulator, change));
      }
      await window.openContainer('Defender');
      await window.view('Machine Actions').waitForWelcome(/connection in your settings cannot be used/);
      const { buttons } = await window.notifications.waitForToast(says);
      assert.deepEqual(buttons, ['Open Settings', 'Show Log']);
      assert.deepEqual(stage.simulator.requests, []);
    });
  }

  it('a bad connection beside a good one is named, while the good one works', async () => {
    const { simulator } = stage;
    await stage.changeSettings(window, {
      [connections]: [
        simulator.connection('browser'),
        { ...simulator.connection('browser', 'Fabrikam'), apiHost: 'http://api.fabrikam.com' },
      ],
    });
    await signIn(window);
    await window.notifications.waitForToast(/"Fabrikam": apiHost is on plain http:/);
    await window.notifications.clearAll();
    await window.runCommand('Defender: Switch Connection');
    await window.quickInput.waitFor(/Switch Connection/);
    await window.quickInput.pick(/Fabrikam/);
    await window.notifications.waitForToast(/"Fabrikam": apiHost is on plain http:/);
    await window.statusBar.waitFor(/Contoso/);
  });
});
