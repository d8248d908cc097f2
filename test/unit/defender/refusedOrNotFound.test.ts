import assert from 'node:assert/strict';
import type { DefenderError, DefenderReason } from '../../../src/defender/defenderError.ts';
import { toDefenderError } from '../../../src/defender/errorResponse.ts';
import type { Operation } from '../../../src/defender/permissions.ts';

const commercial = 'https://api.securitycenter.microsoft.com';
const html = '<!doctype html><title>Web gateway</title>';

/** The body that the service documents. */
const documented = (code: string) => JSON.stringify({ error: { code, message: 'Words.' } });

interface Answer {
  status: number;
  body?: string;
  host?: string;
  operation?: Operation;
  tenant?: string;
  claims?: object;
}

function errorOf({ status, body = documented(''), claims = {}, ...call }: Answer): DefenderError {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return toDefenderError({ status, headers: new Headers(), body: null }, body, {
    host: 'api.securitycenter.microsoft.com',
    operation: 'list',
    token: `eyJ.${payload}.signature`,
    now: 0,
    ...call,
  });
}

describe('The tenant of the token', () => {
  const contoso = '11111111-0000-4000-8000-00000000000a';
  const fabrikam = '22222222-0000-4000-8000-00000000000b';
  const at = (status: number, tenant?: string, tid?: string, body = documented('')) =>
    errorOf({ status, body, claims: { tid }, ...(tenant && { tenant }) });

  for (const status of [401, 403, 404]) {
    it(`explains the refusal when it is another than the connection's: ${status}`, () => {
      const { reason, data } = at(status, contoso, fabrikam);
      assert.deepEqual([reason, data.tenant, data.tokenTenant], ['wrongTenant', contoso, fabrikam]);
    });
  }

  const silent: [why: string, error: DefenderError, reason: DefenderReason][] = [
    ['it is the same', at(404, contoso, contoso), 'notFound'],
    ['it is the same in capitals', at(403, contoso, contoso.toUpperCase()), 'forbidden'],
    ['the connection names a domain', at(404, 'contoso.com', fabrikam), 'notFound'],
    ['the connection names none', at(404, undefined, fabrikam), 'notFound'],
    ['the token names none', at(404, contoso), 'notFound'],
    ['there is no such route', at(404, contoso, fabrikam, html), 'routeNotFound'],
    ['the feature is off', at(403, contoso, fabrikam, documented('DisabledFeature')), 'featureDisabled'],
    ['the service has a fault', at(500, contoso, fabrikam), 'server'],
    ['the request was wrong', at(400, contoso, fabrikam), 'badRequest'],
  ];
  for (const [why, error, reason] of silent) {
    it(`explains nothing when ${why}`, () => assert.equal(error.reason, reason));
  }

  it('comes behind the cloud, which has other tenants altogether', () => {
    const claims = { aud: commercial, tid: fabrikam };
    const host = 'api-gov.securitycenter.microsoft.us';
    assert.equal(errorOf({ status: 403, tenant: contoso, host, claims }).reason, 'wrongCloud');
  });
});

describe('A refusal, or what is not found', () => {
  for (const status of [401, 403, 404]) {
    it(`says what was asked for: ${status}`, () => {
      assert.equal(errorOf({ status, operation: 'cancel' }).data.operation, 'cancel');
    });
  }

  const needs: [Operation, user: string[], app: string[]][] = [
    ['collect', ['Machine.CollectForensics'], ['Machine.CollectForensics']],
    ['liveResponse', ['Machine.LiveResponse'], ['Machine.Read.All', 'Machine.ReadWrite.All']],
  ];
  for (const [operation, user, app] of needs) {
    it(`names the permissions of which one would do: ${operation}`, () => {
      const needed = (claims: object) => errorOf({ status: 403, operation, claims }).data.needs;
      assert.deepEqual([needed({ scp: '' }), needed({ roles: [] })], [user, app]);
    });
  }

  it('names every permission to act where something is cancelled', () => {
    const { needs: any = [] } = errorOf({ status: 403, operation: 'cancel', claims: { scp: '' } }).data;
    const kinds = 'CollectForensics Isolate RestrictExecution Scan Offboard StopAndQuarantine LiveResponse';
    assert.deepEqual(
      [...any].sort(),
      kinds
        .split(' ')
        .map((kind) => `Machine.${kind}`)
        .sort(),
    );
  });
});
