import assert from 'node:assert/strict';
import { PublicClientApplication } from '@azure/msal-node';
import type { Connection } from '../../../src/auth/connection.ts';
import type { DeviceCode } from '../../../src/auth/interaction.ts';
import type { Session } from '../../../src/auth/session.ts';
import { delay, json, startSimulator, type Simulator } from '../../simulator/index.ts';
import { SkippingClock } from '../../support/skippingClock.ts';
import { listStatus, TestWindow, tokenRequests } from '../../support/testWindow.ts';
import { until } from '../../support/until.ts';

const never = new AbortController().signal;
const reason = new Error('changed my mind');
const msal = await import('../../../src/auth/msal.ts');

/** MSAL's own application, which tells when it has really stopped to ask. */
class WatchedApplication extends PublicClientApplication {
  static stopped: Promise<unknown> = Promise.resolve();

  override acquireTokenByDeviceCode(
    ...request: Parameters<PublicClientApplication['acquireTokenByDeviceCode']>
  ) {
    const result = super.acquireTokenByDeviceCode(...request);
    WatchedApplication.stopped = result.catch(() => undefined);
    return result;
  }
}

describe('Signing in with a device code', () => {
  let simulator: Simulator;
  let window: TestWindow;
  let connection: Connection;
  let session: Session;
  let shown: DeviceCode[];

  before(async () => {
    simulator = await startSimulator();
  });

  beforeEach(() => {
    simulator.requests.length = 0;
    shown = [];
    open();
  });

  afterEach(() => {
    simulator.faults.clear();
    window.assertNothingLeaked();
  });

  after(() => simulator.close());

  function open(services: ConstructorParameters<typeof TestWindow>[1] = {}, changes: object = {}): void {
    window = new TestWindow(simulator, services);
    connection = window.connection('deviceCode', changes);
    session = window.session(connection);
  }

  /** A sign-in in which something is done with the code as soon as it is shown. */
  function signIn(act: (userCode: string) => void, signal = never) {
    const showDeviceCode = (code: DeviceCode) => {
      shown.push(code);
      act(code.userCode);
    };
    const ended = session.signIn(connection, window.person({ showDeviceCode }), signal);
    ended.catch(() => undefined);
    return ended;
  }

  it('shows code and page, and gives a token that the service accepts', async () => {
    const account = await signIn((code) => simulator.deviceCodes.approve(code, simulator.users.reader));
    assert.deepEqual(account, { name: 'ben@contoso.com', kind: 'user' });
    assert.equal(shown[0]?.verificationUri, `${simulator.authority}/devicelogin`);
    assert.match(shown[0].userCode, /^[A-Z0-9]{9}$/);
    assert.deepEqual(Object.keys(shown[0]), ['userCode', 'verificationUri']);
    assert.equal(await listStatus(simulator, await session.getToken({ scope: connection.scope })), 200);
    assert.equal(tokenRequests(simulator).length, 1);
  });

  it('waits for the person', async () => {
    const ended = signIn(() => undefined);
    await until(() => tokenRequests(simulator).length === 1);
    await until(() => simulator.requests.at(-1)?.outcome === 'complete');
    simulator.deviceCodes.approve(shown[0]?.userCode ?? '', simulator.users.analyst);
    assert.equal((await ended).name, 'anna@contoso.com');
    assert.equal(tokenRequests(simulator).length, 2);
  });

  it('polls on, more slowly, when Entra ID asks for that', async () => {
    const clock = new SkippingClock({ limitMs: 30_000 });
    open({ clock });
    const ended = signIn((code) => simulator.deviceCodes.slowDown(code));
    await until(
      () => simulator.requests.at(-1)?.outcome === 'complete' && tokenRequests(simulator).length === 1,
    );
    simulator.deviceCodes.approve(shown[0]?.userCode ?? '', simulator.users.analyst);
    assert.equal((await ended).name, 'anna@contoso.com');
    assert.deepEqual(clock.waits, [5000]);
  });

  it('says so when the person declines', async () => {
    const thrown = await window.rejection(signIn((code) => simulator.deviceCodes.decline(code)));
    assert.deepEqual(
      [thrown.name, thrown.reason, thrown.data?.['aadsts']],
      ['SignInError', 'declined', '65004'],
    );
  });

  it('says so when nobody typed the code in time', async () => {
    const thrown = await window.rejection(signIn((code) => simulator.deviceCodes.expire(code)));
    assert.deepEqual([thrown.name, thrown.reason], ['SignInError', 'timedOut']);
  });

  it('ends at once with the signal’s reason when it is cancelled, and polls no more', async () => {
    open({ loadMsal: () => Promise.resolve({ ...msal, PublicClientApplication: WatchedApplication }) });
    const abort = new AbortController();
    const ended = signIn(() => undefined, abort.signal);
    await until(
      () => simulator.requests.at(-1)?.outcome === 'complete' && tokenRequests(simulator).length === 1,
    );
    let stopped = false;
    void WatchedApplication.stopped.then(() => (stopped = true));
    abort.abort(reason);
    await assert.rejects(ended, reason);
    assert.equal(stopped, false, 'the pause before the next question was waited for');
    simulator.deviceCodes.approve(shown[0]?.userCode ?? '', simulator.users.analyst);
    await WatchedApplication.stopped;
    assert.equal(tokenRequests(simulator).length, 1);
    assert.equal(window.secrets.values.size, 0);
  });

  it('shows no code when it is cancelled before there is one', async () => {
    open({ loadMsal: () => Promise.resolve({ ...msal, PublicClientApplication: WatchedApplication }) });
    simulator.faults.add({ service: 'entra', path: /devicecode$/, respond: delay(2 ** 31 - 1) });
    const abort = new AbortController();
    const ended = signIn(() => undefined, abort.signal);
    await until(() => simulator.requests.length === 1);
    abort.abort(reason);
    await assert.rejects(ended, reason);
    await WatchedApplication.stopped;
    await assert.rejects(
      signIn(() => undefined, abort.signal),
      reason,
    );
    await WatchedApplication.stopped;
    assert.deepEqual([shown, simulator.requests.length], [[], 1]);
  });

  it('keeps nothing of an approval that comes after it was cancelled', async () => {
    simulator.faults.add({ service: 'entra', path: /token$/, respond: delay(2 ** 31 - 1) });
    const abort = new AbortController();
    const ended = signIn(
      (code) => simulator.deviceCodes.approve(code, simulator.users.analyst),
      abort.signal,
    );
    await until(() => tokenRequests(simulator).length === 1);
    abort.abort(reason);
    await assert.rejects(ended, reason);
    await until(() => simulator.requests.at(-1)?.outcome === 'cut');
    assert.equal(window.secrets.values.size, 0);
  });

  const unknown: [what: string, changes: object, reason: string, number: string][] = [
    ['tenant', { tenantId: '00000000-0000-4000-8000-00000000dead' }, 'unknownTenant', '90002'],
    ['client', { clientId: '00000000-0000-4000-8000-00000000dead' }, 'unknownApp', '700016'],
    ['scope', { scope: 'https://nowhere.example/.default' }, 'unknownResource', '500011'],
  ];
  for (const [what, changes, why, number] of unknown) {
    it(`says so, and shows no code, when the ${what} is unknown`, async () => {
      open({}, changes);
      const { reason: thrown, data } = await window.rejection(signIn(() => undefined));
      assert.deepEqual([thrown, data?.['aadsts'], shown], [why, number, []]);
      assert.match(String(data?.['correlationId']), /^[0-9a-f-]{36}$/);
    });
  }

  it('says so, and shows no code, when the app needs a secret', async () => {
    open({}, { clientId: simulator.clients.confidential.clientId });
    assert.equal((await window.rejection(signIn(() => undefined))).reason, 'notPublicClient');
    assert.deepEqual(shown, []);
  });

  it('keeps the number of a refusal that comes while it polls', async () => {
    const body = { error: 'invalid_grant', error_codes: [53003], error_description: 'AADSTS53003: Blocked.' };
    simulator.faults.add({ service: 'entra', path: /token$/, respond: json(400, body) });
    const { reason: why, data } = await window.rejection(signIn(() => undefined));
    assert.deepEqual([why, data], ['conditionalAccess', { code: 'invalid_grant', aadsts: '53003' }]);
  });
});
