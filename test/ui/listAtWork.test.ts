import assert from 'node:assert/strict';
import type { View } from '../host/view.ts';
import { waitUntil } from '../host/waiting.ts';
import type { VsCodeWindow } from '../host/window.ts';
import { takePicture } from './pictures.ts';
import { connected, setStage, signIn, type Stage } from './stage.ts';

const filter = 'Filter Machine Actions';

describe('The list at work, in the window', () => {
  let stage: Stage;
  let window: VsCodeWindow;
  let view: View;

  before(async () => {
    stage = await setStage({ autoConsent: true, settings: connected });
    window = await stage.open();
    view = window.view('Machine Actions');
    await signIn(window);
  });

  after(async () => {
    await window.close();
    await stage.close();
  });

  const waitForMessage = (wanted: string) =>
    waitUntil(
      `The message ${wanted}`,
      () => view.message(),
      (message) => message === wanted,
    );

  it('is narrowed to what is chosen, and says so above its rows', async () => {
    assert.ok(!(await view.actions()).includes('Clear Filter'));
    const { quickInput } = window;
    await view.action(filter);
    await quickInput.waitFor(filter);
    assert.deepEqual(
      (await quickInput.items()).map(({ label }) => label),
      ['Type', 'State', 'Device', 'Requestor', 'Period', 'Done'],
    );
    await quickInput.pick('State');
    await quickInput.waitFor('States');
    await quickInput.toggle('Failed');
    await quickInput.toggle('Timed out');
    await quickInput.accept();
    await quickInput.waitFor(filter);
    await quickInput.pick('Period');
    await quickInput.pick('last 7 days');
    await quickInput.waitFor(filter);
    assert.deepEqual(
      (await quickInput.items()).map(({ description }) => description),
      ['any', 'Failed, Timed out', 'any', 'any', 'last 7 days', ''],
    );
    await takePicture(window, 'filter');
    await quickInput.escape();
    const rows = await view.waitForRows((all) =>
      all.every(({ description }) => / · (Failed|Timed out) · /.test(description)),
    );
    assert.ok(rows.length > 1);
    await waitForMessage('Filter: Failed, Timed out · last 7 days.');
    assert.ok((await view.actions()).includes('Clear Filter'));
    await takePicture(window, 'filtered');
  });

  it('is narrowed still after a reload, until that is cleared', async () => {
    await window.reload();
    await window.openContainer('Defender');
    await waitForMessage('Filter: Failed, Timed out · last 7 days.');
    await view.action('Clear Filter');
    await waitForMessage('');
    await view.waitForRows((rows) => rows.some(({ description }) => / · Succeeded · /.test(description)));
    await waitUntil(
      'No button for a filter that is gone',
      () => view.actions(),
      (names) => !names.includes('Clear Filter'),
    );
    assert.ok(!(await window.commandsFor('Defender: ')).includes('Defender: Clear Filter'));
  });

  it('finds a device by its name, and offers to clear a filter that nothing fits', async () => {
    const { quickInput } = window;
    await window.runCommand(`Defender: ${filter}`);
    await quickInput.pick('Device');
    await quickInput.waitFor('Device');
    await quickInput.type('srv-db-01');
    await quickInput.pick('srv-db-01');
    await quickInput.waitFor(filter);
    await quickInput.pick('Type');
    await quickInput.waitFor('Types');
    await quickInput.toggle('Offboarding');
    await quickInput.accept();
    await quickInput.waitFor(filter);
    await quickInput.pick(/Done/);
    const { buttons } = await view.waitForWelcome(/No machine action fits the filter/);
    assert.deepEqual(buttons, ['Clear Filter']);
    await takePicture(window, 'nothing-fits');
    await view.clickWelcomeButton('Clear Filter');
    await view.waitForRows((rows) => rows.length > 1);
  });

  it('asks again for a device that nobody knows', async () => {
    const { quickInput } = window;
    await window.runCommand(`Defender: ${filter}`);
    await quickInput.pick('Device');
    await quickInput.waitFor('Device');
    await quickInput.type('no-such-device');
    await quickInput.pick('no-such-device');
    await quickInput.waitFor('No device is named no-such-device. Type its ID of 40 digits');
    await quickInput.escape();
    await quickInput.waitFor(filter);
    await quickInput.escape();
  });

  it('has groups that stay closed over a refresh, with Load more last', async () => {
    await view.action('Group Machine Actions');
    await window.quickInput.pick(/By state/);
    const isGrouped = ([first]: { level: number; expanded: boolean | undefined }[]) =>
      first?.expanded === true;
    const [first] = await view.waitForRows(isGrouped);
    assert.match(first?.ariaLabel ?? '', /^In progress, \d+ machine actions?/);
    await takePicture(window, 'groups');
    const group = view.row('Succeeded');
    await group.toggle();
    await waitUntil(
      'It closed',
      () => view.waitForRow('Succeeded'),
      ({ expanded }) => expanded === false,
    );
    const action = stage.simulator.tenant.actions.find(({ status }) => status === 'InProgress');
    (action ?? assert.fail()).status = 'Failed';
    await view.action('Refresh');
    await view.waitForRows((rows) => rows[0]?.ariaLabel !== first?.ariaLabel);
    assert.equal((await view.waitForRow('Succeeded')).expanded, false);
    const last = (await view.allRows()).at(-1);
    assert.deepEqual([last?.label, last?.level], ['Load more…', 1]);
    await view.action('Group Machine Actions');
    await window.quickInput.pick(/No groups/);
    await view.waitForRows((rows) => rows.every(({ expanded }) => expanded === undefined));
  });

  it('counts the packages that are not here, and reveals one that is', async () => {
    const count = async () => Number(await window.badge('Defender'));
    const before = await waitUntil('A badge', count, (number) => number > 1);
    await view.row('ws-042.contoso.com').inlineAction('Download Investigation Package');
    await waitUntil('One less', count, (number) => number === before - 1);
    const row = await view.waitForRow(/in the workspace/);
    assert.equal(row.label, 'ws-042.contoso.com');
    const marked = window.page.locator('.monaco-list-row', { hasText: 'in the workspace' });
    await marked.locator('.monaco-icon-label[class*="itemBadge"]').first().waitFor();
    await takePicture(window, 'in-the-workspace');
    await view.row('ws-042.contoso.com').inlineAction('Reveal Investigation Package');
    await window.page.locator('.explorer-folders-view', { hasText: 'ws-042' }).waitFor();
  });
});
