import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { startSimulator } from '../../simulator/index.ts';
import type { Simulator } from '../../simulator/index.ts';

interface Refusal {
  error: string;
  error_codes: number[];
  error_description: string;
}

describe('Simulated Entra ID endpoints', () => {
  let simulator: Simulator;
  let nowMs = Date.now();

  before(async () => {
    simulator = await startSimulator({ now: () => nowMs });
  });

  after(() => simulator.close());

  async function post(
    endpoint: 'token' | 'devicecode',
    fields: Record<string, string>,
    tenant = simulator.tenantId,
  ): Promise<{ status: number; body: Refusal & Record<string, unknown> }> {
    const url = `${simulator.authority}/${tenant}/oauth2/v2.0/${endpoint}`;
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
    return { status: response.status, body: (await response.json()) as Refusal & Record<string, unknown> };
  }

  function authorizeUrl(changes: Record<string, string> = {}): string {
    const query = new URLSearchParams({
      client_id: simulator.clients.publicClientId,
      response_type: 'code',
      redirect_uri: 'http://localhost:8400',
      response_mode: 'form_post',
      scope: `${simulator.scope} openid offline_access`,
      code_challenge: createHash('sha256').update('verifier').digest('base64url'),
      code_challenge_method: 'S256',
      state: 'a "quoted" & <state>',
      ...changes,
    });
    return `${simulator.authority}/${simulator.tenantId}/oauth2/v2.0/authorize?${query.toString()}`;
  }

  async function newCode(): Promise<string> {
    const html = await (await fetch(authorizeUrl())).text();
    return /name="code" value="([^"]+)"/.exec(html)?.[1] ?? '';
  }

  it('names each refusal as Entra ID does', async () => {
    const { publicClientId, confidential } = simulator.clients;
    const app = {
      client_id: confidential.clientId,
      grant_type: 'client_credentials',
      scope: simulator.scope,
    };
    const cases: [expected: number, status: number, fields: Record<string, string>, tenant?: string][] = [
      [90002, 400, app, '00000000-0000-4000-8000-000000000000'],
      [700016, 400, { ...app, client_id: '00000000-0000-4000-8000-000000000000' }],
      [7000216, 401, app],
      [7000216, 401, { ...app, client_id: publicClientId }],
      [700025, 401, { ...app, client_id: publicClientId, client_secret: 'x' }],
      [7000218, 401, { ...app, grant_type: 'refresh_token', refresh_token: 'x' }],
      [70011, 400, { ...app, client_secret: confidential.clientSecret, scope: 'Machine.Read' }],
      [70003, 400, { client_id: publicClientId, grant_type: 'password' }],
      [900144, 400, { client_id: publicClientId }],
      [
        700082,
        400,
        {
          client_id: publicClientId,
          grant_type: 'refresh_token',
          refresh_token: 'x',
          scope: simulator.scope,
        },
      ],
    ];
    for (const [expected, status, fields, tenant] of cases) {
      const refused = await post('token', fields, tenant);
      assert.deepEqual([refused.body.error_codes, refused.status], [[expected], status]);
      assert.match(
        refused.body.error_description,
        new RegExp(`^AADSTS${expected}: .* Trace ID: .* Correlation ID: `),
      );
    }
  });

  it('shows an error page instead of sending a code anywhere but localhost', async () => {
    for (const redirect of [
      'https://evil.example',
      'http://localhost.evil.example',
      'http://127.0.0.1:8400',
    ]) {
      const response = await fetch(authorizeUrl({ redirect_uri: redirect }));
      assert.equal(response.status, 400);
      assert.match(await response.text(), /AADSTS50011/);
    }
  });

  it('puts the state into the page so that markup in it does no harm', async () => {
    const html = await (await fetch(authorizeUrl())).text();
    assert.ok(html.includes('name="state" value="a &quot;quoted&quot; &amp; &lt;state&gt;"'));
    assert.ok(!html.includes('<script>'));
  });

  it('redeems a code once, with its verifier and its redirect address only', async () => {
    const code = await newCode();
    const form = {
      client_id: simulator.clients.publicClientId,
      grant_type: 'authorization_code',
      code,
      redirect_uri: 'http://localhost:8400',
      code_verifier: 'verifier',
    };
    assert.deepEqual((await post('token', { ...form, code_verifier: 'other' })).body.error_codes, [501481]);
    assert.deepEqual(
      (await post('token', { ...form, redirect_uri: 'http://localhost' })).body.error_codes,
      [500112],
    );
    const redeemed = await post('token', form);
    assert.equal(redeemed.status, 200);
    assert.ok(typeof redeemed.body.refresh_token === 'string' && typeof redeemed.body.id_token === 'string');
    assert.deepEqual((await post('token', form)).body.error_codes, [54005]);
    const late = await newCode();
    nowMs += 11 * 60_000;
    assert.deepEqual((await post('token', { ...form, code: late })).body.error_codes, [70008]);
  });

  it('takes a device code through pending, slow down, approval on the page, and expiry', async () => {
    const client_id = simulator.clients.publicClientId;
    const start = { client_id, scope: `${simulator.scope} openid` };
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const { body } = await post('devicecode', start);
    const poll = { client_id, grant_type, device_code: String(body.device_code) };
    assert.equal((await post('token', poll)).body.error, 'authorization_pending');
    assert.equal((await post('token', poll)).body.error, 'slow_down');

    const code = String(body.user_code);
    const page = await (await fetch(`${simulator.authority}/devicelogin?code=${code.toLowerCase()}`)).text();
    assert.match(page, /Continue as anna@contoso\.com/);
    const choice = new URLSearchParams({ code, username: 'anna@contoso.com' });
    await fetch(`${simulator.authority}/devicelogin`, { method: 'POST', body: choice });
    assert.deepEqual(simulator.deviceCodes.pending, []);

    const other = (await post('devicecode', start)).body;
    simulator.deviceCodes.expire(String(other.user_code));
    const expired = await post('token', { client_id, grant_type, device_code: String(other.device_code) });
    assert.equal(expired.body.error, 'expired_token');
  });
});
