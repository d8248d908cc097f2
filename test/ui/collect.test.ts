import assert from 'node:assert/strict';
import { waitUntil } from '../host/waiting.ts';
import type { VsCodeWindow } from '../host/window.ts';
import type { RecordedRequest } from '../simulator/index.ts';
import { pictureSize, takePicture } from './pictures.ts';
import { connected, setStage, signIn, type Stage } from './stage.ts';

const collect = 'Collect Investigation Package';
const cancel = 'Cancel Machine Action';

describe('Collecting a package, in the window', () => {
  let stage: Stage;
  let window: VsCodeWindow;

  before(async () => {
    stage = await setStage({
      autoConsent: true,
      settings: connected,
      collection: {
        pendingSeconds: 1,
        runningSeconds: 2,
        devices: {
          'lap-004': { outcome: 'Failed' },
          'lap-023': { runningSeconds: 3600 },
          'kiosk-lobby': { refusal: 'ClientVersionNotSupported' },
        },
      },
    });
    window = await stage.open({ size: pictureSize });
    await signIn(window);
  });

  after(async () => {
    await window.close();
    await stage.close();
  });

  afterEach(() => window.notifications.clearAll());

  const posts = (path: RegExp): RecordedRequest[] =>
    stage.simulator.requests.filter((request) => request.method === 'POST' && path.test(request.path));

  /** Finds a device by a part of its name, and says what for. */
  async function ask(part: string, device: RegExp, comment: string): Promise<void> {
    await window.runCommand(`Defender: ${collect}`);
    await window.quickInput.waitFor(collect);
    await window.quickInput.type(part);
    await window.quickInput.waitForFound(device);
    await window.quickInput.pick(device);
    await window.quickInput.waitForMessage(/Action center/);
    await window.quickInput.type(comment);
    await window.quickInput.accept();
  }

  it('finds the device, says what it will do, and watches the collection', async () => {
    await window.runCommand(`Defender: ${collect}`);
    await window.quickInput.waitFor(collect);
    await window.quickInput.type('ws-06');
    await window.quickInput.waitForFound(/^ws-06/);
    await window.quickInput.pick(/^ws-061/);
    await window.quickInput.waitForMessage(/Action center/);
    await takePicture(window, 'collect-comment');
    await window.quickInput.accept();
    assert.equal(await window.quickInput.severity(), 'error', 'a comment is required');
    await window.quickInput.type('INC-4821');
    await window.quickInput.accept();
    const { message, detail } = await window.dialog.read();
    assert.match(message, /^Collect an investigation package from ws-061\.contoso\.com\?/);
    assert.match(detail, new RegExp(`Connection: Contoso\\s+Tenant: ${stage.simulator.tenantId}`));
    assert.match(detail, /Comment: INC-4821/);
    await takePicture(window, 'collect-confirm');
    assert.equal(posts(/collectInvestigationPackage/).length, 0, 'nothing is posted before that');
    await window.dialog.click('Collect');
    await window.notifications.waitForToast(/collection on ws-061.* is watched/);
    await takePicture(window, 'collect-watched');
    await window.statusBar.waitFor(/Contoso\s+1$/);
    const [post] = posts(/collectInvestigationPackage/);
    assert.deepEqual(post?.json, { Comment: 'INC-4821' });
  });

  it('tells of one that fails and of one that is ready, and fetches its package', async () => {
    // Each look is at all that is watched, so the other one may be told of at any time from here on.
    await ask('lap-004', /^lap-004/, 'INC-4821');
    await window.dialog.click('Collect');
    await window.notifications.waitForToast(/lap-004: .*the collection failed/);
    await window.notifications.waitForToast(/package of ws-061\.contoso\.com is ready/);
    await takePicture(window, 'collect-ready');
    await window.notifications.clickToast(/is ready/, 'Download');
    await window.notifications.waitForToast(/ws-061.*\.zip downloaded/);
  });

  it('offers the package that was collected lately instead of another collection', async () => {
    await window.view('Machine Actions').row('ws-061.contoso.com').chooseContext(collect);
    const { message, detail, buttons } = await window.dialog.read();
    assert.equal(message, 'A package of ws-061.contoso.com was collected lately.');
    assert.match(detail, /^Started .* ago by anna@contoso\.com\.$/);
    assert.deepEqual(buttons.toSorted(), ['Cancel', 'Collect Anyway', 'Download']);
    await window.dialog.escape();
    assert.equal(posts(/collectInvestigationPackage/).length, 2, 'of the two before');
  });

  it('offers to tell when a package that is not ready is', async () => {
    const { tenant } = stage.simulator;
    const running =
      tenant.actions.find((one) => one.computerDnsName === 'srv-db-01' && one.status === 'InProgress') ??
      assert.fail();
    await window.runCommand('Defender: Download Investigation Package');
    await window.quickInput.waitFor('Download Investigation Package');
    await window.quickInput.type(running.id);
    await window.quickInput.pick(new RegExp(running.id));
    await window.notifications.waitForToast(/not ready: the collection is In progress/);
    await window.notifications.clickToast(/not ready/, 'Notify Me When Ready');
    await window.notifications.waitForToast(/collection on srv-db-01 is watched/);
    tenant.action(running.id).status = 'Succeeded';
    await window.notifications.waitForToast(/package of srv-db-01 is ready/);
  });

  it('says why a device takes none', async () => {
    await ask('kiosk', /^kiosk-lobby/, 'INC-4821');
    await window.dialog.click('Collect');
    await window.notifications.waitForToast(/sensor/i);
  });

  it('follows the one that runs already, and cancels one after saying whose it is', async () => {
    await ask('lap-023', /^lap-023/, 'INC-4821');
    await window.dialog.click('Collect');
    await window.notifications.waitForToast(/collection on lap-023.* is watched/);
    await window.notifications.clearAll();
    await window.runCommand(`Defender: ${collect}`);
    await window.quickInput.waitFor(collect);
    await window.quickInput.type('lap-023');
    await window.quickInput.waitForFound(/^lap-023/);
    await window.quickInput.pick(/^lap-023/);
    assert.equal((await window.dialog.read()).message, 'A collection on lap-023 is running.');
    await window.dialog.click('Follow');
    await window.notifications.waitForToast(/collection on lap-023.* is watched/);
    await window.notifications.clearAll();
    await window.view('Machine Actions').row('lap-023').chooseContext(cancel);
    await window.quickInput.waitFor(cancel);
    await window.quickInput.type('wrong device');
    await window.quickInput.accept();
    const { message: question, detail } = await window.dialog.read();
    assert.match(question, /Cancel Investigation package on lap-023\?/);
    assert.match(detail, /Started .* by anna@contoso\.com/);
    await takePicture(window, 'cancel-confirm');
    await window.dialog.click('Cancel Action');
    await window.notifications.waitForToast(/lap-023: .*the collection was cancelled/);
    assert.deepEqual(posts(/cancel$/)[0]?.json, { Comment: 'wrong device' });
  });

  it('fetches by itself, where the setting says so, what was watched when the window was reloaded', async () => {
    const before = await stage.packages();
    // The first look, just after the question, cannot find it; the next one is at the start of the window.
    stage.simulator.collection.visibleAfterSeconds = 2;
    stage.simulator.collection.runningSeconds = 1;
    await ask('lap-040', /^lap-040/, 'INC-4821');
    await window.dialog.click('Collect');
    await window.notifications.waitForToast(/is watched/);
    await stage.changeSettings(window, { 'defenderMachineActions.downloadWhenReady': true });
    await window.notifications.waitForToast(/lap-040.*\.zip downloaded/);
    assert.equal((await stage.packages()).length, before.length + 2);
  });

  it('takes a list of names for the case of the workspace, and says in one message what came of it', async () => {
    const before = posts(/collectInvestigationPackage/).length;
    await window.runCommand('Defender: Set Case');
    await window.quickInput.waitFor('Set Case');
    await window.quickInput.type('INC-7711');
    await window.quickInput.accept();
    await window.runCommand('Defender: Collect Investigation Packages from a List');
    await window.quickInput.pick(/Paste or type names/);
    await window.quickInput.waitForMessage(/Names or IDs of devices/);
    await window.quickInput.type('ws-007; kiosk-lobby, no-such-device');
    await window.quickInput.accept();
    await waitUntil(
      'what is not certain',
      () => window.quickInput.items(),
      (items) => items.some(({ separator }) => /unknown to Defender/.test(separator)),
    );
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(/Action center/);
    assert.equal(await window.quickInput.value(), 'INC-7711');
    await window.quickInput.accept();
    assert.match((await window.dialog.read()).message, /^Collect investigation packages from 2 devices\?/);
    await window.dialog.click('Collect');
    await window.notifications.waitForToast(/Collections: 1 started, 1 failed, 1 left out/);
    const comments = posts(/collectInvestigationPackage/)
      .slice(before)
      .map(({ json }) => json);
    assert.deepEqual(comments, [{ Comment: 'INC-7711' }, { Comment: 'INC-7711' }]);
  });

  it('holds no secret in what was written', async () => {
    assert.deepEqual(await stage.leaks(), []);
  });
});
