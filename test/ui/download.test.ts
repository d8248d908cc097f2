import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '../host/waiting.ts';
import { drip } from '../simulator/index.ts';
import { takePicture } from './pictures.ts';
import { download, Responder } from './responder.ts';

describe('Downloading a package, in the window', () => {
  let responder: Responder;

  before(async () => {
    responder = await Responder.shared();
  });

  afterEach(() => responder.clear());

  it('brings it to disk, announces it and opens its record', async () => {
    const { stage, window } = responder;
    await responder.needLinks(1);
    await responder.view.row('ws-042.contoso.com').inlineAction(download);
    const { message } = await window.notifications.waitForToast(
      /ws-042.*\.zip downloaded: .* SHA-256 [0-9a-f]{64}/,
    );
    await window.statusBar.waitFor(/Package of ws-042.contoso.com downloaded/);
    await takePicture(window, 'downloaded');
    const [record = '', archive = '', ...others] = (await stage.packages()).sort();
    assert.deepEqual(others, []);
    const action = stage.simulator.tenant.actions[1] ?? assert.fail();
    const time = action.creationDateTimeUtc.replaceAll(/[-:]|\.\d+/g, '');
    assert.equal(archive, `ws-042.contoso.com_${time}_${action.id}.zip`);
    assert.equal(record, archive.replace('.zip', '.acquisition.json'));
    const bytes = await readFile(join(stage.folder, 'investigation-packages', archive));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    assert.ok(message.includes(sha256));
    await window.notifications.clickToast(/downloaded/, 'Open Record');
    await window.editors.waitFor(record);
    assert.match(await window.editors.text(), new RegExp(`"sha256": "${sha256}"`));
    await takePicture(window, 'record');
  });

  it('says that it is there and intact instead of fetching it again', async () => {
    const { window } = responder;
    const before = responder.linkRequests.length;
    await responder.view.row('ws-042.contoso.com').inlineAction(download);
    await window.notifications.waitForToast(/is there already, and intact/);
    assert.equal(responder.linkRequests.length, before);
  });

  it('from the palette, offers the actions that have a package', async () => {
    const { window } = responder;
    await window.runCommand(`Defender: ${download}`);
    await window.quickInput.waitFor(download);
    const items = await window.quickInput.allItems();
    assert.ok(items.length > 5);
    for (const { description } of items) {
      assert.match(description, /^Investigation package · Succeeded/);
    }
    await window.quickInput.escape();
  });

  it('shows how it goes on, and a cancelled one stops at once and leaves nothing', async () => {
    const { stage, window } = responder;
    stage.simulator.faults.add({ service: 'packages', respond: drip(100_000) });
    const before = await stage.packages();
    await responder.needLinks(1);
    const { id } = responder.packageAt(3);
    await responder.ask(id);
    await window.statusBar.waitFor(/\d+% · .*\/s/);
    await window.notifications.waitForToast(/Package of .* of .* · .*\/s/);
    await takePicture(window, 'progress');
    await window.notifications.clickToast(/Package of/, 'Cancel');
    await window.notifications.waitUntilGone(/Package of/);
    await window.statusBar.waitUntilGone(/%/);
    assert.deepEqual(await window.notifications.toasts(), [], 'who cancels needs no message');
    assert.deepEqual(await stage.packages(), before, `nothing is left of ${id}`);
    const [transfer] = stage.simulator.requests.filter(({ service }) => service === 'packages').slice(-1);
    await waitUntil(
      'The transfer is over',
      () => Promise.resolve(transfer?.outcome),
      (outcome) => outcome === 'cut',
    );
  });

  it('the third link within a minute is waited for in sight, and who does not want to wait cancels', async () => {
    const { window } = responder;
    await responder.needLinks(2);
    await responder.ask(responder.packageAt(21).id);
    await window.notifications.waitForToast(/downloaded:/);
    await window.notifications.clearAll();
    await responder.ask(responder.packageAt(22).id);
    await window.notifications.waitForToast(/downloaded:/);
    await responder.ask(responder.packageAt(23).id);
    await window.notifications.waitForToast(/waiting \d+ s: Defender gives 2 package links a minute/);
    await window.statusBar.waitFor(/link in \d+ s/);
    const before = responder.linkRequests.length;
    await window.notifications.clickToast(/waiting/, 'Cancel');
    await window.notifications.waitUntilGone(/waiting/);
    await window.statusBar.waitUntilGone(/link in/);
    assert.equal(responder.linkRequests.length, before);
  });
});
