import type { ServiceRequest } from '../http/exchange.ts';
import type { AccessTokens } from '../entra/accessTokens.ts';
import type { Directory } from '../entra/directory.ts';
import { defenderResources } from '../entra/directory.ts';
import { ApiError } from './errors.ts';

/** Who calls, as the access token tells. */
export interface Caller {
  readonly tenantId: string;
  readonly appId: string;
  readonly appName: string;
  /** The signed-in user's name; undefined when the application calls for itself. */
  readonly user: string | undefined;
  /** `delegated`: on behalf of a signed-in user. */
  readonly context: 'delegated' | 'application';
  readonly permissions: readonly string[];
}

/** Permissions of which the caller needs one, by context. */
export type Accepted = Readonly<Record<Caller['context'], readonly string[]>>;

export const toRead: Accepted = {
  delegated: ['Machine.Read', 'Machine.ReadWrite'],
  application: ['Machine.Read.All', 'Machine.ReadWrite.All'],
};

export const toGetPackages: Accepted = {
  delegated: ['Machine.CollectForensics'],
  application: ['Machine.Read.All', 'Machine.ReadWrite.All'],
};

export const toGetResults: Accepted = {
  delegated: ['Machine.LiveResponse'],
  application: ['Machine.Read.All', 'Machine.ReadWrite.All'],
};

export const toCollect: Accepted = inBothContexts(['Machine.CollectForensics']);

export const toCancel: Accepted = inBothContexts([
  'Machine.CollectForensics',
  'Machine.Isolate',
  'Machine.RestrictExecution',
  'Machine.Scan',
  'Machine.Offboard',
  'Machine.StopAndQuarantine',
  'Machine.LiveResponse',
]);

export function authenticate(request: ServiceRequest, tokens: AccessTokens, directory: Directory): Caller {
  const header = request.headers.authorization;
  if (header === undefined) {
    throw unauthorized('The Authorization header is missing.');
  }
  const token = /^Bearer ([\w.~+/=-]+)$/i.exec(header)?.[1];
  const claims = token === undefined ? undefined : tokens.validClaims(token);
  if (claims === undefined) {
    throw unauthorized('The access token is missing, malformed or expired.');
  }
  if (claims.tid !== directory.tenantId) {
    throw unauthorized('The access token is from another tenant.');
  }
  if (!defenderResources.includes(claims.aud)) {
    throw new ApiError(403, 'Forbidden', `The access token is for another audience: ${claims.aud}.`);
  }
  return {
    tenantId: claims.tid,
    appId: claims.appid,
    appName: directory.client(claims.appid)?.name ?? claims.appid,
    user: claims.upn,
    context: claims.scp === undefined ? 'application' : 'delegated',
    permissions: claims.scp?.split(' ') ?? claims.roles ?? [],
  };
}

export function authorize(caller: Caller, accepted: Accepted): void {
  const wanted = accepted[caller.context];
  if (caller.permissions.some((permission) => wanted.includes(permission))) {
    return;
  }
  const has = caller.permissions.join(', ');
  throw new ApiError(
    403,
    'Forbidden',
    caller.context === 'application'
      ? `Missing application roles. API required roles: ${wanted.join(', ')}, application roles: ${has}.`
      : `Missing scopes. API required scopes: ${wanted.join(', ')}, user scopes: ${has}.`,
  );
}

function inBothContexts(permissions: readonly string[]): Accepted {
  return { delegated: permissions, application: permissions };
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, 'Unauthorized', message, { 'www-authenticate': 'Bearer error="invalid_token"' });
}
