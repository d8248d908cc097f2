import assert from 'node:assert/strict';
import { readClaims } from '../../../src/defender/accessToken.ts';

function token(payload: unknown): string {
  return `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.signature`;
}

describe('The claims of an access token', () => {
  it('are a user’s permissions when it has scopes', () => {
    const claims = readClaims(token({ aud: 'https://api', tid: 't', scp: 'Machine.Read  Machine.Scan' }));
    assert.deepEqual(claims, {
      audience: 'https://api',
      tenantId: 't',
      permissions: ['Machine.Read', 'Machine.Scan'],
      kind: 'user',
    });
  });

  it('are an app’s permissions when it has roles', () => {
    const claims = readClaims(token({ roles: ['Machine.Read.All', 5, null] }));
    assert.deepEqual(claims, { permissions: ['Machine.Read.All'], kind: 'app' });
  });

  it('are a user’s when an app role was assigned to the user: the scopes count', () => {
    const claims = readClaims(token({ scp: 'Machine.Read', roles: ['Auditor'] }));
    assert.deepEqual(claims, { permissions: ['Machine.Read'], kind: 'user' });
  });

  it('are an app’s without any permission when there are neither scopes nor roles', () => {
    assert.deepEqual(readClaims(token({ aud: 'a' })), { audience: 'a', permissions: [], kind: 'app' });
  });

  it('leave out what is of another type', () => {
    const claims = readClaims(
      token({ aud: ['a'], tid: 5, scp: ['Machine.Read'], roles: 'Machine.Read.All' }),
    );
    assert.deepEqual(claims, { permissions: [], kind: 'app' });
  });

  it('keep letters beyond ASCII', () => {
    assert.equal(readClaims(token({ aud: 'https://exämple/✓' }))?.audience, 'https://exämple/✓');
  });

  it('are unknown for what is no JSON web token', () => {
    for (const text of [
      '',
      'opaque',
      'a.b.c',
      'a..c',
      '.',
      `a.${Buffer.from('{').toString('base64url')}.c`,
    ]) {
      assert.equal(readClaims(text), undefined, text);
    }
  });

  it('are empty for a payload that is no object', () => {
    for (const payload of [null, 5, 'text', []]) {
      assert.deepEqual(readClaims(token(payload))?.permissions, [], JSON.stringify(payload));
    }
  });
});
