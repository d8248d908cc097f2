import { isCancellation, cancelled } from '../defender/reasonedError.ts';
import { SignInError, type SignInErrorData, type SignInReason } from './signInError.ts';

/** What is read of MSAL's errors. Its classes live in a bundle of their own: their shape is what tells them apart. */
interface MsalFault {
  name: string;
  errorCode: string;
  errorMessage?: string;
  /** Declared as a text, and a number in truth. */
  errorNo?: string | number;
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
  bad_verification_code: 'timedOut',
};

const cancelCodes = new Set(['user_cancelled', 'device_code_polling_cancelled']);

/** Whether Entra ID refused the refresh token for good. */
export function isBadToken(thrown: unknown): boolean {
  return isRemovedByMsal(thrown) || (isMsalFault(thrown) && isPlainInvalidGrant(thrown));
}

/** MSAL drops a refused refresh token only when the refusal says so in this word. */
export function isRemovedByMsal(thrown: unknown): boolean {
  return isMsalFault(thrown) && thrown.subError === 'bad_token';
}

/** The standard's own refusal of a refresh token, without what Entra ID adds to it. */
function isPlainInvalidGrant({ name, errorCode }: MsalFault): boolean {
  return errorCode === 'invalid_grant' && name === 'ServerError';
}

/**
 * Finds the reason behind what MSAL threw.
 * @param silent whether no person was involved: then all that Entra ID wants of a person means "sign in again"
 * @param unseen what our own network module threw meanwhile: MSAL passes on no cause
 * @param invalidClient what is wrong when only the client's credential is said to be
 */
export function toSignInError(
  thrown: unknown,
  {
    silent,
    unseen,
    invalidClient = 'refused',
  }: { silent: boolean; unseen?: Error | undefined; invalidClient?: SignInReason },
): unknown {
  if (unseen) {
    return unseen;
  }
  if (!isMsalFault(thrown) || isCancellation(thrown)) {
    return thrown;
  }
  if (cancelCodes.has(thrown.errorCode)) {
    return cancelled();
  }
  const { errorCode, errorMessage = '', errorNo, correlationId } = thrown;
  const refusal = { code: errorCode, words: errorMessage, number: errorNo, correlationId };
  if (silent && (thrown.name === 'InteractionRequiredAuthError' || isPlainInvalidGrant(thrown))) {
    const reason = errorCode === 'no_tokens_found' ? 'signInRequired' : 'signInExpired';
    return new SignInError(reason, dataOf(refusal));
  }
  return explained(refusal, errorCode === 'invalid_client' ? invalidClient : undefined);
}

/** An error response of Entra ID's. */
interface ErrorBody {
  error?: unknown;
  error_description?: string;
  error_codes?: number[];
  correlation_id?: string;
}

/** Finds the reason behind a body of Entra ID's; undefined when it is no refusal. */
export function refusalIn(body: unknown): SignInError | undefined {
  const { error, error_description, error_codes, correlation_id } = (body ?? {}) as ErrorBody;
  return typeof error === 'string'
    ? explained({
        code: error,
        words: error_description ?? '',
        number: error_codes?.[0],
        correlationId: correlation_id,
      })
    : undefined;
}

interface Refusal {
  code: string;
  words: string;
  number: string | number | undefined;
  correlationId: string | undefined;
}

function explained(refusal: Refusal, otherwise: SignInReason = 'refused'): SignInError {
  const data = dataOf(refusal);
  const reason = (data.aadsts && reasonsByNumber[data.aadsts]) || reasonsByCode[refusal.code] || otherwise;
  return new SignInError(reason, data, new Error(refusal.words));
}

function dataOf({ code, words, number, correlationId }: Refusal): SignInErrorData {
  const aadsts = number ?? /AADSTS(\d+)/.exec(words)?.[1];
  return {
    code,
    ...(aadsts && { aadsts: String(aadsts) }),
    ...(correlationId && { correlationId }),
  };
}

function isMsalFault(thrown: unknown): thrown is MsalFault & Error {
  return thrown instanceof Error && typeof (thrown as Partial<MsalFault>).errorCode === 'string';
}
