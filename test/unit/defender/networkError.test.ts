import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { NetworkError, toNetworkError, type NetworkReason } from '../../../src/defender/networkError.ts';

const host = 'api.security.microsoft.com';

function coded(code: string, message = `${code} happened`): Error {
  return Object.assign(new Error(message), { code });
}

/** As the built-in fetch wraps what really happened. */
function wrapped(cause: Error, depth = 1): Error {
  return depth === 0 ? cause : new TypeError('fetch failed', { cause: wrapped(cause, depth - 1) });
}

describe('A network error', () => {
  const reasons: Record<NetworkReason, string[]> = {
    offline: ['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'EADDRNOTAVAIL'],
    refused: ['ECONNREFUSED'],
    timeout: [
      'ETIMEDOUT',
      'ESOCKETTIMEDOUT',
      'UND_ERR_CONNECT_TIMEOUT',
      'UND_ERR_HEADERS_TIMEOUT',
      'UND_ERR_BODY_TIMEOUT',
    ],
    certificate: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_HAS_EXPIRED',
      'CERT_NOT_YET_VALID',
      'CERT_UNTRUSTED',
      'CERT_REVOKED',
      'CERT_SIGNATURE_FAILURE',
      'CERT_CHAIN_TOO_LONG',
      'INVALID_CA',
      'INVALID_PURPOSE',
      'HOSTNAME_MISMATCH',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    interrupted: ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR_SOCKET', 'EWHATEVER'],
    proxy: [],
  };
  for (const [reason, codes] of Object.entries(reasons)) {
    for (const code of codes) {
      it(`is "${reason}" for ${code}, however deep it lies`, () => {
        for (const depth of [0, 1, 3]) {
          const error = toNetworkError(wrapped(coded(code), depth), host);
          assert.deepEqual([error.reason, error.data], [reason, { host, code }]);
        }
      });
    }
  }

  it('is "interrupted", without a code, when nothing says more', () => {
    for (const thrown of [new TypeError('terminated'), 'text', undefined, wrapped(new Error('?'), 9)]) {
      const error = toNetworkError(thrown, host);
      assert.deepEqual([error.reason, error.data], ['interrupted', { host }]);
    }
  });

  const proxies = [
    coded('ECONNREFUSED', 'Failed to establish a socket connection to proxies: PROXY proxy.corp:3128'),
    coded('ERR_PROXY', 'x'.repeat(10) + ' proxy authentication required'),
    wrapped(new Error('tunneling socket could not be established, statusCode=407')),
    wrapped(wrapped(new Error('Proxy response (407) !== 200 when HTTP Tunneling'))),
    coded('ENOTFOUND', 'getaddrinfo ENOTFOUND proxy.corp.contoso.com'),
  ];
  for (const thrown of proxies) {
    it(`is "proxy" when the text says so: ${inspect(thrown).split('\n', 1).join('')}`, () => {
      assert.equal(toNetworkError(thrown, host).reason, 'proxy');
    });
  }

  it('is not "proxy" because the address or the host that was asked for has the word in it', () => {
    const own = 'mde-proxy.contoso.com:8443';
    const thrown = coded(
      'ENOTFOUND',
      `request to https://${own}/tunnel?a=proxy failed, reason: getaddrinfo ENOTFOUND mde-proxy.contoso.com`,
    );
    assert.equal(toNetworkError(thrown, own).reason, 'offline');
  });

  it('keeps the text but not the address, which may be a secret link', () => {
    const thrown = wrapped(
      coded('ECONNRESET', 'request to https://host/a.zip?sig=SECRET failed, reason: reset'),
    );
    const error = toNetworkError(thrown, host);
    assert.match(inspect(error), /fetch failed request to {2}failed, reason: reset/);
    assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes('SECRET'));
    assert.ok(!JSON.stringify(error).includes('SECRET'));
  });

  it('is kept when it is one already', () => {
    const error = new NetworkError('timeout', { host });
    assert.equal(toNetworkError(error, 'other'), error);
  });

  it('survives a circle of causes', () => {
    const error = new Error('round');
    error.cause = error;
    assert.equal(toNetworkError(error, host).reason, 'interrupted');
  });

  it('has a name that a minifier does not change', () => {
    const error = new NetworkError('offline', { host });
    assert.deepEqual([error.name, error.message], ['NetworkError', 'NetworkError: offline']);
  });
});
