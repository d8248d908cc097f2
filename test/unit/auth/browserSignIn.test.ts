import assert from 'node:assert/strict';
import { connect } from 'node:net';
import nodeFetch from 'node-fetch';
import type { Connection } from '../../../src/auth/connection.ts';
import type { Session } from '../../../src/auth/session.ts';
import type { Fetch } from '../../../src/defender/http.ts';
import {
  cancelSignIn,
  delay,
  json,
  signInAs,
  startSimulator,
  type Simulator,
} from '../../simulator/index.ts';
import { listStatus, pages, TestWindow, tokenRequests } from '../../support/testWindow.ts';
import { until } from '../../support/until.ts';

const never = new AbortController().signal;
const reason = new Error('changed my mind');

describe('Signing in with the browser', () => {
  let simulator: Simulator;
  let window: TestWindow;
  let connection: Connection;
  let session: Session;

  before(async () => {
    simulator = await startSimulator();
  });

  beforeEach(() => {
    simulator.requests.length = 0;
    open();
  });

  afterEach(() => {
    simulator.faults.clear();
    window.assertNothingLeaked();
  });

  after(() => simulator.close());

  function open(services: ConstructorParameters<typeof TestWindow>[1] = {}): void {
    window = new TestWindow(simulator, services);
    connection = window.connection('browser');
    session = window.session(connection);
  }

  /** Begins a sign-in in which the person does nothing; resolves with the page's address once it is opened. */
  async function begin(signal: AbortSignal, opening: Promise<boolean> = Promise.resolve(true)) {
    const opened = Promise.withResolvers<URL>();
    const openBrowser = (url: string) => {
      opened.resolve(new URL(url));
      return opening;
    };
    const ended = session.signIn(connection, window.person({ openBrowser }), signal);
    ended.catch(() => undefined);
    return { url: await opened.promise, ended };
  }

  it('gives a token that the service accepts, and keeps it in one secret', async () => {
    const account = await session.signIn(connection, window.person(), never);
    assert.deepEqual(account, { name: 'anna@contoso.com', kind: 'user' });
    const token = await session.getToken({ scope: connection.scope });
    assert.equal(await listStatus(simulator, token), 200);
    assert.equal(tokenRequests(simulator).length, 1);
    assert.equal(window.secrets.values.size, 1);
    assert.ok(window.secrets.text.includes(token));
    assert.deepEqual(await session.account(), account);
  });

  it('asks for the account, the connection’s scope, and a code that only this process can use', async () => {
    await session.signIn(connection, window.person(), never);
    const { query } = simulator.requests[0] ?? assert.fail();
    const scopes = query.get('scope')?.split(' ') ?? [];
    assert.deepEqual(
      [query.get('prompt'), query.get('client_id'), query.get('code_challenge_method')],
      ['select_account', connection.clientId, 'S256'],
    );
    assert.deepEqual(
      scopes.filter((scope) => scope.includes('/')),
      [simulator.scope],
    );
    assert.match(query.get('redirect_uri') ?? '', /^http:\/\/localhost:\d+$/);
  });

  it('ends in the browser with the page that fits', async () => {
    const texts: string[] = [];
    const keep = (answer: Promise<Response>) =>
      void answer.then(async (page) => texts.push(await page.text()));
    for (const visit of [(url: string) => signInAs(url, 'anna@contoso.com'), cancelSignIn]) {
      const openBrowser = (url: string) => {
        keep(visit(url));
        return Promise.resolve(true);
      };
      await session.signIn(connection, window.person({ openBrowser }), never).catch(() => undefined);
    }
    await until(() => texts.length === 2);
    assert.deepEqual(texts, [pages.success, pages.failure]);
  });

  it('says so when the person declines', async () => {
    const openBrowser = (url: string) => {
      void cancelSignIn(url);
      return Promise.resolve(true);
    };
    const ended = session.signIn(connection, window.person({ openBrowser }), never);
    const { reason: why, data } = await window.rejection(ended);
    assert.deepEqual([why, data?.['aadsts'], data?.['code']], ['declined', '65004', 'access_denied']);
  });

  it('says so when no browser was opened, and closes the port', async () => {
    const { url, ended } = await begin(never, Promise.resolve(false));
    assert.equal((await window.rejection(ended)).reason, 'browserNotOpened');
    assert.equal(await isListening(url), false);
  });

  it('passes on what went wrong when the browser was opened, and closes the port', async () => {
    const { url, ended } = await begin(never, Promise.reject(reason));
    await assert.rejects(ended, reason);
    assert.equal(await isListening(url), false);
  });

  it('ends at once with the signal’s reason when it is cancelled, and closes the port', async () => {
    const abort = new AbortController();
    const { url, ended } = await begin(abort.signal);
    assert.equal(await isListening(url), true);
    abort.abort(reason);
    await assert.rejects(ended, reason);
    await untilClosed(url);
    assert.equal(window.secrets.values.size, 0);
  });

  it('opens no browser when it was cancelled before', async () => {
    let opened = 0;
    const openBrowser = () => {
      opened++;
      return Promise.resolve(true);
    };
    const ended = session.signIn(connection, window.person({ openBrowser }), AbortSignal.abort(reason));
    await assert.rejects(ended, reason);
    assert.deepEqual([opened, simulator.requests.length], [0, 0]);
  });

  it('ends at once when it is cancelled while a dialog asks whether to open the browser', async () => {
    const abort = new AbortController();
    const { url, ended } = await begin(abort.signal, new Promise(() => undefined));
    abort.abort(reason);
    await assert.rejects(ended, reason);
    await untilClosed(url);
  });

  it('ends at once when it is cancelled though this machine cannot be reached through the proxy', async () => {
    const fetch: Fetch = (url, request) =>
      new URL(url).origin === simulator.authority ? nodeFetch(url, request) : new Promise(() => undefined);
    open({ fetch });
    const abort = new AbortController();
    const { url, ended } = await begin(abort.signal);
    abort.abort(reason);
    await assert.rejects(ended, reason);
    await cancelSignIn(url.href);
  });

  it('ends at once when it is cancelled while the code is exchanged, and keeps nothing', async () => {
    simulator.faults.add({ service: 'entra', path: /token$/, respond: delay(2 ** 31 - 1) });
    const abort = new AbortController();
    const ended = session.signIn(connection, window.person(), abort.signal);
    ended.catch(() => undefined);
    await until(() => tokenRequests(simulator).length === 1);
    abort.abort(reason);
    await assert.rejects(ended, reason);
    await until(() => simulator.requests.at(-1)?.outcome === 'cut');
    assert.equal(window.secrets.values.size, 0);
    assert.equal((await window.rejection(session.account())).reason, 'signInRequired');
  });

  it('is not disturbed by an answer that belongs to another sign-in', async () => {
    const { url, ended } = await begin(never);
    const address = `http://127.0.0.1:${portOf(url)}`;
    const forged = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams({ code: 'x', state: 'y' }),
    });
    assert.equal(forged.status, 400);
    await signInAs(url.href, 'ben@contoso.com');
    assert.equal((await ended).name, 'ben@contoso.com');
  });

  it('replaces whoever was signed in before', async () => {
    await session.signIn(connection, window.person(), never);
    const before = await session.getToken({ scope: connection.scope });
    await session.signIn(connection, window.person({ username: 'ben@contoso.com' }), never);
    assert.equal((await session.account()).name, 'ben@contoso.com');
    const after = await session.getToken({ scope: connection.scope });
    assert.notEqual(after, before);
    assert.ok(!window.secrets.text.includes(before));
    assert.ok(!window.secrets.text.includes('anna@contoso.com'));
    assert.equal(Object.keys(stored().RefreshToken ?? {}).length, 1);
  });

  it('keeps whoever was signed in before when it fails or is cancelled', async () => {
    await session.signIn(connection, window.person(), never);
    const abort = new AbortController();
    const { ended } = await begin(abort.signal);
    abort.abort(reason);
    await assert.rejects(ended, reason);
    assert.equal((await session.account()).name, 'anna@contoso.com');
    await session.getToken({ scope: connection.scope });
  });

  it('does not hold up tokens that are asked for meanwhile', async () => {
    await session.signIn(connection, window.person(), never);
    const abort = new AbortController();
    const { ended } = await begin(abort.signal);
    assert.ok(await session.getToken({ scope: connection.scope }));
    abort.abort(reason);
    await assert.rejects(ended, reason);
  });

  const refusals: [number: number, error: string, reason: string][] = [
    [50011, 'invalid_request', 'redirectUri'],
    [65001, 'invalid_grant', 'consentRequired'],
    [53003, 'access_denied', 'conditionalAccess'],
    [7000218, 'invalid_client', 'notPublicClient'],
    [50105, 'invalid_grant', 'notAssigned'],
    [99999, 'server_error', 'refused'],
  ];
  for (const [number, error, why] of refusals) {
    it(`says "${why}" when the exchange of the code is refused with AADSTS${number}`, async () => {
      const body = {
        error,
        error_codes: [number],
        error_description: `AADSTS${number}: Words.`,
      };
      simulator.faults.add({ service: 'entra', path: /token$/, respond: json(400, body) });
      const thrown = await window.rejection(session.signIn(connection, window.person(), never));
      assert.deepEqual([thrown.name, thrown.reason], ['SignInError', why]);
      const { correlationId, ...data } = thrown.data ?? {};
      assert.deepEqual(data, { aadsts: String(number), code: error });
      assert.match(String(correlationId), /^[0-9a-f-]{36}$/);
    });
  }

  function stored(): { RefreshToken?: object } {
    return JSON.parse(window.secrets.text) as { RefreshToken?: object };
  }
});

/** The port of the listener to which a sign-in page answers. */
function portOf(page: URL): number {
  return Number(new URL(page.searchParams.get('redirect_uri') ?? '').port);
}

function isListening(page: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(portOf(page), '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function untilClosed(page: URL): Promise<void> {
  while (await isListening(page)) {
    // mocha's time limit ends this.
  }
}
