import assert from 'node:assert/strict';
import type { Connection } from '../../../src/auth/connection.ts';
import type { Session } from '../../../src/auth/session.ts';
import { delay, startSimulator, type Respond, type Simulator } from '../../simulator/index.ts';
import { listStatus, TestWindow, tokenRequests } from '../../support/testWindow.ts';
import { until } from '../../support/until.ts';

const never = new AbortController().signal;
const reason = new Error('changed my mind');

describe('Signing in as an app with a secret', () => {
  let simulator: Simulator;
  let window: TestWindow;
  let connection: Connection;
  let session: Session;

  before(async () => {
    simulator = await startSimulator();
  });

  beforeEach(() => {
    simulator.requests.length = 0;
    simulator.accessTokens.lifetimeSeconds = 3599;
    window = new TestWindow(simulator);
    connection = window.connection('clientSecret');
    session = window.session(connection);
  });

  afterEach(() => {
    simulator.faults.clear();
    window.assertNothingLeaked();
  });

  after(() => simulator.close());

  const get = (more: object = {}) => session.getToken({ scope: connection.scope, ...more });

  const signIn = (secret?: string, signal = never) => {
    const asked = secret === undefined ? {} : { askClientSecret: () => Promise.resolve(secret) };
    return session.signIn(connection, window.person(asked), signal);
  };

  it('gives a token that the service accepts', async () => {
    assert.deepEqual(await signIn(), { name: connection.clientId, kind: 'app' });
    assert.equal(await listStatus(simulator, await get()), 200);
    assert.deepEqual(await session.account(), { name: connection.clientId, kind: 'app' });
    assert.equal(tokenRequests(simulator).length, 1);
  });

  it('keeps the secret, and its tokens in memory alone', async () => {
    await signIn();
    const token = await get();
    const { clientSecret } = simulator.clients.confidential;
    assert.deepEqual([...window.secrets.values.values()], [JSON.stringify({ clientSecret })]);
    assert.ok(!window.secrets.text.includes(token));
  });

  it('is done by the next window with what is stored, without a person', async () => {
    await signIn();
    const next = new TestWindow(simulator, { secrets: window.secrets }).session(connection);
    const token = await next.getToken({ scope: connection.scope });
    assert.notEqual(token, await get());
    assert.equal(await listStatus(simulator, token), 200);
  });

  it('asks for one token, however many want one at once', async () => {
    await signIn();
    const next = new TestWindow(simulator, { secrets: window.secrets }).session(connection);
    simulator.requests.length = 0;
    const tokens = await Promise.all(
      Array.from({ length: 8 }, () => next.getToken({ scope: connection.scope })),
    );
    assert.equal(new Set(tokens).size, 1);
    assert.equal(tokenRequests(simulator).length, 1);
  });

  it('asks for another token when the service refused one, once for all who were refused', async () => {
    await signIn();
    const rejected = await get();
    const [one, other] = await Promise.all([get({ rejected }), get({ rejected })]);
    assert.notEqual(one, rejected);
    assert.equal(one, other);
    assert.equal(tokenRequests(simulator).length, 2);
  });

  it('asks with the claims that the service demands', async () => {
    await signIn();
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
    const rejected = await get();
    assert.notEqual(await get({ rejected, claims }), rejected);
    const forms = tokenRequests(simulator);
    assert.equal(forms.length, 2);
    const sent = JSON.parse(forms[1]?.get('claims') ?? '') as { access_token: unknown };
    assert.deepEqual(sent.access_token, { nbf: { essential: true, value: '1604106651' } });
  });

  it('says so when the secret is wrong, and keeps nothing', async () => {
    const { name, reason: why, data } = await window.rejection(signIn('SECRET-THAT-IS-WRONG'));
    assert.deepEqual([name, why], ['SignInError', 'badSecret']);
    assert.deepEqual([data?.['aadsts'], data?.['code']], ['7000215', 'invalid_client']);
    assert.equal(window.secrets.values.size, 0);
    window.assertNothingLeaked('SECRET-THAT-IS-WRONG');
  });

  it('says so when the secret has expired', async () => {
    const { clientId, clientSecret } = simulator.clients.expiredSecret;
    connection = { ...connection, clientId };
    session = window.session(connection);
    const { reason: why, data } = await window.rejection(signIn(clientSecret));
    assert.deepEqual([why, data?.['aadsts']], ['expiredSecret', '7000222']);
  });

  it('keeps the secret that worked when another one does not', async () => {
    await signIn();
    const before = window.secrets.text;
    await window.rejection(signIn('wrong'));
    assert.equal(window.secrets.text, before);
    assert.ok(await get());
  });

  it('says so when the secret stops to work', async () => {
    await signIn();
    const [key = ''] = window.secrets.values.keys();
    window.secrets.values.set(key, JSON.stringify({ clientSecret: 'revoked' }));
    assert.equal((await window.rejection(get())).reason, 'badSecret');
  });

  const unknown: [what: string, changes: Partial<Connection>, reason: string, number: string][] = [
    ['tenant', { tenantId: '00000000-0000-4000-8000-00000000dead' }, 'unknownTenant', '90002'],
    ['client', { clientId: '00000000-0000-4000-8000-00000000dead' }, 'unknownApp', '700016'],
    ['resource', { scope: 'https://nowhere.example/.default' }, 'unknownResource', '500011'],
    ['form of scope', { scope: 'Machine.Read.All' }, 'badScope', '70011'],
  ];
  for (const [what, changes, why, number] of unknown) {
    it(`says so when Entra ID does not know the ${what}`, async () => {
      connection = { ...connection, ...changes };
      session = window.session(connection);
      const { reason: thrown, data } = await window.rejection(signIn());
      assert.deepEqual([thrown, data?.['aadsts']], [why, number]);
    });
  }

  it('says so when the app is a public one', async () => {
    connection = { ...connection, clientId: simulator.clients.publicClientId };
    session = window.session(connection);
    assert.equal((await window.rejection(signIn())).reason, 'notPublicClient');
  });

  it('ends with what the person gave up with, and asks nobody', async () => {
    const person = window.person({ askClientSecret: () => Promise.reject(reason) });
    await assert.rejects(session.signIn(connection, person, never), reason);
    assert.equal(simulator.requests.length, 0);
  });

  it('ends at once with the signal’s reason when it is cancelled, and keeps nothing', async () => {
    simulator.faults.add({ service: 'entra', respond: delay(2 ** 31 - 1) });
    const abort = new AbortController();
    const ended = signIn(undefined, abort.signal);
    const behind = signIn(undefined, abort.signal);
    await until(() => simulator.requests.length === 1);
    abort.abort(reason);
    await assert.rejects(ended, reason);
    await assert.rejects(behind, reason);
    await assert.rejects(signIn(undefined, abort.signal), reason);
    assert.equal(window.secrets.values.size, 0);
    assert.equal(simulator.requests.length, 1);
  });

  it('keeps nothing of an answer that comes after it was cancelled', async () => {
    const gate = Promise.withResolvers<unknown>();
    const respond: Respond = async (_request, real) => {
      await gate.promise;
      return real();
    };
    simulator.faults.add({ service: 'entra', respond });
    const abort = new AbortController();
    const ended = signIn(undefined, abort.signal);
    await until(() => simulator.requests.length === 1);
    abort.abort(reason);
    await assert.rejects(ended, reason);
    gate.resolve(true);
    await until(() => simulator.requests[0]?.outcome === 'complete');
    assert.equal((await window.rejection(get())).reason, 'signInRequired');
    assert.equal(window.secrets.values.size, 0);
  });

  it('ends at once when it is cancelled behind a token that is long in coming', async () => {
    await signIn();
    const rejected = await get();
    simulator.faults.add({ service: 'entra', respond: delay(2 ** 31 - 1) });
    const leave = new AbortController();
    const waiting = get({ rejected, signal: leave.signal });
    const abort = new AbortController();
    const ended = signIn(undefined, abort.signal);
    await until(() => simulator.requests.length === 2);
    abort.abort(reason);
    await assert.rejects(ended, reason);
    leave.abort(reason);
    await assert.rejects(waiting, reason);
  });
});
