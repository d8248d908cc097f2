import assert from 'node:assert/strict';
import { waitUntil } from '../host/waiting.ts';
import type { VsCodeWindow } from '../host/window.ts';
import type { RecordedRequest } from '../simulator/index.ts';
import { teams } from './responder.ts';
import { setStage, signIn, type Stage } from './stage.ts';

const collect = 'Collect Investigation Package';
/** Free devices of the simulated tenant; the longer run takes more of them. */
const devices = (
  'ws-007 ws-013 ws-021 ws-026 ws-033 ws-055 ws-064 ws-070 ws-088 ws-101 ws-102 ws-115 ' +
  'lap-019 lap-040 lap-058 lap-083 lap-091 srv-web-01 srv-file-01 jump-01'
).split(' ');
const wanted = Number(process.env.COLLECTIONS ?? 6);
const minute = 60_000;
const connections = ['Contoso', 'Team 1', 'Team 2'];

describe('Two windows, three connections and many collections', function () {
  // Each connection has two package links a minute.
  this.timeout(60_000 + (wanted / 6) * 120_000);
  let stage: Stage;
  let windows: VsCodeWindow[];

  before(async () => {
    stage = await setStage({
      autoConsent: true,
      settings: (simulator) => ({
        ...teams(simulator),
        'defenderMachineActions.downloadWhenReady': true,
      }),
      collection: { pendingSeconds: 1, runningSeconds: 5, visibleAfterSeconds: 2 },
    });
    const first = await stage.open();
    await signIn(first);
    for (const connection of connections.slice(1)) {
      await use(first, connection);
      const view = first.view('Machine Actions');
      await view.waitForWelcome(/Sign in/);
      await view.clickWelcomeButton('Sign In');
      await view.waitForRows((rows) => rows.length > 1);
    }
    const second = await stage.open({ context: first.context });
    await second.openContainer('Defender');
    windows = [first, second];
  });

  after(async () => {
    await windows[1]?.close();
    await windows[0]?.close();
    await stage.close();
  });

  const posts = (): RecordedRequest[] =>
    stage.simulator.requests.filter(({ method, path }) => method === 'POST' && /collectInv/.test(path));

  /** Requests of the last minute under the general limit of 100, which a person hardly comes near. */
  const lately = (): number =>
    stage.simulator.requests.filter(
      ({ service, path, atMs }) =>
        service === 'api' && !/getPackageUri$/i.test(path) && atMs > Date.now() - minute,
    ).length;

  async function use(window: VsCodeWindow, connection: string): Promise<void> {
    await window.runCommand('Defender: Switch Connection');
    await window.quickInput.waitFor(/Switch Connection/);
    await window.quickInput.pick(new RegExp(`${connection}$`));
    await window.quickInput.waitUntilClosed();
  }

  async function start(window: VsCodeWindow, device: string, connection: string): Promise<void> {
    await window.runCommand(`Defender: ${collect}`);
    await window.quickInput.waitFor(collect);
    await window.quickInput.type(device);
    await window.quickInput.waitForFound(new RegExp(`^${device}`));
    await window.quickInput.pick(new RegExp(`^${device}`));
    await window.quickInput.waitForMessage(/Action center/);
    await window.quickInput.type('INC-4821');
    await window.quickInput.accept();
    const { detail } = await window.dialog.read();
    assert.match(detail, new RegExp(`^Connection: ${connection}$`, 'm'));
    await window.dialog.click('Collect');
    await window.notifications.waitForToast(new RegExp(`collection on ${device}.* is watched`));
    await window.notifications.clearAll();
  }

  it('end with as many packages, each collected, watched and fetched once, and no limit exceeded', async () => {
    for (const [index, device] of devices.slice(0, wanted).entries()) {
      const window = windows[index % windows.length] ?? assert.fail();
      const connection = connections[Math.floor(index / 2) % connections.length] ?? assert.fail();
      await waitUntil(
        'The service ready for more',
        () => Promise.resolve(lately()),
        (requests) => requests < 60,
        minute,
      );
      await use(window, connection);
      await start(window, device, connection);
    }
    // A package has its final name after its record, and once it is proven.
    const packages = await waitUntil(
      'All packages',
      async () => (await stage.packages()).filter((name) => name.endsWith('.zip')),
      (names) => names.length >= wanted,
      wanted * 40_000,
    );
    assert.deepEqual(
      packages.map((name) => name.replace(/[._].*/, '')),
      devices.slice(0, wanted).toSorted(),
    );
    assert.equal(posts().length, wanted, 'each device was asked once');
    const refused = stage.simulator.requests.filter(({ status }) => status === 429);
    assert.deepEqual(
      refused.map(({ path }) => path),
      [],
    );
    const links = stage.simulator.requests.filter(({ path }) => /getPackageUri$/i.test(path));
    assert.equal(links.length, wanted, 'each link was asked for once');
    assert.deepEqual(await stage.leaks(), []);
  });
});
