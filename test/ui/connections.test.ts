import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VsCodeWindow } from '../host/window.ts';
import { connected, setStage, type Stage } from './stage.ts';

describe('The questions of Add Connection', () => {
  let stage: Stage;
  let window: VsCodeWindow;

  before(async () => {
    stage = await setStage({
      autoConsent: true,
      settings: connected,
    });
    window = await stage.open();
  });

  after(async () => {
    await window.close();
    await stage.close();
  });

  const settings = async () => {
    const text = await readFile(join(stage.root, 'data', 'User', 'settings.json'), 'utf8');
    return (JSON.parse(text) as Record<string, Record<string, string>[]>)[
      'defenderMachineActions.connections'
    ];
  };

  async function begin(entry: RegExp): Promise<void> {
    await window.runCommand('Defender: Add Connection');
    await window.quickInput.waitFor(/Add Connection/);
    await window.quickInput.pick(entry);
  }

  it('refuse what cannot be right, and say why', async () => {
    const { quickInput } = window;
    await begin(/New Connection/);
    await quickInput.waitForMessage(/name of your choice/);
    await quickInput.type('Contoso');
    await quickInput.accept();
    await quickInput.waitForMessage(/Another connection has this name/);
    await quickInput.type('Fabrikam');
    await quickInput.accept();
    await quickInput.pick(/^Custom/);
    await quickInput.waitForMessage(/tenant\) ID/);
    await quickInput.type('common');
    await quickInput.accept();
    await quickInput.waitForMessage(/ID of one tenant/);
    await quickInput.type('fabrikam.com');
    await quickInput.accept();
    await quickInput.waitForMessage(/client\) ID/);
    await quickInput.type('8d0b7c1e-52a4-4d0b-8f7d-2c9a41d3e805');
    await quickInput.accept();
    await quickInput.pick(/Device Code/);
    await quickInput.waitForMessage(/Origin of the Defender/);
    await quickInput.type('http://api.fabrikam.com');
    await quickInput.accept();
    await quickInput.waitForMessage(/only travel over https:/);
  });

  it('go back with the answers kept, and Escape leaves the settings as they were', async () => {
    const { quickInput } = window;
    const before = await settings();
    await quickInput.back();
    await quickInput.back();
    await quickInput.waitForMessage(/client\) ID/);
    assert.equal(await quickInput.value(), '8d0b7c1e-52a4-4d0b-8f7d-2c9a41d3e805');
    assert.match(await quickInput.title(), /Add Connection \(4\/8\)/);
    await quickInput.escape();
    await quickInput.waitUntilClosed();
    assert.deepEqual(await settings(), before);
  });

  it('find a certificate by the file dialog, and go on from there', async () => {
    const { quickInput } = window;
    await writeFile(join(stage.root, 'contoso.pem'), 'a certificate');
    await begin(/New Connection/);
    await quickInput.waitForMessage(/name of your choice/);
    await quickInput.type('Fabrikam');
    await quickInput.accept();
    await quickInput.waitFor(/The cloud/);
    await quickInput.accept();
    for (const prompt of [/tenant\) ID/, /client\) ID/]) {
      await quickInput.waitForMessage(prompt);
      await quickInput.type('8d0b7c1e-52a4-4d0b-8f7d-2c9a41d3e805');
      await quickInput.accept();
    }
    await quickInput.pick(/with a Certificate/);
    await quickInput.waitForMessage(/PEM file/);
    await quickInput.clickButton('Choose File');
    await quickInput.waitFor(/Certificate and Key/);
    await quickInput.typePath(join(stage.root, 'contoso.pem'), 'contoso.pem');
    await quickInput.accept();
    await quickInput.waitForMessage(/PEM file/);
    assert.equal(await quickInput.value(), join(stage.root, 'contoso.pem'));
    await quickInput.escape();
    await quickInput.waitUntilClosed();
  });

  it('begin with what is there when a connection is edited, and test what came of it', async () => {
    const { quickInput } = window;
    await begin(/^Contoso/);
    await quickInput.pick('Edit');
    await quickInput.waitForMessage(/name of your choice/);
    assert.equal(await quickInput.value(), 'Contoso');
    await quickInput.type('Contoso Ltd');
    await quickInput.accept();
    await quickInput.waitFor(/The cloud/);
    await quickInput.accept();
    for (const prompt of [/tenant\) ID/, /client\) ID/]) {
      await quickInput.waitForMessage(prompt);
      await quickInput.accept();
    }
    await quickInput.waitFor(/How to sign in/);
    await quickInput.accept();
    for (const prompt of [/Origin of the Defender/, /Origin of Microsoft Entra/, /Scope/]) {
      await quickInput.waitForMessage(prompt);
      await quickInput.accept();
    }
    await window.notifications.waitForToast(/"Contoso Ltd" works: signed in as anna@contoso.com/);
    const expected = { ...stage.simulator.connection('browser'), name: 'Contoso Ltd' };
    assert.deepEqual(await settings(), [expected]);
  });
});
