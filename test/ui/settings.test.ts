import assert from 'node:assert/strict';
import { setStage, signIn } from './stage.ts';

describe('Settings of the wrong shape', () => {
  const connections: { name: string; change: Record<string, unknown>; says: RegExp }[] = [
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
  for (const { name, change, says } of connections) {
    it(`${name}: the view says so, and a message names it`, async () => {
      const stage = await setStage({
        settings: (simulator) => ({
          'defenderMachineActions.connections': [{ ...simulator.connection('browser'), ...change }],
        }),
      });
      const window = await stage.open();
      await window.openContainer('Defender');
      await window.view('Machine Actions').waitForWelcome(/connection in your settings cannot be used/);
      const { buttons } = await window.notifications.waitForToast(says);
      assert.deepEqual(buttons, ['Open Settings', 'Show Log']);
      assert.deepEqual(stage.simulator.requests, []);
      await window.close();
      await stage.close();
    });
  }

  it('a bad connection beside a good one is named, while the good one works', async () => {
    const stage = await setStage({
      autoConsent: true,
      settings: (simulator) => ({
        'defenderMachineActions.connections': [
          simulator.connection('browser'),
          { ...simulator.connection('browser', 'Fabrikam'), apiHost: 'http://api.fabrikam.com' },
        ],
      }),
    });
    const window = await stage.open();
    await signIn(window);
    await window.notifications.waitForToast(/"Fabrikam": apiHost is on plain http:/);
    await window.runCommand('Defender: Switch Connection');
    await window.quickInput.waitFor(/Switch Connection/);
    await window.quickInput.pick(/Fabrikam/);
    await window.notifications.waitForToast(/"Fabrikam": apiHost is on plain http:/);
    await window.statusBar.waitFor(/Contoso/);
    await window.close();
    await stage.close();
  });
});
