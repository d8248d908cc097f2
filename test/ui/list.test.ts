import assert from 'node:assert/strict';
import type { View } from '../host/view.ts';
import { waitUntil } from '../host/waiting.ts';
import type { VsCodeWindow } from '../host/window.ts';
import { answer, htmlPage, replaceJson, reset, throttled, type Respond } from '../simulator/index.ts';
import { pictureSize, takePicture } from './pictures.ts';
import { connected, setStage, signIn, type Stage } from './stage.ts';

/** Collects the numbers of the rows whose text or icon VS Code draws anew. */
const watchRows = `
  window.touchedRows = new Set();
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const label = (target.closest ? target : target.parentElement)?.closest('.monaco-icon-label');
      const row = label?.closest('.monaco-list-row');
      if (row) window.touchedRows.add(Number(row.dataset.index));
    }
  }).observe(document.querySelector('.tree-explorer-viewlet-tree-view'), {
    subtree: true, childList: true, characterData: true,
  });`;

describe('The list, in the window', () => {
  let stage: Stage;
  let window: VsCodeWindow;
  let view: View;

  before(async () => {
    stage = await setStage({
      autoConsent: true,
      settings: (simulator) => ({
        ...connected(simulator),
        'defenderMachineActions.refreshIntervalSeconds': 0,
      }),
    });
    await stage.changeFolderSettings({});
    window = await stage.open({ dark: true, size: pictureSize });
    view = window.view('Machine Actions');
    await signIn(window);
  });

  after(async () => {
    await window.close();
    await stage.close();
  });

  afterEach(async () => {
    stage.simulator.faults.clear();
    await window.notifications.clearAll();
  });

  const listRequests = () => stage.simulator.requests.filter(({ path }) => /machineactions$/i.test(path));

  it('shows the newest first: device, type, state and age, in words and for a screen reader', async () => {
    const [first, second] = await view.rows();
    assert.equal(first?.label, 'srv-db-01');
    assert.match(first.description, /^Investigation package · In progress · \d+ (s|min) ago$/);
    assert.match(first.ariaLabel, /^srv-db-01, Investigation package, In progress, /);
    assert.match(second?.description ?? '', /^Investigation package · Succeeded · \d+ min ago$/);
    await takePicture(window, 'list-dark');
  });

  it('offers the download only where a package can be had', async () => {
    const inline = async (index: number) => view.row((await view.rows())[index]?.label ?? '').inlineActions();
    assert.deepEqual(await inline(0), []);
    assert.deepEqual(await inline(1), ['Download Investigation Package']);
  });

  it('has everything the API said of an action in its hover, and no live link in it', async () => {
    const hover = await view.row('ws-042.contoso.com').hoverText();
    const action = stage.simulator.tenant.actions[1] ?? assert.fail();
    for (const value of [action.id, action.machineId, action.requestor, action.requestorComment]) {
      assert.ok(hover.includes(value), `${value} is in ${hover}`);
    }
    assert.equal(await window.page.locator('.monaco-hover a').count(), 0);
    await takePicture(window, 'hover');
  });

  it('opens an action as a read-only document', async () => {
    await view.row('ws-042.contoso.com').click();
    await window.editors.waitFor(/^ws-042\.contoso\.com_.*\.yaml$/);
    assert.match(await window.editors.text(), /^requestor: "anna@contoso.com"$/m);
    assert.equal(await window.editors.isReadOnly(), true);
    await takePicture(window, 'action');
  });

  it('copies the id of an action from its context menu', async () => {
    await view.row('ws-042.contoso.com').chooseContext('Copy Action ID');
    await window.statusBar.waitFor(/Action ID copied/);
    const copied = await window.page.evaluate('navigator.clipboard.readText()');
    assert.equal(copied, stage.simulator.tenant.actions[1]?.id);
  });

  it('says that a custom cloud has no known portal', async () => {
    await view.row('ws-042.contoso.com').chooseContext('Open in Defender Portal');
    await window.notifications.waitForToast(/custom cloud.*portal is not known/);
  });

  it('redraws the row that changed and no other', async () => {
    await window.page.evaluate(watchRows);
    const before = await view.rows();
    const action = stage.simulator.tenant.actions[0] ?? assert.fail();
    action.status = 'Succeeded';
    await view.action('Refresh');
    const after = await view.waitForRows((rows) => / · Succeeded · /.test(rows[0]?.description ?? ''));
    assert.match(after[0]?.description ?? '', /^Investigation package/);
    // A row also changes by growing older.
    const changed = after.filter(({ description }, index) => description !== before[index]?.description);
    assert.deepEqual(
      await window.page.evaluate<number[]>('[...window.touchedRows].sort((a, b) => a - b)'),
      changed.map(({ index }) => index),
    );
  });

  it('loads more at the end of the list', async () => {
    const before = listRequests().length;
    const shown = async () => (await view.allRows()).length;
    assert.equal(await shown(), 101);
    await view.row('Load more…').click();
    await waitUntil('200 rows and one for more', shown, (count) => count === 201);
    assert.equal(listRequests().length, before + 1);
  });

  it('keeps the rows when a refresh fails, says how old they are, and tells once why', async () => {
    stage.simulator.faults.add({ service: 'api', respond: htmlPage() });
    await view.action('Refresh');
    const toast = await window.notifications.waitForToast(
      /answered something else than Defender would \(text\/html\)/,
    );
    assert.deepEqual(toast.buttons, ['Retry', 'Edit Connection', 'Show Log']);
    assert.match(await view.message(), /This is the list as of \d/);
    assert.ok((await view.rows()).length > 5);
    stage.simulator.faults.clear();
    await window.notifications.clickToast(/answered something else/, 'Retry');
    await view.waitForRows((rows) => rows.length > 5);
    await waitUntil(
      'No message',
      () => view.message(),
      (message) => message === '',
    );
  });

  it('leaves an element out that is no machine action, and says so', async () => {
    const spoil = (body: unknown) => {
      const { value } = body as { value: unknown[] };
      return { value: ['not an action', null, { id: 7 }, ...value.slice(3)] };
    };
    stage.simulator.faults.add({ service: 'api', respond: replaceJson(spoil) });
    await view.action('Refresh');
    await waitUntil(
      'A message',
      () => view.message(),
      (message) => /^3 entries could not be read/.test(message),
    );
  });

  const failures: { name: string; respond: Respond; says: RegExp }[] = [
    {
      name: 'forbidden',
      respond: answer(403, '{"error":{"code":"Forbidden"}}'),
      says: /may not list/,
    },
    { name: 'offline', respond: reset(), says: /could not be reached/ },
    { name: 'a fault of the service', respond: answer(400, ''), says: /could not be loaded/ },
    { name: 'throttled', respond: throttled('600'), says: /asks for a pause/ },
  ];
  let days = 30;

  /** Makes it another list, of which nothing is known yet. */
  const reachFurther = () => stage.changeFolderSettings({ 'defenderMachineActions.recentDays': ++days });

  for (const { name, respond, says } of failures) {
    it(`${name}: says instead of rows what it is and what to do`, async () => {
      stage.simulator.faults.add({ service: 'api', path: /machineactions/, respond });
      await reachFurther();
      const { buttons } = await view.waitForWelcome(says);
      assert.equal(buttons.length, 1);
      assert.deepEqual(await window.notifications.toasts(), [], 'nobody asked, so no message');
    });
  }

  it('says so where there is none', async () => {
    stage.simulator.tenant.actions.splice(0);
    await reachFurther();
    await view.waitForWelcome(/No machine action in this period/);
  });
});
