import assert from 'node:assert/strict';
import type { DefenderError, DefenderReason } from '../../../src/defender/defenderError.ts';
import { toDefenderError } from '../../../src/defender/errorResponse.ts';
import type { Operation } from '../../../src/defender/permissions.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);
const commercial = 'https://api.securitycenter.microsoft.com';

interface Answer {
  status: number;
  body?: string | object;
  headers?: Record<string, string>;
  host?: string;
  operation?: Operation;
  claims?: object;
}

function errorOf({ status, body = '', headers = {}, claims = {}, ...call }: Answer): DefenderError {
  const payload = Buffer.from(JSON.stringify({ aud: commercial, ...claims })).toString('base64url');
  const response = { status, headers: new Headers(headers), body: null };
  return toDefenderError(response, typeof body === 'string' ? body : JSON.stringify(body), {
    host: 'api.securitycenter.microsoft.com',
    operation: 'list',
    token: `eyJ.${payload}.signature`,
    now,
    ...call,
  });
}

/** The body that the service documents. */
const documented = (code: string, message = 'Words.') => ({
  error: { code, message, target: 'correlation-id' },
});

const html = '<!doctype html><title>Web gateway</title>';

describe('The reason of an error response', () => {
  const reasons: [reason: DefenderReason, status: number, body: string | object][] = [
    ['unauthorized', 401, documented('Unauthorized')],
    ['unauthorized', 401, html],
    ['unauthorized', 401, ''],
    ['forbidden', 403, documented('Forbidden')],
    ['forbidden', 403, documented('DisallowedOperation')],
    ['forbidden', 403, html],
    ['featureDisabled', 403, documented('DisabledFeature')],
    ['notFound', 404, documented('ResourceNotFound')],
    ['notFound', 404, documented('NotFound', 'Machine action was not found.')],
    ['notFound', 404, documented('')],
    [
      'routeNotFound',
      404,
      documented('NotFound', "No HTTP resource was found that matches the request URI 'x'."),
    ],
    ['routeNotFound', 404, documented('', 'No HTTP resource was found that matches the request URI.')],
    ['notFound', 404, { statusCode: 404, message: 'Resource not found' }],
    ['notFound', 404, { error: { message: 'Resource not found' } }],
    ['routeNotFound', 404, { error: 'not_found' }],
    ['routeNotFound', 404, { error: null }],
    ['routeNotFound', 404, 'null'],
    ['routeNotFound', 404, '[]'],
    ['routeNotFound', 404, html],
    ['routeNotFound', 404, ''],
    ['throttled', 429, documented('TooManyRequests')],
    ['throttled', 429, html],
    ['badRequest', 400, documented('BadRequest')],
    ['badRequest', 400, documented('ODataError')],
    ['badRequest', 400, documented('InvalidInput')],
    ['badRequest', 400, documented('InvalidRequestBody')],
    ['badRequest', 400, documented('InvalidHashValue')],
    ['badRequest', 400, documented('MaximumBatchSizeExceeded')],
    ['badRequest', 400, documented('MissingRequiredParameter')],
    ['unsupportedOs', 400, documented('OsPlatformNotSupported')],
    ['unsupportedSensor', 400, documented('ClientVersionNotSupported')],
    ['activeRequest', 400, documented('ActiveRequestAlreadyExists')],
    ['activeRequest', 400, documented('BadRequest', 'Action is already in progress')],
    ['activeRequest', 400, documented('', 'Action is already in progress.')],
    [
      'badRequest',
      400,
      { error: { code: '', message: 'The query specified in the URI is not valid.', details: [] } },
    ],
    ['badRequest', 405, html],
    ['badRequest', 413, ''],
    ['server', 500, documented('InternalServerError')],
    ['server', 500, html],
    ['server', 502, ''],
    ['server', 503, html],
    ['server', 504, '{"error":'],
    ['redirected', 301, ''],
    ['redirected', 302, html],
    ['redirected', 307, documented('Forbidden')],
    ['redirected', 304, ''],
    ['badResponse', 199, ''],
  ];
  for (const [reason, status, body] of reasons) {
    it(`is "${reason}" for ${status} ${JSON.stringify(body).slice(0, 90)}`, () => {
      const { data, ...error } = errorOf({ status, body });
      assert.deepEqual([error.reason, data.status], [reason, status]);
    });
  }
});

describe('What an error response says', () => {
  it('is kept: code, words and the id that support asks for', () => {
    const { data } = errorOf({ status: 400, body: documented('ODataError', 'Bad query.') });
    assert.deepEqual(data, {
      host: 'api.securitycenter.microsoft.com',
      status: 400,
      code: 'ODataError',
      message: 'Bad query.',
      requestId: 'correlation-id',
    });
  });

  it('is kept from the front of a gateway, which has it at the top', () => {
    const body = { statusCode: 502, message: 'BadGateway', code: 'Upstream' };
    const { data } = errorOf({ status: 502, body });
    assert.deepEqual([data.code, data.message], ['Upstream', 'BadGateway']);
  });

  it('is kept though its code is empty', () => {
    const { data } = errorOf({
      status: 400,
      body: { error: { code: '', message: 'Not valid.', details: [] } },
    });
    assert.deepEqual([data.code, data.message, data.requestId], ['', 'Not valid.', undefined]);
  });

  it('is left out where it is no text', () => {
    const { data } = errorOf({ status: 400, body: { error: { code: 5, message: ['x'], target: {} } } });
    assert.deepEqual(data, { host: 'api.securitycenter.microsoft.com', status: 400 });
  });

  it('is cut short when somebody sends a book', () => {
    const { data } = errorOf({ status: 400, body: documented('x'.repeat(5000), 'y'.repeat(5000)) });
    assert.equal(data.message?.length, 1000);
    assert.equal(data.code?.length, 1000);
  });

  const idHeaders = ['request-id', 'x-ms-request-id', 'client-request-id', 'x-correlation-id'];
  for (const header of idHeaders) {
    it(`has its id in the header ${header} when the body has none`, () => {
      const headers = { [header]: 'from-header' };
      assert.equal(errorOf({ status: 500, body: html, headers }).data.requestId, 'from-header');
      assert.equal(errorOf({ status: 500, body: documented('x'), headers }).data.requestId, 'correlation-id');
      const body = { error: { code: 'x', target: '' } };
      assert.equal(errorOf({ status: 500, body, headers }).data.requestId, 'from-header');
    });
  }

  it('names the pause that was asked for, in seconds or as a date', () => {
    const at = (header: string) =>
      errorOf({ status: 429, headers: { 'retry-after': header } }).data.retryAfterMs;
    assert.deepEqual([at('7'), at('Fri, 02 Jan 2026 03:05:05 GMT'), at('soon')], [7000, 60_000, undefined]);
  });
});

describe('A refusal', () => {
  const user = { scp: 'Machine.Scan User.Read' };
  const app = { roles: ['Machine.Scan'] };
  const needs: [who: string, claims: object, operation: Operation, needs: string[], has: string[]][] = [
    ['a user who lists', user, 'list', ['Machine.Read', 'Machine.ReadWrite'], ['Machine.Scan', 'User.Read']],
    [
      'a user who wants a package',
      user,
      'package',
      ['Machine.CollectForensics'],
      ['Machine.Scan', 'User.Read'],
    ],
    ['an app that lists', app, 'list', ['Machine.Read.All', 'Machine.ReadWrite.All'], ['Machine.Scan']],
    [
      'an app that wants a package',
      app,
      'package',
      ['Machine.Read.All', 'Machine.ReadWrite.All'],
      ['Machine.Scan'],
    ],
    ['an app without any permission', {}, 'list', ['Machine.Read.All', 'Machine.ReadWrite.All'], []],
  ];
  for (const [who, claims, operation, wanted, has] of needs) {
    for (const status of [401, 403]) {
      it(`of ${who} names the permissions it needs and has: ${status}`, () => {
        const { data } = errorOf({ status, claims, operation });
        assert.deepEqual([data.needs, data.has, data.audience], [wanted, has, commercial]);
      });
    }
  }

  it('names what is needed for a token that cannot be read, and nothing for another error', () => {
    const unreadable = toDefenderError({ status: 403, headers: new Headers(), body: null }, '', {
      host: 'h',
      operation: 'list',
      token: 'opaque',
      now,
    });
    const needs = ['Machine.Read', 'Machine.ReadWrite'];
    assert.deepEqual(unreadable.data, { host: 'h', status: 403, operation: 'list', needs });
    assert.deepEqual(errorOf({ status: 404, claims: user }).data.needs, undefined);
  });

  const gov = 'api-gov.securitycenter.microsoft.us';
  const gcc = 'api-gcc.securitycenter.microsoft.us';
  const alias = 'https://securitycenter.onmicrosoft.com/windowsatpservice';
  const clouds: [audience: unknown, host: string, wrong: boolean][] = [
    [commercial, gov, true],
    [commercial, gcc, true],
    [`https://${gov}`, 'api.securitycenter.microsoft.com', true],
    [`https://${gov}`, gcc, true],
    [`https://${gcc}`, 'eu.api.security.microsoft.com', true],
    ['https://securitycenter.onmicrosoft.us/windowsatpservice', 'api.security.microsoft.com', true],
    [commercial, 'eu.api.security.microsoft.com', false],
    [commercial, 'api.securitycenter.windows.com', false],
    [`https://${gov}`, gov, false],
    [`https://${gcc}`, gcc, false],
    // This name stands for the commercial service and for GCC.
    [alias, gcc, false],
    [alias, 'api.security.microsoft.com', false],
    [commercial, '127.0.0.1:5000', false],
    [commercial, 'defender.contoso.com', false],
    ['fc780465-2017-40d4-a0c5-307022471b92', gov, false],
    [undefined, gov, false],
    [5, gov, false],
  ];
  for (const [aud, host, wrong] of clouds) {
    it(`is ${wrong ? '' : 'not '}put down to the cloud: a token for ${String(aud)} at ${host}`, () => {
      assert.equal(
        errorOf({ status: 403, host, claims: { aud } }).reason,
        wrong ? 'wrongCloud' : 'forbidden',
      );
      assert.equal(
        errorOf({ status: 401, host, claims: { aud } }).reason,
        wrong ? 'wrongCloud' : 'unauthorized',
      );
      assert.equal(errorOf({ status: 404, host, claims: { aud } }).reason, 'routeNotFound');
    });
  }
});

describe('A demand for claims', () => {
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
  const encoded = Buffer.from(claims).toString('base64');
  const challenges: [header: string, claims: string | undefined][] = [
    [`Bearer realm="", error="insufficient_claims", claims="${encoded}"`, claims],
    [`Bearer claims="${Buffer.from(claims).toString('base64url')}"`, claims],
    [`PoP nonce="1", Bearer error="insufficient_claims", claims="${encoded}"`, claims],
    ['Bearer error="invalid_token"', undefined],
    ['Bearer claims=""', undefined],
    // What is no JSON would only make the sign-in fail.
    ['Bearer claims="not base64 of anything"', undefined],
    [`Bearer claims="${Buffer.from('"text"').toString('base64')}"`, undefined],
    [`Bearer xclaims="${encoded}"`, undefined],
  ];
  for (const [header, expected] of challenges) {
    it(`is ${expected ? 'read from' : 'not found in'} ${header.slice(0, 70)}`, () => {
      const { data } = errorOf({ status: 401, headers: { 'www-authenticate': header } });
      assert.equal(data.claims, expected);
    });
  }
});
