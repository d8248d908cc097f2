import assert from 'node:assert/strict';
import { AuthError, ClientAuthError, InteractionRequiredAuthError, ServerError } from '@azure/msal-node';
import { isBadToken, refusalIn, toSignInError } from '../../../src/auth/msalFault.ts';
import { SignInError, type SignInReason } from '../../../src/auth/signInError.ts';
import { isCancellation } from '../../../src/defender/reasonedError.ts';

function explained(thrown: unknown, silent = false): SignInError {
  const error = toSignInError(thrown, { silent });
  assert.ok(error instanceof SignInError);
  return error;
}

describe('The reason of a failed sign-in', () => {
  const numbers: [number: number, reason: SignInReason][] = [
    [50011, 'redirectUri'],
    [50072, 'mfaRequired'],
    [50074, 'mfaRequired'],
    [50076, 'mfaRequired'],
    [50079, 'mfaRequired'],
    [50020, 'wrongTenant'],
    [50105, 'notAssigned'],
    [53000, 'conditionalAccess'],
    [53001, 'conditionalAccess'],
    [53002, 'conditionalAccess'],
    [53003, 'conditionalAccess'],
    [530003, 'conditionalAccess'],
    [65001, 'consentRequired'],
    [65004, 'declined'],
    [70011, 'badScope'],
    [1002012, 'badScope'],
    [90002, 'unknownTenant'],
    [900021, 'unknownTenant'],
    [900023, 'unknownTenant'],
    [900382, 'wrongCloud'],
    [500011, 'unknownResource'],
    [500014, 'unknownResource'],
    [700016, 'unknownApp'],
    [7000112, 'appDisabled'],
    [7000218, 'notPublicClient'],
    [700025, 'notPublicClient'],
    [7000215, 'badSecret'],
    [7000216, 'badSecret'],
    [7000222, 'expiredSecret'],
    [700027, 'badCertificate'],
    [700024, 'badCertificate'],
    [12345, 'refused'],
  ];
  for (const [number, reason] of numbers) {
    it(`is "${reason}" for AADSTS${number}, told by number, by text or in a body`, () => {
      const words = `AADSTS${number}: Words.`;
      // MSAL declares the number as a text and passes on what the service sent.
      const byNumber = new ServerError('x', 'id', 'Words.', '', number as unknown as string);
      for (const error of [
        explained(byNumber),
        explained(new ServerError('x', 'id', words)),
        refusalIn({ error: 'x', error_codes: [number], error_description: 'Words.', correlation_id: 'id' }),
        refusalIn({ error: 'x', error_description: words, correlation_id: 'id' }),
      ]) {
        assert.deepEqual(
          [error?.reason, error?.data],
          [reason, { code: 'x', aadsts: String(number), correlationId: 'id' }],
        );
      }
    });
  }

  const codes: [code: string, reason: SignInReason][] = [
    ['access_denied', 'declined'],
    ['authorization_declined', 'declined'],
    ['user_timeout_reached', 'timedOut'],
    ['device_code_expired', 'timedOut'],
    ['expired_token', 'timedOut'],
    ['code_expired', 'timedOut'],
    ['unauthorized_client', 'unknownApp'],
    ['invalid_tenant', 'unknownTenant'],
    ['invalid_scope', 'badScope'],
    ['invalid_resource', 'unknownResource'],
    ['token_parsing_error', 'badResponse'],
    ['something_else', 'refused'],
  ];
  for (const [code, reason] of codes) {
    it(`is "${reason}" for ${code} without a number`, () => {
      const error = explained(new ClientAuthError(code, ''));
      assert.deepEqual([error.reason, error.data], [reason, { code }]);
    });
  }

  it('goes by the number rather than by the code', () => {
    const error = new ServerError('access_denied', '', 'AADSTS53003: Blocked.');
    assert.equal(explained(error).reason, 'conditionalAccess');
  });

  it('keeps the words of Entra ID as the cause', () => {
    const error = explained(new ServerError('x', '', 'AADSTS1: Words.'));
    assert.equal((error.cause as Error).message, 'AADSTS1: Words.');
  });

  const person = (code: string, subError = '') =>
    new InteractionRequiredAuthError(code, '', 'AADSTS50076: Words.', subError);

  it('is "sign in" or "sign in again" when a person is wanted and none is there', () => {
    assert.equal(explained(person('no_tokens_found'), true).reason, 'signInRequired');
    for (const code of ['invalid_grant', 'interaction_required', 'login_required', 'consent_required']) {
      assert.equal(explained(person(code), true).reason, 'signInExpired');
    }
    assert.equal(explained(person('interaction_required'), false).reason, 'mfaRequired');
  });

  for (const code of ['user_cancelled', 'device_code_polling_cancelled']) {
    it(`is a cancellation for ${code}`, () => {
      assert.ok(isCancellation(toSignInError(new AuthError(code, ''), { silent: false })));
    });
  }

  it('is what the network said, whatever MSAL made of it', () => {
    const seen = new Error('seen');
    assert.equal(
      toSignInError(new ClientAuthError('network_error', ''), { silent: true, unseen: seen }),
      seen,
    );
  });

  it('leaves alone what is not of MSAL', () => {
    for (const thrown of [
      new Error('x'),
      new SignInError('declined'),
      new DOMException('x', 'AbortError'),
      'x',
      null,
    ]) {
      assert.equal(toSignInError(thrown, { silent: true }), thrown);
    }
  });

  it('tells a refresh token that was refused for good', () => {
    assert.ok(isBadToken(person('invalid_grant', 'bad_token')));
    assert.ok(!isBadToken(person('invalid_grant', 'basic_action')));
    assert.ok(!isBadToken(new Error('bad_token')));
  });
});

describe('A body of Entra ID', () => {
  it('is no refusal when it names no error', () => {
    for (const body of [
      null,
      undefined,
      5,
      'error',
      [],
      {},
      { error: 5 },
      { error: null },
      { access_token: 'x' },
    ]) {
      assert.equal(refusalIn(body), undefined, JSON.stringify(body));
    }
  });

  it('is a refusal though the rest of it is missing', () => {
    const error = refusalIn({ error: 'x' });
    assert.deepEqual([error?.reason, error?.data], ['refused', { code: 'x' }]);
  });
});
