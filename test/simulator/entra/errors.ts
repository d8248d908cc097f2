import { randomUUID } from 'node:crypto';
import type { Reply } from '../http/exchange.ts';
import { jsonReply } from '../http/exchange.ts';

interface Details {
  readonly status?: number;
  readonly suberror?: string;
  readonly claims?: string;
}

/** A refusal of Entra ID: an OAuth error code, and the AADSTS number that says what it really was. */
export class EntraError extends Error {
  readonly error: string;
  readonly number: number;
  readonly details: Details;

  constructor(error: string, number: number, message: string, details: Details = {}) {
    super(`AADSTS${number}: ${message}`);
    this.error = error;
    this.number = number;
    this.details = details;
  }

  reply(nowMs: number): Reply {
    const traceId = randomUUID();
    const correlationId = randomUUID();
    const timestamp = new Date(nowMs)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, 'Z');
    const { status = 400, suberror, claims } = this.details;
    return jsonReply(status, {
      error: this.error,
      error_description: `${this.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [this.number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${this.number}`,
      ...(suberror !== undefined && { suberror }),
      ...(claims !== undefined && { claims }),
    });
  }
}

export const unknownTenant = (tenant: string): EntraError =>
  new EntraError(
    'invalid_request',
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  );

export const unknownClient = (clientId: string, tenantName: string): EntraError =>
  new EntraError(
    'unauthorized_client',
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${tenantName}'.`,
  );

export const unknownResource = (resource: string, tenantName: string): EntraError =>
  new EntraError(
    'invalid_resource',
    500011,
    `The resource principal named ${resource} was not found in the tenant named ${tenantName}.`,
  );

export const invalidScope = (scope: string): EntraError =>
  new EntraError(
    'invalid_scope',
    70011,
    `The provided request must include a 'scope' input parameter. The provided value '${scope}' is not valid.`,
  );

export const missingParameter = (name: string): EntraError =>
  new EntraError(
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  );

export const unsupportedGrant = (grant: string): EntraError =>
  new EntraError('unsupported_grant_type', 70003, `The app requested an unsupported grant type '${grant}'.`);

export const wrongRedirect = (redirectUri: string, clientId: string): EntraError =>
  new EntraError(
    'invalid_request',
    50011,
    `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'.`,
  );

const clientError = (number: number, message: string): EntraError =>
  new EntraError('invalid_client', number, message, { status: 401 });

export const credentialMissing = (): EntraError =>
  clientError(
    7000218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  );

export const credentialMissingForAppToken = (): EntraError =>
  clientError(
    7000216,
    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  );

export const credentialOfPublicClient = (): EntraError =>
  clientError(
    700025,
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  );

export const wrongSecret = (clientId: string): EntraError =>
  clientError(
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
  );

export const expiredSecret = (clientId: string): EntraError =>
  clientError(7000222, `The provided client secret keys for app '${clientId}' are expired.`);

export const badAssertion = (reason: string): EntraError =>
  clientError(
    700027,
    `The certificate with identifier used to sign the client assertion is not registered on application or the assertion is not valid. [Reason - ${reason}]`,
  );

export const assertionOutOfTime = (): EntraError =>
  clientError(700024, 'Client assertion is not within its valid time range.');

const grantError = (number: number, message: string, details: Details = {}): EntraError =>
  new EntraError('invalid_grant', number, message, details);

export const badCode = (): EntraError =>
  grantError(70000, 'The provided authorization code is malformed or not valid.');

export const redeemedCode = (): EntraError =>
  grantError(54005, 'OAuth2 Authorization code was already redeemed.');

export const expiredCode = (): EntraError =>
  grantError(70008, 'The provided authorization code or refresh token has expired.');

export const otherRedirect = (): EntraError =>
  grantError(500112, 'The reply address does not match the reply address of the authorization request.');

export const wrongVerifier = (): EntraError =>
  grantError(
    501481,
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  );

export const deadRefreshToken = (): EntraError =>
  grantError(700082, 'The refresh token has expired due to inactivity.', { suberror: 'bad_token' });

export const mfaRequired = (): EntraError =>
  grantError(
    50076,
    'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
    {
      suberror: 'basic_action',
      claims: JSON.stringify({ access_token: { capolids: { essential: true, values: [randomUUID()] } } }),
    },
  );

export const devicePending = (): EntraError =>
  new EntraError(
    'authorization_pending',
    70016,
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  );

export const devicePolledTooFast = (): EntraError =>
  new EntraError('slow_down', 70016, 'OAuth 2.0 device flow error. Polling too fast. Slow down.');

export const deviceDeclined = (): EntraError =>
  new EntraError('authorization_declined', 65004, 'The user declined the sign-in request.');

export const deviceCodeExpired = (): EntraError =>
  new EntraError('expired_token', 70019, 'The device code has expired.');

export const unknownDeviceCode = (): EntraError =>
  new EntraError('bad_verification_code', 70018, 'The device code is not recognised.');
