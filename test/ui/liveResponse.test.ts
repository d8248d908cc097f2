import assert from 'node:assert/strict';
import { waitUntil } from '../host/waiting.ts';
import { takePicture } from './pictures.ts';
import { Responder } from './responder.ts';

const command = 'Download Live Response Result';

describe('Results of a live response, in the window', () => {
  let responder: Responder;

  before(async () => {
    responder = await Responder.shared();
  });

  it('are offered at its row, and those that are chosen come as packages do', async () => {
    const { stage, view, window } = responder;
    const live =
      stage.simulator.tenant.actions.find(({ type }) => type === 'LiveResponse') ??
      assert.fail('no live response');
    const [, script] = live.commands ?? [];
    Object.assign(script ?? assert.fail('no script'), {
      commandStatus: 'Failed',
      errors: ['It did not end.'],
    });
    await view.row(new RegExp(`^${live.computerDnsName} Live response`)).chooseContext(command);
    await window.quickInput.waitFor(new RegExp(command));
    const items = await waitUntil(
      'what can be had ticked',
      () => window.quickInput.items(),
      (all) => all.some(({ picked }) => picked),
    );
    const wanted = items.filter(({ picked }) => picked);
    assert.equal(wanted.length, items.length - 1, 'what failed is shown, and not chosen');
    await takePicture(window, 'live-response');
    for (const { label } of wanted.slice(1)) {
      await window.quickInput.toggle(label);
    }
    await window.quickInput.accept();
    await window.notifications.waitForToast(/downloaded: .*SHA-256/);
    const [, record = '', ...others] = (await stage.packages()).sort();
    assert.match(record, new RegExp(`${live.id}_\\d_.*\\.(gz|json)$`));
    assert.deepEqual(others, []);
    assert.deepEqual(await stage.leaks(), []);
  });
});
