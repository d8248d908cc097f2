import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeRow } from '../host/treeRow.ts';
import { escaped, waitUntil } from '../host/waiting.ts';
import { drip, type MachineAction } from '../simulator/index.ts';
import { takePicture } from './pictures.ts';
import { download, Responder } from './responder.ts';

describe('Several packages at once, in the window', function () {
  // A link that was asked for before the reload counts for a minute.
  this.timeout(180_000);
  let responder: Responder;

  before(async () => {
    responder = await Responder.begin();
  });

  after(() => responder.leave());

  /** The newest packages of devices, one for each. */
  function choose(count: number): MachineAction[] {
    const { tenant } = responder.stage.simulator;
    const all = tenant.actions.filter((action) => tenant.hasPackage(action, Date.now()));
    const newest = all.filter(
      ({ computerDnsName }, index) =>
        all.findIndex((other) => other.computerDnsName === computerDnsName) === index,
    );
    return newest.slice(0, count);
  }

  const rowOf = ({ computerDnsName }: MachineAction): TreeRow =>
    responder.view.row(new RegExp(`^${escaped(computerDnsName)} Investigation package · Succeeded`));

  async function assertWhole({ id }: MachineAction): Promise<void> {
    const { stage } = responder;
    const name = (await stage.packages()).find((file) => file.endsWith(`${id}.zip`)) ?? assert.fail(id);
    const bytes = await readFile(join(stage.folder, 'investigation-packages', name));
    const { sha256 } = await stage.simulator.packageDigest(id);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
  }

  it('are chosen in the list, shown as one, go on after a reload, and are told of once', async () => {
    const { stage, window } = responder;
    const [first, second, third] = choose(3);
    assert.ok(first && second && third);
    stage.simulator.faults.add({ service: 'packages', respond: drip(100_000) });
    await rowOf(first).click();
    for (const action of [second, third]) {
      await rowOf(action).click('Control');
    }
    await rowOf(second).chooseContext(download);
    await window.notifications.waitForToast(/Investigation packages: \d of 3 packages · .*% · 1 waits/);
    await takePicture(window, 'queue');

    await window.statusBar.click(/\d of 3 packages/);
    await window.quickInput.waitFor('Queued Investigation Packages');
    await window.quickInput.pick(new RegExp(third.computerDnsName));
    await window.notifications.waitForToast(/1 of 3 packages/);
    await waitUntil(
      'some of both on their way',
      () => Promise.resolve(stage.simulator.requests.filter(({ service }) => service === 'packages')),
      (all) => all.length === 2 && all.every(({ bytesSent }) => bytesSent > 300_000),
    );

    await window.reload();
    stage.simulator.faults.clear();
    await window.notifications.waitForToast(/Investigation packages: .*2 wait for a link: 2 a minute/);
    const offered = (await window.notifications.centre()).filter(({ message }) => /cut off/.test(message));
    assert.deepEqual(offered, [], 'what is gone on with is not offered');
    await waitUntil(
      'both packages',
      () => stage.packages(),
      (names) => names.filter((name) => name.endsWith('.zip')).length === 2,
      120_000,
    );
    await assertWhole(first);
    await assertWhole(second);
    await window.notifications.waitForToast(/^Investigation packages: 2 downloaded\.$/);
    const ranges = stage.simulator.requests
      .filter(({ service }) => service === 'packages')
      .slice(2)
      .map(({ headers }) => headers.range ?? '');
    assert.ok(ranges.length === 2 && ranges.every((range) => /^bytes=[1-9]\d*-$/.test(range)), ranges.join());
    await window.notifications.clickToast(/2 downloaded/, 'Show Details');
    await window.editors.waitFor('Investigation packages.txt');
    const text = await window.editors.text();
    assert.match(text, new RegExp(`${first.computerDnsName}\\n.*${first.id}\\.zip\\n.*SHA-256 [0-9a-f]{64}`));
  });
});
