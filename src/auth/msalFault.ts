import { isCancellation, cancelled } from '../defender/reasonedError.ts';
import { SignInError, type SignInReason } from './signInError.ts';

/** What is read of MSAL's errors. Its classes live in a bundle of their own: their shape is what tells them apart. */
interface MsalFault {
  name: string;
  errorCode: string;
  errorMessage?: string;
  errorNo?: string;
  subError?: string;
  correlationId?: string;
}

const reasonsByNumber: Record<string, SignInReason> = {
  50011: 'redirectUri',
  50072: 'mfaRequired',
  50074: 'mfaRequired',
  50076: 'mfaRequired',
  50079: 'mfaRequired',
  50020: 'wrongTenant',
  50105: 'notAssigned',
  53000: 'conditionalAccess',
  53001: 'conditionalAccess',
  53002: 'conditionalAccess',
  53003: 'conditionalAccess',
  530003: 'conditionalAccess',
  65001: 'consentRequired',
  65004: 'declined',
  70011: 'badScope',
  1002012: 'badScope',
  90002: 'unknownTenant',
  900021: 'unknownTenant',
  900023: 'unknownTenant',
  900382: 'wrongCloud',
  500011: 'unknownResource',
  500014: 'unknownResource',
  700016: 'unknownApp',
  7000112: 'appDisabled',
  7000218: 'notPublicClient',
  700025: 'notPublicClient',
  7000215: 'badSecret',
  7000216: 'badSecret',
  7000222: 'expiredSecret',
  700027: 'badCertificate',
  700024: 'badCertificate',
};

const reasonsByCode: Record<string, SignInReason> = {
  access_denied: 'declined',
  authorization_declined: 'declined',
  user_timeout_reached: 'timedOut',
  device_code_expired: 'timedOut',
  expired_token: 'timedOut',
  code_expired: 'timedOut',
  unauthorized_client: 'unknownApp',
  invalid_tenant: 'unknownTenant',
  invalid_scope: 'badScope',
  invalid_resource: 'unknownResource',
  token_parsing_error: 'badResponse',
};

const cancelCodes = new Set(['user_cancelled', 'device_code_polling_cancelled']);

/** Whether Entra ID refused the refresh token for good. */
export function isBadToken(thrown: unknown): boolean {
  return isMsalFault(thrown) && thrown.subError === 'bad_token';
}

/**
 * Finds the reason behind what MSAL threw.
 * @param silent whether no person was involved: then all that Entra ID wants of a person means "sign in again"
 * @param unseen what our own network module threw meanwhile: MSAL passes on no cause
 */
export function toSignInError(thrown: unknown, silent: boolean, unseen?: Error): unknown {
  if (unseen) {
    return unseen;
  }
  if (!isMsalFault(thrown) || isCancellation(thrown)) {
    return thrown;
  }
  if (cancelCodes.has(thrown.errorCode)) {
    return cancelled();
  }
  const aadsts = thrown.errorNo ?? /AADSTS(\d+)/.exec(thrown.errorMessage ?? '')?.[1];
  const data = {
    code: thrown.errorCode,
    ...(aadsts && { aadsts }),
    ...(thrown.correlationId && { correlationId: thrown.correlationId }),
  };
  if (silent && thrown.name === 'InteractionRequiredAuthError') {
    return new SignInError(thrown.errorCode === 'no_tokens_found' ? 'signInRequired' : 'signInExpired', data);
  }
  const reason = (aadsts && reasonsByNumber[aadsts]) || reasonsByCode[thrown.errorCode] || 'refused';
  return new SignInError(reason, data, new Error(thrown.errorMessage));
}

function isMsalFault(thrown: unknown): thrown is MsalFault & Error {
  return thrown instanceof Error && typeof (thrown as Partial<MsalFault>).errorCode === 'string';
}
