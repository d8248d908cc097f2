import assert from 'node:assert/strict';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { takePicture } from './pictures.ts';
import { download, Responder } from './responder.ts';

const verify = 'Verify Investigation Package';

describe('Verifying a package, in the window', () => {
  let responder: Responder;
  let name = '';
  let packagePath = '';
  let recordPath = '';
  let bytes: Buffer;
  let record: Buffer;

  before(async () => {
    responder = await Responder.shared();
    const { stage, window } = responder;
    await responder.needLinks(1);
    await responder.view.row('ws-042.contoso.com').inlineAction(download);
    await window.notifications.waitForToast(/downloaded/);
    name = (await stage.packages()).find((file) => file.endsWith('.zip')) ?? assert.fail('no package');
    packagePath = join(stage.folder, 'investigation-packages', name);
    recordPath = packagePath.replace(/\.zip$/, '.acquisition.json');
    [bytes, record] = await Promise.all([readFile(packagePath), readFile(recordPath)]);
  });

  /** Puts everything back as it was when it was acquired. */
  async function restore(): Promise<void> {
    await overwrite(packagePath, bytes);
    await overwrite(recordPath, record);
  }

  async function overwrite(path: string, content: Uint8Array): Promise<void> {
    await rm(path, { force: true });
    await writeFile(path, content);
    await chmod(path, 0o444);
  }

  afterEach(async () => {
    await restore();
    await responder.clear();
  });

  async function verifyInExplorer(): Promise<void> {
    const { window } = responder;
    await window.openContainer('Explorer');
    await window.explorer.expand('investigation-packages');
    await window.explorer.row(name).chooseContext(verify);
  }

  it('a download is marked as intact in the Explorer, and read-only on the disk', async () => {
    const { window } = responder;
    await window.openContainer('Explorer');
    await window.explorer.expand('investigation-packages');
    await window.explorer.waitForRow(name, ({ ariaLabel }) => /intact \(verified/.test(ariaLabel));
    await takePicture(window, 'explorer');
  });

  it('from the Explorer, an untouched one is intact, member by member', async () => {
    const { window } = responder;
    await verifyInExplorer();
    const { severity, message } = await window.notifications.waitForToast(/is intact: .* members, SHA-256/);
    assert.equal(severity, 'info');
    assert.ok(message.includes(name));
    await window.statusBar.waitFor(/intact/);
    await takePicture(window, 'verified');
  });

  it('from the row of its machine action', async () => {
    const { window, view } = responder;
    await window.openContainer('Defender');
    await view.row('ws-042.contoso.com').chooseContext(verify);
    await window.notifications.waitForToast(/is intact/);
  });

  it('from the palette, which offers what is in the download folder', async () => {
    const { window } = responder;
    await window.runCommand(`Defender: ${verify}`);
    await window.quickInput.waitFor(verify);
    assert.deepEqual(
      (await window.quickInput.allItems()).map(({ label }) => label),
      [name],
    );
    await window.quickInput.pick(name);
    await window.notifications.waitForToast(/is intact/);
  });

  it('a changed byte makes it altered, which the Explorer shows from then on', async () => {
    const { window } = responder;
    const changed = Buffer.from(bytes);
    changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
    await overwrite(packagePath, changed);
    await verifyInExplorer();
    const { severity } = await window.notifications.waitForToast(/was altered: its SHA-256 is/);
    assert.equal(severity, 'warning');
    await window.explorer.waitForRow(name, ({ ariaLabel }) => /altered \(verified/.test(ariaLabel));
    await takePicture(window, 'altered');
  });

  it('without its end it is incomplete', async () => {
    await overwrite(packagePath, bytes.subarray(0, bytes.length / 2));
    await verifyInExplorer();
    await responder.window.notifications.waitForToast(/is incomplete/);
  });

  it('a changed record is not taken for the one that was written', async () => {
    await overwrite(recordPath, Buffer.from(record.toString().replace('"cloud": "', '"cloud": "x')));
    await verifyInExplorer();
    await responder.window.notifications.waitForToast(/The record of .* was altered/);
  });

  it('without its record it says so', async () => {
    await rm(recordPath, { force: true });
    await verifyInExplorer();
    await responder.window.notifications.waitForToast(/has no acquisition record/);
  });

  it('names the first line of the custody log that does not hold', async () => {
    const log = join(responder.stage.folder, 'investigation-packages', 'custody.jsonl');
    const lines = (await readFile(log, 'utf8')).split('\n');
    await writeFile(log, lines.with(1, (lines[1] ?? '').replace('"note":"', '"note":"x')).join('\n'));
    await verifyInExplorer();
    await responder.window.notifications.waitForToast(/The custody log is broken at line 3/);
  });
});
