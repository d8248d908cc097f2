import assert from 'node:assert/strict';
import type { AuthenticationResult, DeviceCodeRequest, PublicClientApplication } from '@azure/msal-node';
import { cancelSignIn, secretMarker, signInAs, startSimulator } from '../../simulator/index.ts';
import type { Simulator, SimulatorOptions } from '../../simulator/index.ts';
import { publicApplication } from './msalApplications.ts';

describe('Simulated sign-in of a person, with MSAL', () => {
  let simulator: Simulator;

  async function start(options?: SimulatorOptions): Promise<PublicClientApplication> {
    simulator = await startSimulator(options);
    return publicApplication(simulator);
  }

  afterEach(() => simulator.close());

  function signIn(application: PublicClientApplication, username: string): Promise<AuthenticationResult> {
    return application.acquireTokenInteractive({
      scopes: [simulator.scope],
      openBrowser: (url) => {
        void signInAs(url, username);
        return Promise.resolve();
      },
    });
  }

  function refresh(
    application: PublicClientApplication,
    { account }: AuthenticationResult,
  ): Promise<unknown> {
    assert.ok(account);
    return application.acquireTokenSilent({ account, scopes: [simulator.scope], forceRefresh: true });
  }

  it('exchanges the code of the sign-in page for a token that the API accepts', async () => {
    const application = await start();
    const result = await signIn(application, 'anna@contoso.com');
    assert.equal(result.account?.username, 'anna@contoso.com');
    assert.equal(result.tenantId, simulator.tenantId);
    assert.match(result.account.homeAccountId, new RegExp(`^${simulator.users.analyst.objectId}\\.`));
    assert.ok(result.accessToken.includes(secretMarker));
    const headers = { authorization: `Bearer ${result.accessToken}` };
    const list = await fetch(`${simulator.apiHost}/api/machineactions?$top=1`, { headers });
    assert.equal(list.status, 200);
  });

  it('sends back access_denied when the page is cancelled', async () => {
    const application = await start();
    const pending = application.acquireTokenInteractive({
      scopes: [simulator.scope],
      openBrowser: (url) => {
        void cancelSignIn(url);
        return Promise.resolve();
      },
    });
    await assert.rejects(pending, { name: 'ServerError', errorCode: 'access_denied' });
  });

  it('renews a token silently', async () => {
    const application = await start();
    const first = await signIn(application, 'anna@contoso.com');
    const second = (await refresh(application, first)) as AuthenticationResult;
    assert.notEqual(second.accessToken, first.accessToken);
    assert.equal(second.fromCache, false);
  });

  it('answers bad_token once refresh tokens were revoked, and heals with a new sign-in', async () => {
    const application = await start();
    const first = await signIn(application, 'anna@contoso.com');
    simulator.refreshTokens.revokeAll();
    await assert.rejects(refresh(application, first), {
      name: 'InteractionRequiredAuthError',
      errorCode: 'invalid_grant',
      subError: 'bad_token',
    });
    const again = await signIn(application, 'anna@contoso.com');
    await refresh(application, again);
  });

  it('demands a second factor, with claims, of the person who always needs one', async () => {
    const application = await start();
    const result = await signIn(application, 'mira@contoso.com');
    await assert.rejects(refresh(application, result), (error: { subError?: string; claims?: string }) => {
      assert.equal(error.subError, 'basic_action');
      assert.match(error.claims ?? '', /capolids/);
      return true;
    });
  });

  it('approves a device code at the second poll when told to', async () => {
    const application = await start({ deviceCodeApproval: 'automatic' });
    const result = await application.acquireTokenByDeviceCode({
      scopes: [simulator.scope],
      deviceCodeCallback: ({ userCode, verificationUri }) => {
        assert.equal(verificationUri, `${simulator.authority}/devicelogin`);
        assert.deepEqual(simulator.deviceCodes.pending, [userCode]);
      },
    });
    assert.equal(result?.account?.username, 'anna@contoso.com');
    assert.equal(simulator.requests.filter(({ path }) => path.endsWith('/token')).length, 2);
  });

  it('tells MSAL that the person declined the device code', async () => {
    const application = await start();
    const request: DeviceCodeRequest = {
      scopes: [simulator.scope],
      deviceCodeCallback: ({ userCode }) => simulator.deviceCodes.decline(userCode),
    };
    await assert.rejects(application.acquireTokenByDeviceCode(request), /authorization_declined/);
  });

  it('gives a reader a token without the right to packages', async () => {
    const application = await start();
    const { accessToken } = await signIn(application, 'ben@contoso.com');
    const [, payload = ''] = accessToken.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
      scp: string;
      upn: string;
    };
    assert.deepEqual([claims.upn, claims.scp], ['ben@contoso.com', 'Machine.Read']);
  });
});
