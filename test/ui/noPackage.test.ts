import assert from 'node:assert/strict';
import {
  answer,
  htmlPage,
  redirect,
  truncate,
  type MachineAction,
  type Respond,
} from '../simulator/index.ts';
import { Responder } from './responder.ts';

describe('Where no package can be had, in the window', () => {
  let responder: Responder;

  before(async () => {
    responder = await Responder.shared();
  });

  afterEach(() => responder.clear());

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
      says: /the collection failed \(0x80190198: /,
    },
  ];
  for (const [index, { name, links, fault, action: change = {}, says }] of bad.entries()) {
    it(`${name}: one clear message, and no file`, async () => {
      const { stage, window } = responder;
      const before = await stage.packages();
      await responder.needLinks(links);
      if (fault) {
        const { service = 'packages', respond } = fault;
        stage.simulator.faults.add({ service, path: service === 'api' ? /getPackageUri/i : /./, respond });
      }
      const action = responder.packageAt(index);
      // Behind the list's back, as happens between two refreshes.
      Object.assign(action, change);
      await responder.ask(action.id);
      const { buttons, severity } = await window.notifications.waitForToast(says);
      assert.equal(severity, 'error');
      assert.equal(buttons.at(-1), 'Show Log');
      assert.deepEqual(await stage.packages(), before);
    });
  }

  it('an action id that does not exist is said to be unknown', async () => {
    await responder.ask('00000000-0000-4000-8000-00000000dead');
    await responder.window.notifications.waitForToast(/knows no such machine action/);
  });

  it('a device name full of traps becomes a harmless file name', async () => {
    const { stage, window } = responder;
    await responder.needLinks(1);
    const action = responder.packageAt(20);
    action.computerDnsName = '../../..\\CON:\u202egpj.exe\u0000';
    await responder.ask(action.id);
    await window.notifications.waitForToast(/downloaded:/);
    const names = await stage.packages();
    assert.equal(names.length, 2);
    for (const name of names) {
      assert.match(name, /^CON_gpj\.exe_\d{8}T\d{6}Z_[0-9a-f-]{36}\.(zip|acquisition\.json)$/);
    }
  });

  it('the log has a line for each of these, and nothing that was written holds a secret', async () => {
    const log = await responder.window.outputText('Defender Machine Actions');
    const reasons =
      'notAPackage damaged linkExpired unsafeRedirect badLink notReady collectionFailed notFound';
    for (const reason of reasons.split(' ')) {
      assert.match(log, new RegExp(`downloadInvestigationPackage: .*${reason}`));
    }
    assert.deepEqual(await responder.stage.leaks(), []);
  });
});
