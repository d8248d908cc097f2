import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { View } from '../host/view.ts';
import { waitUntil } from '../host/waiting.ts';
import type { VsCodeWindow } from '../host/window.ts';
import { takePicture } from './pictures.ts';
import { setStage, type Stage } from './stage.ts';

describe('Signing in, in the window', () => {
  let stage: Stage;
  let window: VsCodeWindow;
  let view: View;

  before(async () => {
    stage = await setStage({ autoConsent: false });
    await mkdir(join(stage.root, 'keys'));
    await stage.simulator.clients.certificate.write(join(stage.root, 'keys'), { passphrase: 'open sesame' });
    window = await stage.open();
    await window.openContainer('Defender');
    view = window.view('Machine Actions');
  });

  after(async () => {
    await window.close();
    await stage.close();
  });

  afterEach(async () => {
    await window.notifications.clearAll();
  });

  /** Answers the questions of *Add Connection*; those that the cloud "custom" adds come last. */
  async function answer(connection: Record<string, string>, way: RegExp): Promise<void> {
    const { quickInput } = window;
    const text = async (prompt: RegExp, value = '') => {
      await quickInput.waitFor(/Add Connection/);
      await quickInput.waitForMessage(prompt);
      await quickInput.type(value);
      await quickInput.accept();
    };
    await text(/name of your choice/, connection['name']);
    await quickInput.pick(/^Custom/);
    await text(/tenant\) ID/, connection['tenantId']);
    await text(/client\) ID/, connection['clientId']);
    await quickInput.pick(way);
    if (connection['certificatePath']) {
      await text(/PEM file/, connection['certificatePath']);
    }
    await text(/Origin of the Defender/, connection['apiHost']);
    await text(/Origin of Microsoft Entra/, connection['authority']);
    await text(/Scope/, connection['scope']);
  }

  it('a new connection is asked for step by step, and tested at the end by signing in with the browser', async () => {
    const { text, buttons } = await view.waitForWelcome(/app registration/);
    assert.deepEqual(buttons, ['Add Connection'], text);
    await view.clickWelcomeButton('Add Connection');
    await answer({ ...stage.simulator.connection('browser') }, /in the Browser/);
    const page = await window.popups.waitFor();
    await page.getByRole('button', { name: /anna@contoso.com/ }).click();
    await page.getByText('Signed in').first().waitFor();
    await page.close();
    await window.notifications.waitForToast(/Connection "Contoso" works: signed in as anna@contoso.com/);
    await view.waitForRows((rows) => rows.length > 10);
    await window.statusBar.waitFor(/Contoso/);
  });

  it('it is still signed in after a reload, without a question', async () => {
    const before = stage.simulator.requests.filter(({ path }) => path.includes('authorize')).length;
    await window.reload();
    await window.openContainer('Defender');
    await view.waitForRows((rows) => rows.length > 10);
    // The title bar follows the rows, and a menu that is open then closes.
    await waitUntil(
      'the buttons of who is signed in',
      () => view.actions(),
      (names) => names.includes('Collect Investigation Package'),
    );
    const after = stage.simulator.requests.filter(({ path }) => path.includes('authorize')).length;
    assert.equal(after, before);
  });

  it('signing out empties the list, and a reload does not bring it back', async () => {
    await view.action('Sign Out');
    await window.notifications.waitForToast(/Signed out of "Contoso"/);
    await view.waitForWelcome(/Sign in/);
    await window.reload();
    await window.openContainer('Defender');
    await view.waitForWelcome(/Sign in/);
  });

  it('a sign-in that is cancelled ends at once, silently, and can be begun again', async () => {
    await view.clickWelcomeButton('Sign In');
    const page = await window.popups.waitFor();
    await window.notifications.clickToast(/Signing in/, 'Cancel');
    await window.notifications.waitUntilGone(/Signing in/);
    assert.deepEqual(await window.notifications.centre(), []);
    await page.close();
    await view.clickWelcomeButton('Sign In');
    const again = await window.popups.waitFor();
    await again.getByRole('button', { name: /anna@contoso.com/ }).click();
    await view.waitForRows((rows) => rows.length > 10);
    await again.close();
  });

  it('declining in the browser is said in words', async () => {
    await window.runCommand('Defender: Sign In');
    const page = await window.popups.waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    const toast = await window.notifications.waitForToast(/was declined/);
    assert.deepEqual(toast.buttons, ['Sign In', 'Show Log']);
    await page.close();
  });

  it('with a device code, typed into a page of another browser', async () => {
    await window.runCommand('Defender: Add Connection');
    await window.quickInput.pick(/New Connection/);
    // Another app: the first one's sign-in would do for this connection too.
    const [clientId = ''] = stage.simulator.clients.teamClientIds;
    await answer({ ...stage.simulator.connection('deviceCode', 'Contoso code'), clientId }, /Device Code/);
    const { message } = await window.notifications.waitForToast(/enter the code .* at .*, in a browser/);
    const code = /the code (\S+) at/.exec(message)?.[1] ?? assert.fail(message);
    await takePicture(window, 'device-code');
    await window.notifications.clickToast(/in a browser of this/, 'Copy Code and Open Page');
    const page = await window.popups.waitFor();
    await page.close();
    stage.simulator.deviceCodes.approve(code, stage.simulator.users.analyst);
    await window.notifications.waitForToast(/"Contoso code" works: signed in as anna@contoso.com/);
    await view.waitForRows((rows) => rows.length > 10);
  });

  it('with a client secret, whose wrong value is told from a right one and is not kept', async () => {
    await window.runCommand('Defender: Add Connection');
    await window.quickInput.pick(/New Connection/);
    await answer({ ...stage.simulator.connection('clientSecret', 'Contoso app') }, /Client Secret/);
    await window.quickInput.waitFor(/Sign in to "Contoso app"/);
    assert.equal(await window.quickInput.isPassword(), true);
    await window.quickInput.type('not the secret');
    await window.quickInput.accept();
    await window.notifications.waitForToast(/client secret is wrong. \(AADSTS7000215\)/);
    await window.notifications.clickToast(/client secret is wrong/, 'Sign In');
    await window.quickInput.waitFor(/Sign in to "Contoso app"/);
    await window.quickInput.type(stage.simulator.clients.confidential.clientSecret);
    await window.quickInput.accept();
    await window.notifications.waitForToast(/"Contoso app" works: signed in as/);
    await view.waitForRows((rows) => rows.length > 10);
  });

  it('with a certificate, whose passphrase is asked for', async () => {
    await window.runCommand('Defender: Add Connection');
    await window.quickInput.pick(/New Connection/);
    await answer({ ...stage.simulator.connection('certificate', 'Contoso certificate') }, /Certificate/);
    await window.quickInput.waitFor(/Sign in to "Contoso certificate"/);
    assert.equal(await window.quickInput.isPassword(), true);
    await window.quickInput.type('wrong');
    await window.quickInput.accept();
    await window.notifications.waitForToast(/passphrase does not open/);
    await window.notifications.clickToast(/passphrase does not open/, 'Sign In');
    await window.quickInput.waitFor(/Sign in to "Contoso certificate"/);
    await window.quickInput.type('open sesame');
    await window.quickInput.accept();
    await window.notifications.waitForToast(/"Contoso certificate" works: signed in as/);
    await view.waitForRows((rows) => rows.length > 10);
  });

  it('switching goes back to a connection that is still signed in', async () => {
    await window.runCommand('Defender: Switch Connection');
    await window.quickInput.waitFor(/Switch Connection/);
    assert.equal((await window.quickInput.items()).length, 5);
    await window.quickInput.pick(/Contoso code/);
    await window.statusBar.waitFor(/Contoso code/);
    await view.waitForRows((rows) => rows.length > 10);
  });

  it('removing a connection removes its sign-in with it', async () => {
    await window.runCommand('Defender: Add Connection');
    await window.quickInput.pick(/Contoso app/);
    await window.quickInput.pick('Remove');
    await window.dialog.click('Remove');
    await window.notifications.waitForToast(/Connection "Contoso app" removed/);
    await window.runCommand('Defender: Add Connection');
    await window.quickInput.waitFor(/Add Connection/);
    const labels = (await window.quickInput.items()).map(({ label }) => label);
    assert.equal(labels.includes('Contoso app'), false, labels.join());
    await window.quickInput.pick(/New Connection/);
    await answer({ ...stage.simulator.connection('clientSecret', 'Contoso app') }, /Client Secret/);
    await window.quickInput.waitFor(/Sign in to "Contoso app"/);
    await window.quickInput.escape();
    await view.waitForWelcome(/Sign in/);
  });

  it('nothing that was written on the way holds a secret', async () => {
    assert.deepEqual(await stage.leaks(), []);
  });
});
