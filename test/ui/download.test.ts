import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { View } from '../host/view.ts';
import { waitUntil } from '../host/waiting.ts';
import type { VsCodeWindow } from '../host/window.ts';
import {
  answer,
  drip,
  htmlPage,
  redirect,
  truncate,
  type MachineAction,
  type Respond,
} from '../simulator/index.ts';
import { pictureSize, takePicture } from './pictures.ts';
import { setStage, signIn, type Stage } from './stage.ts';

const download = 'Download Investigation Package';

describe('Downloading a package, in the window', () => {
  let stage: Stage;
  let window: VsCodeWindow;
  let view: View;

  before(async () => {
    stage = await setStage({
      autoConsent: true,
      // Two links a minute are soon used up, by an app: each team has one of its own.
      settings: (simulator) => ({
        'defenderMachineActions.connections': [
          simulator.connection('browser'),
          ...simulator.clients.teamClientIds.map((clientId, index) => ({
            ...simulator.connection('browser', `Team ${index + 1}`),
            clientId,
          })),
        ],
      }),
    });
    window = await stage.open({ size: pictureSize });
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

  it('brings it to disk, announces it and opens its record', async () => {
    await view.row('ws-042.contoso.com').inlineAction(download);
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
    const before = linkRequests().length;
    await view.row('ws-042.contoso.com').inlineAction(download);
    await window.notifications.waitForToast(/is there already, and intact/);
    assert.equal(linkRequests().length, before);
  });

  it('from the palette, offers the actions that have a package', async () => {
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
    stage.simulator.faults.add({ service: 'packages', respond: drip(100_000) });
    const before = await stage.packages();
    const action = await start(packageAt(3));
    await window.statusBar.waitFor(/\d+% · .*\/s/);
    await window.notifications.waitForToast(/Package of .* of .* · .*\/s/);
    await takePicture(window, 'progress');
    await window.notifications.clickToast(/Package of/, 'Cancel');
    await window.notifications.waitUntilGone(/Package of/);
    await window.statusBar.waitUntilGone(/%/);
    assert.deepEqual(await window.notifications.toasts(), [], 'who cancels needs no message');
    assert.deepEqual(await stage.packages(), before, `nothing is left of ${action.id}`);
    const [transfer] = stage.simulator.requests.filter(({ service }) => service === 'packages').slice(-1);
    await waitUntil(
      'The transfer is over',
      () => Promise.resolve(transfer?.outcome),
      (outcome) => outcome === 'cut',
    );
  });

  const bad: {
    name: string;
    /** Package links that it costs. */
    links: number;
    fault?: { respond: Respond; service?: 'api' | 'packages' };
    action?: Partial<MachineAction>;
    says: RegExp;
  }[] = [
    {
      name: 'an HTML page',
      links: 1,
      fault: { respond: htmlPage() },
      says: /no investigation package but an HTML page/,
    },
    {
      name: 'a JSON text',
      links: 1,
      fault: { respond: answer(200, '{"error":"no"}') },
      says: /but a JSON text/,
    },
    { name: 'nothing at all', links: 2, fault: { respond: answer(200, '') }, says: /but nothing: 0 bytes/ },
    {
      name: 'half a package',
      links: 1,
      fault: { respond: truncate(500_000) },
      says: /not a whole zip archive/,
    },
    {
      name: 'something else than a zip',
      links: 1,
      fault: { respond: answer(200, 'MZ\u0000\u0001 not a zip') },
      says: /a file of another kind/,
    },
    {
      name: 'a link that has expired',
      links: 2,
      fault: { respond: answer(403, '<?xml version="1.0"?><Error/>') },
      says: /link expired/,
    },
    {
      name: 'a redirect to plain http',
      links: 1,
      fault: { respond: redirect('http://example.com/x.zip') },
      says: /leads to example.com.*not followed/,
    },
    {
      name: 'a link on plain http',
      links: 1,
      fault: { service: 'api', respond: answer(200, '{"value":"http://example.com/x"}') },
      says: /no https address/,
    },
    {
      name: 'a package that is not ready',
      links: 0,
      action: { status: 'InProgress' },
      says: /not ready: the collection is In progress/,
    },
    {
      name: 'a collection that failed',
      links: 0,
      action: { status: 'Failed', errorHResult: -2145844840 },
      says: /ended as Failed \(0x80190198\)/,
    },
  ];
  for (const [index, { name, links, fault, action: change, says }] of bad.entries()) {
    it(`${name}: one clear message, a line in the log, and no file`, async () => {
      const before = await stage.packages();
      await useTeamWith(links);
      if (fault) {
        const { service = 'packages', respond } = fault;
        stage.simulator.faults.add({ service, path: service === 'api' ? /getPackageUri/i : /./, respond });
      }
      await start(packageAt(4 + index), change);
      const { buttons, severity } = await window.notifications.waitForToast(says);
      assert.equal(severity, 'error');
      assert.equal(buttons.at(-1), 'Show Log');
      assert.deepEqual(await stage.packages(), before);
    });
  }

  it('an action id that does not exist is said to be unknown', async () => {
    await window.runCommand(`Defender: ${download}`);
    await window.quickInput.waitFor(download);
    await window.quickInput.type('00000000-0000-4000-8000-00000000dead');
    await window.quickInput.pick(/0000dead/);
    await window.notifications.waitForToast(/knows no such machine action/);
  });

  it('a device name full of traps becomes a harmless file name', async () => {
    await useTeamWith(1);
    await window.notifications.clearAll();
    await start(packageAt(20), { computerDnsName: '../../..\\CON:\u202egpj.exe\u0000' });
    await window.notifications.waitForToast(/downloaded:/);
    const names = await stage.packages();
    assert.ok(
      names.every((name) => /^[A-Za-z0-9._-]+$/.test(name)),
      names.join(),
    );
    assert.ok(
      names.some((name) => name.startsWith('CON_u202egpj') || /CON_gpj\.exe_/.test(name)),
      names.join(),
    );
  });

  it('the log has a line for each of these, and nothing that was written holds a secret', async () => {
    const log = await window.outputText('Defender Machine Actions');
    for (const reason of [
      'notAPackage',
      'damaged',
      'linkExpired',
      'unsafeRedirect',
      'badLink',
      'notReady',
      'notFound',
    ]) {
      assert.match(log, new RegExp(`downloadInvestigationPackage: .*${reason}`));
    }
    assert.deepEqual(await stage.leaks(), []);
  });

  /** Links that the active connection has left in this minute. */
  let left = 0;
  let team = 0;

  /** Switches to the next connection when the active one would have to wait for its links. */
  async function useTeamWith(links: number): Promise<void> {
    if (links <= left) {
      left -= links;
      return;
    }
    team++;
    left = 2 - links;
    await window.runCommand('Defender: Switch Connection');
    await window.quickInput.waitFor(/Switch Connection/);
    await window.quickInput.pick(new RegExp(`Team ${team}`));
    await view.waitForWelcome(/Sign in/);
    await view.clickWelcomeButton('Sign In');
    await view.waitForRows((rows) => rows.length > 1);
  }

  const linkRequests = () => stage.simulator.requests.filter(({ path }) => /getPackageUri$/i.test(path));

  /** The nth action, newest first, that has a package. */
  function packageAt(index: number): MachineAction {
    const withPackage = stage.simulator.tenant.actions.filter((one) =>
      stage.simulator.tenant.hasPackage(one, Date.now()),
    );
    return withPackage[index] ?? assert.fail(`There are only ${withPackage.length} packages.`);
  }

  /** Changes an action behind the list's back, and asks for its package by its id. */
  async function start(action: MachineAction, change: Partial<MachineAction> = {}): Promise<MachineAction> {
    Object.assign(stage.simulator.tenant.action(action.id), change);
    await window.runCommand(`Defender: ${download}`);
    await window.quickInput.waitFor(download);
    await window.quickInput.type(action.id);
    await window.quickInput.pick(new RegExp(action.id));
    return action;
  }
});
