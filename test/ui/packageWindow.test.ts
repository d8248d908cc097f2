import assert from 'node:assert/strict';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PackageWindow } from '../host/packageWindow.ts';
import { waitUntil } from '../host/waiting.ts';
import { takePicture } from './pictures.ts';
import { download, Responder } from './responder.ts';

const open = 'Open Investigation Package';
/** The grid draws the columns that are in view. */
const wide = { width: 1900, height: 900 };

describe('The window of a package', () => {
  let responder: Responder;
  let shown: PackageWindow;
  let folder = '';
  let name = '';
  let sha256 = '';

  before(async () => {
    responder = await Responder.shared();
    const { stage, window } = responder;
    await responder.needLinks(1);
    await responder.view.row('ws-042.contoso.com').inlineAction(download);
    await window.notifications.waitForToast(/downloaded/);
    await window.notifications.clearAll();
    folder = join(stage.folder, 'investigation-packages');
    name = (await stage.packages()).find((file) => file.endsWith('.zip')) ?? assert.fail('no package');
    const id = /Z_(.+)\.zip$/.exec(name)?.[1] ?? '';
    ({ sha256 } = await stage.simulator.packageDigest(id));
    shown = new PackageWindow(window.page);
    await window.page.setViewportSize(wide);
  });

  it('is opened from the view of packages, which says what each holds and what it does not', async () => {
    const { window } = responder;
    const packages = window.view('Investigation Packages');
    const row = await packages.waitForRow(/^ws-042\.contoso\.com .* · (Complete|Not complete)/);
    assert.match(row.description, /^\d{4}-\d\d-\d\d \d\d:\d\dZ · /);
    await packages.row('ws-042.contoso.com').toggle();
    await packages.waitForRow('Processes');
    await packages.row('ws-042.contoso.com').inlineAction(open);
    await window.editors.waitFor(name);
  });

  it('says which host it is of and when it was collected, and what is missing', async () => {
    const overview = await shown.overview();
    assert.match(overview, /Host\s+WS-042/);
    assert.match(overview, /Collected\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ to /);
    assert.match(overview, /Never asked for/);
    assert.match(overview, /RunOnce/);
    const { page } = responder.window;
    await page.setViewportSize({ width: 1560, height: 900 });
    await takePicture(responder.window, 'package-overview');
    await page.setViewportSize(wide);
  });

  it('says what started at logon', async () => {
    await shown.open('Autostart entries (registry)');
    const rows = await shown.waitForRows('start points', (all) => all.length > 3);
    assert.ok(
      rows.some((row) => Object.values(row).some((cell) => /\.exe/i.test(cell))),
      JSON.stringify(rows[0]),
    );
  });

  it('says what listens on the network, and which program owns it', async () => {
    await shown.open('Connections and listening ports');
    await shown.filter('State', 'listening');
    const rows = await shown.waitForRows(
      'listeners',
      (all) => all.length > 0 && all.every((row) => /LISTENING/i.test(row['State'] ?? '')),
    );
    assert.ok(
      rows.every((row) => row['Process']),
      JSON.stringify(rows),
    );
    await takePicture(responder.window, 'package-grid');
  });

  it('says who signed in from where, and what ran last', async () => {
    await shown.open('Sign-ins (Security log)');
    const rows = await shown.waitForRows('sign-ins', (all) => all.length > 0 && Boolean(all[0]?.['Account']));
    assert.ok(
      rows.some((row) => row['From']),
      JSON.stringify(rows[0]),
    );
    await shown.open('Last runs by user (BAM)');
    const runs = await shown.waitForRows('runs', (all) => all.length > 0 && Boolean(all[0]?.['Program']));
    assert.match(runs[0]?.['Last run'] ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*Z$/);
  });

  it('shows all of a row with the time as it stands in the package, and leads to its line there', async () => {
    const { window } = responder;
    await shown.open('Processes');
    await shown.waitForRows('processes', (all) => all.length > 3);
    const details = await shown.details('lsass.exe');
    assert.match(details, /In the package/);
    await shown.button('Go to Source').click();
    await window.editors.waitFor('Processes.csv.txt');
    assert.match(await window.editors.text(), /^#TYPE|"lsass\.exe"/m);
    assert.equal(await window.editors.isReadOnly(), true);
    await window.runCommand('View: Close Editor');
    await window.editors.waitFor(name);
    // The page was gone meanwhile, and comes back as it was.
    await shown.waitForRows('the rows again', (all) => all.some((row) => row['Name'] === 'lsass.exe'));
  });

  it('finds a text in all artifacts', async () => {
    await shown.search('lsass');
    await shown.frame.getByText(/hits in \d+ artifacts/).waitFor();
    await shown.search('');
    await shown.waitForCount(/^(\d+) of \1 rows$/);
  });

  it('keeps tags and comments beside the package, and exports what is seen with its hash', async () => {
    const { window } = responder;
    await shown.open('Processes');
    await shown.details('lsass.exe');
    await shown.button('Tag…').click();
    const dialog = shown.frame.getByRole('dialog');
    await dialog.getByLabel('Tag').fill('look');
    await dialog.getByLabel('Comment').fill('who asked for it?');
    await shown.button('Save').click();
    const notes = join(folder, name.replace(/\.zip$/, '.notes.json'));
    await waitUntil(
      'the notes',
      () => readFile(notes, 'utf8').catch(() => ''),
      (text) => text.includes('who asked for it?'),
    );
    await shown.filter('Name', 'lsass');
    await shown.waitForCount(/^1 of \d+ rows/);
    const exported = join(folder, name.replace(/\.zip$/, '_processes.csv'));
    await shown.button('Export…').click();
    await window.quickInput.waitFor(/Export Rows/);
    await window.quickInput.accept();
    const text = await waitUntil(
      'the export',
      () => readFile(exported, 'utf8').catch(() => ''),
      (written) => written.includes('lsass'),
    );
    assert.ok(text.includes(sha256), 'the hash of the package');
    assert.match(text, /Filter: name: lsass/);
    assert.match(text, /^"Tags","Comment","Started","Started \(in the package\)","Name"/m);
    assert.match(
      text,
      /^"look","who asked for it\?","\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^"]*Z","[^"]+","lsass\.exe"/m,
    );
    const log = await waitUntil(
      'the custody log',
      () => readFile(join(folder, 'custody.jsonl'), 'utf8'),
      (lines) => lines.includes('"event":"exported"'),
    );
    assert.match(log, new RegExp(`"event":"opened".*"sha256":"${sha256}"`));
  });

  it('is what a package opens in by default, and one by any other name on demand', async () => {
    const { window } = responder;
    await window.runCommand('View: Close All Editors');
    await window.openContainer('Explorer');
    await window.explorer.expand('investigation-packages');
    await window.explorer.row(name).click();
    await window.editors.waitFor(name);
    assert.match(await shown.overview(), /WS-042/);
    await copyFile(join(folder, name), join(responder.stage.folder, 'Pre-Breach (2).zip'));
    await window.explorer.row('Pre-Breach (2).zip').chooseContext(open);
    await window.editors.waitFor('Pre-Breach (2).zip');
    assert.match(await shown.overview(), /WS-042/);
  });

  it('writes no secret, and nothing of the package, to the disk', async () => {
    assert.deepEqual(await responder.stage.leaks(), []);
  });
});
