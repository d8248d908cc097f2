import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drip, resetAfter } from '../simulator/index.ts';
import { waitUntil } from '../host/waiting.ts';
import { takePicture } from './pictures.ts';
import { Responder } from './responder.ts';

describe('A download that is cut off, in the window', () => {
  let responder: Responder;
  let earlier = 0;

  before(async () => {
    responder = await Responder.shared();
  });

  beforeEach(() => {
    earlier = responder.stage.simulator.requests.length;
  });

  afterEach(() => responder.clear());

  /** Those of this test. */
  function transfers(): { range: string | undefined; bytesSent: number }[] {
    return responder.stage.simulator.requests
      .slice(earlier)
      .filter(({ service }) => service === 'packages')
      .map(({ headers, bytesSent }) => ({ range: headers.range, bytesSent }));
  }

  /** So slowly, in bytes a second, that it cannot end before the window has gone: what ran in it lives a moment longer. */
  const slowly = drip(50_000);

  async function assertWhole(id: string): Promise<void> {
    const { stage } = responder;
    const name =
      (await stage.packages()).find((file) => file.endsWith(`${id}.zip`)) ?? assert.fail('no package');
    const bytes = await readFile(join(stage.folder, 'investigation-packages', name));
    const { sha256 } = await stage.simulator.packageDigest(id);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
    assert.deepEqual(
      (await stage.packages()).filter((file) => /part|lock/.test(file)),
      [],
    );
  }

  it('goes on by itself from the byte where the connection broke', async () => {
    const { stage, window } = responder;
    await responder.needLinks(1);
    const { id } = responder.packageAt(3);
    stage.simulator.faults.add({ service: 'packages', times: 1, respond: resetAfter(500_000) });
    await responder.ask(id);
    await window.notifications.waitForToast(/downloaded:/);
    const [first, second] = transfers();
    assert.equal(first?.range, undefined);
    assert.equal(second?.range, `bytes=${first?.bytesSent}-`);
    await assertWhole(id);
  });

  it('is offered after a reload of the window, and goes on from what is on the disk', async () => {
    const { stage, window } = responder;
    await responder.needLinks(2);
    const { id } = responder.packageAt(4);
    stage.simulator.faults.add({ service: 'packages', respond: slowly });
    await responder.ask(id);
    await waitUntil(
      'some of the package on its way',
      () => Promise.resolve(transfers()[0]?.bytesSent ?? 0),
      (bytes) => bytes > 150_000,
    );
    await window.reload();
    stage.simulator.faults.clear();
    await window.notifications.waitForToast(/The download of the package of .* was cut off/);
    await takePicture(window, 'cut-off');
    await window.notifications.clickToast(/was cut off/, 'Resume');
    await window.notifications.waitForToast(/downloaded:/);
    assert.match(transfers().at(-1)?.range ?? '', /^bytes=[1-9]\d*-$/);
    await assertWhole(id);
  });

  it('leaves nothing when it is discarded', async () => {
    const { stage, window } = responder;
    await responder.needLinks(1);
    const before = await stage.packages();
    stage.simulator.faults.add({ service: 'packages', respond: slowly });
    await responder.ask(responder.packageAt(5).id);
    await waitUntil(
      'some of the package on its way',
      () => Promise.resolve(transfers()[0]?.bytesSent ?? 0),
      (bytes) => bytes > 150_000,
    );
    await window.reload();
    await window.notifications.clickToast(/was cut off/, 'Discard');
    await waitUntil(
      'nothing left',
      () => stage.packages(),
      (names) => names.length === before.length,
    );
    await window.reload();
    assert.deepEqual(await window.notifications.toasts(), []);
  });
});
