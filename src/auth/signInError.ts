import { ReasonedError } from '../defender/reasonedError.ts';

export type SignInReason =
  | 'signInRequired' // nobody is signed in
  | 'signInExpired' // Entra ID wants to see the person again
  | 'timedOut' // five minutes passed
  | 'declined' // the person or an administrator said no
  | 'browserNotOpened'
  | 'mfaRequired'
  | 'conditionalAccess' // a policy of the tenant blocks this sign-in
  | 'consentRequired' // no administrator has granted the app's permissions
  | 'notAssigned' // the user is not assigned to the app
  | 'unknownTenant'
  | 'wrongTenant' // the account belongs to another tenant than the connection
  | 'unknownApp'
  | 'appDisabled'
  | 'unknownResource' // the tenant does not know the API behind the scope
  | 'badScope'
  | 'wrongCloud'
  | 'redirectUri' // http://localhost is not registered for the app
  | 'notPublicClient' // the app does not allow sign-in without a secret
  | 'badSecret'
  | 'expiredSecret'
  | 'badCertificate' // Entra ID does not know it
  | 'certificateUnreadable' // no file, or no certificate with its key in it
  | 'certificateExpired'
  | 'wrongPassphrase'
  | 'throttled'
  | 'badResponse' // not Entra ID's answer: a proxy's page, or another service
  | 'refused'; // anything else Entra ID says

export interface SignInErrorData {
  /** Number of the AADSTS error. */
  aadsts?: string;
  /** OAuth error code, such as `invalid_client`. */
  code?: string;
  /** For Microsoft's support. */
  correlationId?: string;
  host?: string;
  path?: string;
  tenantId?: string;
}

/** Nobody could be signed in, or is any more. */
export class SignInError extends ReasonedError<SignInReason, SignInErrorData> {
  constructor(reason: SignInReason, data: SignInErrorData = {}, cause?: unknown) {
    super('SignInError', reason, data, cause);
  }

  static is(error: unknown, reason: SignInReason): error is SignInError {
    return error instanceof SignInError && error.reason === reason;
  }
}
