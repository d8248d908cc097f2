import assert from 'node:assert/strict';
import { SignInError } from '../../../src/auth/signInError.ts';
import { json, replaceJson, startSimulator, type Simulator } from '../../simulator/index.ts';
import { TestWindow } from '../../support/testWindow.ts';

const never = new AbortController().signal;

describe('An authority that answers as the OAuth standard allows, and Entra ID does not', () => {
  let simulator: Simulator;
  let window: TestWindow;

  beforeEach(async () => {
    simulator = await startSimulator();
    window = new TestWindow(simulator);
  });

  afterEach(() => simulator.close());

  const tokenRequests = () => simulator.requests.filter(({ path }) => path.endsWith('/token')).length;

  function change(path: RegExp, by: (body: Record<string, unknown>) => unknown): void {
    simulator.faults.add({
      service: 'entra',
      path,
      respond: replaceJson((body) => by(body as Record<string, unknown>)),
    });
  }

  for (const way of ['browser', 'clientSecret'] as const) {
    it(`may spell the scope otherwise than it was asked for: the token is found again (${way})`, async () => {
      change(/token$/, (body) => ({ ...body, scope: 'Machine.Read Machine.CollectForensics' }));
      const connection = window.connection(way);
      const session = window.session(connection);
      await session.signIn(connection, window.person(), never);
      const after = tokenRequests();
      const first = await session.getToken({ scope: connection.scope });
      assert.equal(await session.getToken({ scope: connection.scope }), first);
      assert.equal(tokenRequests(), after);
    });
  }

  for (const interval of [undefined, 0, 'soon']) {
    it(`may leave the pause between polls to the client: ${String(interval)}`, async () => {
      change(/devicecode$/, (body) => ({ ...body, interval }));
      const connection = window.connection('deviceCode');
      const controller = new AbortController();
      const shown = Promise.withResolvers<undefined>();
      const person = window.person({ showDeviceCode: () => shown.resolve(undefined) });
      const signIn = window.session(connection).signIn(connection, person, controller.signal);
      await shown.promise;
      // Far more turns than a client without a pause needs for its next request.
      for (let turn = 0; turn < 500; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      controller.abort();
      await assert.rejects(signIn);
      assert.ok(tokenRequests() <= 1, `${tokenRequests()} polls`);
    });
  }

  const useless: [words: string, body: unknown][] = [
    ['no access token', { token_type: 'Bearer', expires_in: 3600 }],
    ['an empty access token', { access_token: '', expires_in: 3600 }],
    ['a list', []],
    ['null', null],
  ];
  for (const [words, body] of useless) {
    for (const way of ['browser', 'clientSecret'] as const) {
      it(`is not believed with ${words}, and nothing is stored (${way})`, async () => {
        simulator.faults.add({ service: 'entra', path: /token$/, respond: json(200, body) });
        const connection = window.connection(way);
        const error = await window.rejection(
          window.session(connection).signIn(connection, window.person(), never),
        );
        assert.ok(SignInError.is(error, 'badResponse'), String(error));
        await assert.rejects(window.session(connection).account(), { reason: 'signInRequired' });
      });
    }
  }

  it('is not believed without an id token, and its tokens are not kept', async () => {
    change(/token$/, (body) => ({ ...body, id_token: undefined }));
    const connection = window.connection('browser');
    const error = await window.rejection(
      window.session(connection).signIn(connection, window.person(), never),
    );
    assert.ok(SignInError.is(error, 'badResponse'), String(error));
    await assert.rejects(window.session(connection).account(), { reason: 'signInRequired' });
  });

  it('may refuse a secret with the bare words of the standard', async () => {
    simulator.faults.add({
      service: 'entra',
      path: /token$/,
      respond: json(401, { error: 'invalid_client' }),
    });
    const connection = window.connection('clientSecret');
    const error = await window.rejection(
      window.session(connection).signIn(connection, window.person(), never),
    );
    assert.ok(SignInError.is(error, 'badSecret'), String(error));
  });

  it('may refuse a renewal with the bare words of the standard: the refresh token is not sent again', async () => {
    simulator.accessTokens.lifetimeSeconds = 60;
    const connection = window.connection('browser');
    const session = window.session(connection);
    await session.signIn(connection, window.person(), never);
    simulator.faults.add({
      service: 'entra',
      path: /token$/,
      respond: json(400, { error: 'invalid_grant' }),
    });
    const scope = connection.scope;
    const first = await window.rejection(session.getToken({ scope }));
    assert.ok(SignInError.is(first, 'signInExpired'), String(first));
    const after = tokenRequests();
    await assert.rejects(session.getToken({ scope }), { reason: 'signInRequired' });
    assert.equal(tokenRequests(), after);
  });

  it('that repeats a wrong secret in its answer does not get it into the log or an error', async () => {
    const body = { error: 'invalid_client', error_description: 'bad secret: hunter2-hunter2' };
    simulator.faults.add({ service: 'entra', path: /token$/, respond: json(401, body) });
    const connection = window.connection('clientSecret');
    const person = window.person({ askClientSecret: () => Promise.resolve('hunter2-hunter2') });
    const error = await window.rejection(window.session(connection).signIn(connection, person, never));
    assert.doesNotMatch(`${String(error.cause)} ${window.log.text}`, /hunter2/);
  });
});
