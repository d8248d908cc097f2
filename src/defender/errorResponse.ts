import { readClaims } from './accessToken.ts';
import { cloudFamily } from './clouds.ts';
import { DefenderError, type DefenderErrorData, type DefenderReason } from './defenderError.ts';
import type { HttpResponse } from './http.ts';
import { permissionsFor, type Operation } from './permissions.ts';
import { parseRetryAfter } from './retryAfter.ts';
import { isOtherTenant } from './tenant.ts';

/** Whoever writes more than this writes no error: it would fill the log. */
const longestWords = 1000;

/** An id is no longer: the record of a download keeps it. */
const longestId = 200;

const requestIdHeaders = ['request-id', 'x-ms-request-id', 'client-request-id', 'x-correlation-id'];

/** @returns the service's id of the request that this answers, where it gave one */
export function requestIdOf({ headers }: Pick<HttpResponse, 'headers'>): string | undefined {
  return requestIdHeaders.map((name) => headers.get(name)?.slice(0, longestId)).find(Boolean);
}

/**
 * Turns an answer that is not 2xx into the error it means.
 * @param text the body: `{"error":{"code","message","target"}}`, or anything a proxy put in its place
 */
export function toDefenderError(
  response: HttpResponse,
  text: string,
  call: { host: string; operation: Operation; token: string; tenant?: string | undefined; now: number },
): DefenderError {
  const { status, headers } = response;
  // An error page may repeat the request.
  const { code, message, target } = parseBody(text.replaceAll(call.token, '…'));
  const requestId = target || requestIdOf(response);
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), call.now);
  const claims = readClaims(call.token);
  const isRefusal = status === 401 || status === 403;
  const tokenTenant = claims?.tenantId;
  const challenge = parseClaimsChallenge(headers.get('www-authenticate'));
  const data: DefenderErrorData = {
    host: call.host,
    status,
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(requestId && { requestId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...((isRefusal || status === 404) && {
      operation: call.operation,
      ...(call.tenant &&
        tokenTenant &&
        isOtherTenant(call.tenant, tokenTenant) && { tenant: call.tenant, tokenTenant }),
    }),
    ...(isRefusal && {
      needs: permissionsFor(call.operation, claims?.kind ?? 'user'),
      ...(claims && { has: claims.permissions, kind: claims.kind }),
      ...(claims?.audience !== undefined && { audience: claims.audience }),
    }),
    ...(challenge !== undefined && { claims: challenge }),
  };
  return new DefenderError(reasonFor(status, data), data);
}

/** Another tenant's token explains a 404 too: that tenant does not have this action, or this device. */
const ofWrongTenant: readonly DefenderReason[] = ['unauthorized', 'forbidden', 'notFound'];

function reasonFor(status: number, data: DefenderErrorData): DefenderReason {
  const reason = reasonOfAnswer(status, data);
  return data.tokenTenant !== undefined && ofWrongTenant.includes(reason) ? 'wrongTenant' : reason;
}

function reasonOfAnswer(status: number, data: DefenderErrorData): DefenderReason {
  if ((status === 401 || status === 403) && isForAnotherCloud(data)) {
    return 'wrongCloud';
  }
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return data.code === 'DisabledFeature' ? 'featureDisabled' : 'forbidden';
    case 404:
      return (data.code ?? data.message) === undefined || /no http resource/i.test(data.message ?? '')
        ? 'routeNotFound'
        : 'notFound';
    case 429:
      return 'throttled';
    case 400:
      return badRequestReason(data);
    default:
      return status >= 500
        ? 'server'
        : status >= 400
          ? 'badRequest'
          : status >= 300
            ? 'redirected'
            : 'badResponse';
  }
}

function badRequestReason({ code, message = '' }: DefenderErrorData): DefenderReason {
  switch (code) {
    case 'ActiveRequestAlreadyExists':
      return 'activeRequest';
    case 'OsPlatformNotSupported':
      return 'unsupportedOs';
    case 'ClientVersionNotSupported':
      return 'unsupportedSensor';
    default:
      // The pages of some actions document these words, and no code.
      return /already in progress/i.test(message) ? 'activeRequest' : 'badRequest';
  }
}

function isForAnotherCloud({ audience, host }: DefenderErrorData): boolean {
  if (audience === undefined || !URL.canParse(audience)) {
    return false;
  }
  const ofToken = cloudFamily(new URL(audience).hostname);
  const ofHost = cloudFamily(host);
  return ofToken !== undefined && ofHost !== undefined && ofToken !== ofHost;
}

interface ErrorBody {
  code?: string | undefined;
  message?: string | undefined;
  target?: string | undefined;
}

function parseBody(text: string): ErrorBody {
  // Gateways in front of the service put code and message at the top.
  const body = parseObject(text);
  const error = (body?.['error'] ?? body) as Record<string, unknown> | undefined;
  // In one line, as the log is.
  const words = (value: unknown) =>
    typeof value === 'string' ? value.slice(0, longestWords).replaceAll(/\s+/g, ' ') : undefined;
  return {
    code: words(error?.['code']),
    message: words(error?.['message']),
    target: words(error?.['target']),
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** `WWW-Authenticate: Bearer error="insufficient_claims", claims="<base64 of JSON>"`. */
function parseClaimsChallenge(header: string | null): string | undefined {
  const encoded = /\bclaims="([^"]+)"/.exec(header ?? '')?.[1];
  const claims = encoded && Buffer.from(encoded, 'base64').toString();
  // What is no JSON would make the renewal of the token fail, and hide why it was refused.
  return claims && parseObject(claims) ? claims : undefined;
}
