import assert from 'node:assert/strict';
import type { Connection } from '../../../src/auth/connection.ts';
import type { Session } from '../../../src/auth/session.ts';
import { delay, reset, startSimulator, type Respond, type Simulator } from '../../simulator/index.ts';
import { listStatus, TestWindow, tokenRequests } from '../../support/testWindow.ts';
import { until } from '../../support/until.ts';

const never = new AbortController().signal;

describe('Tokens of a signed-in person', () => {
  let simulator: Simulator;
  let window: TestWindow;
  let connection: Connection;
  let session: Session;

  before(async () => {
    simulator = await startSimulator();
  });

  beforeEach(async () => {
    window = new TestWindow(simulator);
    connection = window.connection('deviceCode');
    session = window.session(connection);
    simulator.accessTokens.lifetimeSeconds = 3599;
    await session.signIn(connection, window.person(), never);
    simulator.requests.length = 0;
  });

  afterEach(() => {
    simulator.faults.clear();
    window.assertNothingLeaked();
  });

  after(() => simulator.close());

  const get = (more: object = {}) => session.getToken({ scope: connection.scope, ...more });

  function onRefresh(respond: Respond, times = Infinity): void {
    const match = ({ body }: { body: string }) => body.includes('grant_type=refresh_token');
    simulator.faults.add({ service: 'entra', path: /token$/, match, times, respond });
  }

  /** Signs in once more, with a token that MSAL takes for run out already. */
  async function signInForAMinute(): Promise<void> {
    simulator.accessTokens.lifetimeSeconds = 60;
    await session.signIn(connection, window.person(), never);
    simulator.accessTokens.lifetimeSeconds = 3599;
    simulator.requests.length = 0;
  }

  const storedRefreshTokens = () =>
    Object.keys((JSON.parse(window.secrets.text) as { RefreshToken: object }).RefreshToken);

  it('come from the cache while they are good', async () => {
    assert.equal(await get(), await get());
    assert.equal(simulator.requests.length, 0);
  });

  it('come from the cache in the next session too', async () => {
    const token = await get();
    const again = new TestWindow(simulator, { secrets: window.secrets }).session(connection);
    assert.equal(await again.getToken({ scope: connection.scope }), token);
    assert.equal((await again.account()).name, 'anna@contoso.com');
    assert.equal(simulator.requests.length, 0);
  });

  it('are renewed when they run out, without a person', async () => {
    await signInForAMinute();
    assert.equal(await listStatus(simulator, await get()), 200);
    assert.deepEqual(
      tokenRequests(simulator).map((form) => form.get('grant_type')),
      ['refresh_token'],
    );
  });

  it('are renewed with one request, however many ask at once', async () => {
    await signInForAMinute();
    const tokens = await Promise.all(Array.from({ length: 8 }, () => get()));
    assert.equal(new Set(tokens).size, 1);
    assert.equal(tokenRequests(simulator).length, 1);
  });

  it('are renewed when the service refused them, once for all who were refused', async () => {
    const rejected = await get();
    const [one, other] = await Promise.all([get({ rejected }), get({ rejected })]);
    assert.notEqual(one, rejected);
    assert.equal(one, other);
    assert.equal(tokenRequests(simulator).length, 1);
    assert.equal(await get(), one);
  });

  it('are not renewed for one who was refused with an older token', async () => {
    const token = await get();
    assert.equal(await get({ rejected: 'an older token' }), token);
    assert.equal(simulator.requests.length, 0);
  });

  it('are renewed with the claims that the service demands', async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
    const rejected = await get();
    assert.notEqual(await get({ rejected, claims }), rejected);
    const [form, ...more] = tokenRequests(simulator);
    assert.equal(more.length, 0);
    const sent = JSON.parse(form?.get('claims') ?? '') as { access_token: unknown };
    assert.deepEqual(sent.access_token, { nbf: { essential: true, value: '1604106651' } });
  });

  it('are for the resource that was asked for', async () => {
    const foreign = await session.getToken({ scope: 'https://graph.microsoft.com/.default' });
    assert.equal(await listStatus(simulator, foreign), 403);
    assert.equal(await listStatus(simulator, await get()), 200);
  });

  it('are let go at once when the caller does not want one any more, and those behind get theirs', async () => {
    await signInForAMinute();
    onRefresh(delay(50), 1);
    const abort = new AbortController();
    const reason = new Error('changed my mind');
    const leaving = get({ signal: abort.signal });
    const staying = get();
    await until(() => simulator.requests.length === 1);
    abort.abort(reason);
    await assert.rejects(leaving, reason);
    assert.equal(await listStatus(simulator, await staying), 200);
    await assert.rejects(get({ signal: abort.signal }), reason);
  });

  it('end with "sign in again" when a second factor is wanted', async () => {
    await signInForAMinute();
    simulator.refreshTokens.requireMfa();
    const { name, reason, data } = await window.rejection(get());
    assert.deepEqual(
      [name, reason, data?.['aadsts'], data?.['code']],
      ['SignInError', 'signInExpired', '50076', 'invalid_grant'],
    );
    await session.signIn(connection, window.person(), never);
    assert.equal(await listStatus(simulator, await get()), 200);
  });

  it('send a refresh token that was refused once, and never again', async () => {
    await signInForAMinute();
    simulator.refreshTokens.revokeAll();
    assert.equal((await window.rejection(get())).reason, 'signInExpired');
    assert.deepEqual(storedRefreshTokens(), []);
    assert.equal((await window.rejection(get())).reason, 'signInRequired');
    const other = new TestWindow(simulator, { secrets: window.secrets });
    const elsewhere = other.session(connection).getToken({ scope: connection.scope });
    assert.equal((await other.rejection(elsewhere)).reason, 'signInRequired');
    assert.equal(tokenRequests(simulator).length, 1);
  });

  it('are had again after a new sign-in', async () => {
    await signInForAMinute();
    simulator.refreshTokens.revokeAll();
    await window.rejection(get());
    await session.signIn(connection, window.person(), never);
    assert.equal(await listStatus(simulator, await get()), 200);
    assert.equal(storedRefreshTokens().length, 1);
  });

  for (const username of ['anna@contoso.com', 'ben@contoso.com']) {
    it(`come from what another window has signed in meanwhile, instead of failing: ${username}`, async () => {
      await signInForAMinute();
      simulator.refreshTokens.revokeAll();
      const other = new TestWindow(simulator, { secrets: window.secrets });
      onRefresh(async (_request, real) => {
        await other.session(connection).signIn(connection, other.person({ username }), never);
        return real();
      }, 1);
      assert.equal(await listStatus(simulator, await get()), 200);
      assert.equal((await session.account()).name, username);
      assert.equal(storedRefreshTokens().length, 1);
    });
  }

  it('are had again when the network comes back', async () => {
    await signInForAMinute();
    onRefresh(reset(), 1);
    const { name, reason } = await window.rejection(get());
    assert.deepEqual([name, reason], ['NetworkError', 'interrupted']);
    assert.equal(await listStatus(simulator, await get()), 200);
  });
});
