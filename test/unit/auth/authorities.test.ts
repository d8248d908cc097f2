import assert from 'node:assert/strict';
import nodeFetch from 'node-fetch';
import type { Fetch } from '../../../src/defender/http.ts';
import { json, startSimulator, type Simulator } from '../../simulator/index.ts';
import { listStatus, TestWindow } from '../../support/testWindow.ts';

const never = new AbortController().signal;

describe('Signing in at an authority elsewhere', () => {
  let simulator: Simulator;
  let asked: string[];

  before(async () => {
    simulator = await startSimulator();
  });

  beforeEach(() => {
    asked = [];
  });

  afterEach(() => simulator.faults.clear());
  after(() => simulator.close());

  /** The simulated Entra ID under another name: https is nothing that it speaks. */
  const elsewhere: Fetch = (address, request) => {
    const url = new URL(address);
    asked.push(`${request.method} ${url.origin}${url.pathname}`);
    return nodeFetch(`${simulator.authority}${url.pathname}${url.search}`, request);
  };

  async function signIn(authority: string): Promise<void> {
    const window = new TestWindow(simulator, { fetch: elsewhere });
    const connection = window.connection('clientSecret', { authority });
    const session = window.session(connection);
    await session.signIn(connection, window.person(), never);
    const token = await session.getToken({ scope: connection.scope });
    assert.equal(await listStatus(simulator, token), 200);
    window.assertNothingLeaked();
  }

  for (const authority of ['https://login.microsoftonline.com', 'https://login.microsoftonline.us']) {
    it(`asks for the token and for nothing else at one that MSAL knows: ${authority}`, async () => {
      await signIn(authority);
      assert.deepEqual(asked, [`POST ${authority}/${simulator.tenantId}/oauth2/v2.0/token`]);
    });
  }

  it('asks another one where its endpoints are, and nobody else about it', async () => {
    const authority = 'https://login.contoso.example';
    const base = `${authority}/${simulator.tenantId}`;
    const metadata = {
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    };
    simulator.faults.add({ service: 'entra', path: /openid-configuration$/, respond: json(200, metadata) });
    await signIn(authority);
    assert.deepEqual(asked, [
      `GET ${base}/v2.0/.well-known/openid-configuration`,
      `POST ${base}/oauth2/v2.0/token`,
    ]);
  });

  it('says what is in the way when the endpoints cannot be found', async () => {
    const window = new TestWindow(simulator, { fetch: elsewhere });
    const connection = window.connection('clientSecret', { authority: 'https://login.contoso.example' });
    const ended = window.session(connection).signIn(connection, window.person(), never);
    const { name, reason, data } = await window.rejection(ended);
    assert.deepEqual([name, reason, data], ['SignInError', 'badResponse', { host: 'login.contoso.example' }]);
  });
});
