import { assertNotOfProxy, type Fetch, type HttpResponse } from '../../defender/http.ts';
import { toNetworkError } from '../../defender/networkError.ts';
import { isPrivate, isSafeAddress } from '../../defender/origin.ts';
import type { PackageLink } from '../../defender/packageLink.ts';
import { parseRetryAfter } from '../../defender/retryAfter.ts';
import { AcquisitionError } from '../acquisitionError.ts';

const mostRedirects = 5;

/** Answers that mean: this link is no longer good, a new one may be. */
const expiredStatuses = new Set([401, 403, 404, 410]);
/** Answers that mean: what is there now has no such rest. */
const otherVersionStatuses = new Set([412, 416]);

/** The rest of a package of which the beginning is there. */
export interface PackageRest {
  /** Position of the first byte that is wanted, at least 1. */
  from: number;
  /** What `If-Range` is told: the rest is only good if the package is still the same one. */
  ifRange: string;
  totalBytes: number;
}

/** The package's own answer, its body not yet read. */
export interface PackageResponse {
  body: NonNullable<HttpResponse['body']>;
  /** Host and port that gave it, after redirects. */
  host: string;
  /** Position of the body's first byte in the package: that of the rest asked for, else 0. */
  from: number;
  /** Size of the whole package; undefined when the host does not say. */
  totalBytes: number | undefined;
  /** Tells this version of the package from others; undefined when the host gives nothing that would. */
  ifRange: string | undefined;
}

/**
 * Asks for the package behind a link, or for the rest of it: no token, no compression, and redirects one by one,
 * since each hop sees the evidence. A host that has another package by now, or answers with other bytes than those
 * asked for, is asked for the whole. The caller aborts `signal` when it no longer wants the body.
 * @throws AcquisitionError, NetworkError
 */
export async function requestPackage(
  fetch: Fetch,
  link: PackageLink,
  signal: AbortSignal,
  rest?: PackageRest,
): Promise<PackageResponse> {
  if (rest) {
    const unwanted = new AbortController();
    const either = AbortSignal.any([signal, unwanted.signal]);
    const { response, host } = await follow(fetch, link, either, {
      Range: `bytes=${rest.from}-`,
      'If-Range': rest.ifRange,
    });
    if (response.status === 206 ? isRest(response, rest) : !otherVersionStatuses.has(response.status)) {
      return judge(response, host, response.status === 206 ? rest : undefined);
    }
    unwanted.abort();
  }
  const { response, host } = await follow(fetch, link, signal, {});
  return judge(response, host);
}

async function follow(
  fetch: Fetch,
  link: PackageLink,
  signal: AbortSignal,
  headers: Record<string, string>,
): Promise<{ response: HttpResponse; host: string }> {
  const first = link.reveal();
  let url = first;
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const response = await send(fetch, url, signal, headers);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || !location) {
      return { response, host: url.host };
    }
    url = nextAddress(url, location, first);
  }
  throw new AcquisitionError('tooManyRedirects', { host: url.host });
}

async function send(
  fetch: Fetch,
  url: URL,
  signal: AbortSignal,
  headers: Record<string, string>,
): Promise<HttpResponse> {
  try {
    const response = await fetch(url.href, {
      method: 'GET',
      headers: { 'Accept-Encoding': 'identity', ...headers },
      redirect: 'manual',
      signal,
      compress: false,
      highWaterMark: 1024 * 1024,
    });
    assertNotOfProxy(response, url.host);
    return response;
  } catch (error) {
    signal.throwIfAborted();
    throw toNetworkError(error, url.host);
  }
}

function nextAddress(from: URL, location: string, first: URL): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const intoPrivate = to && isPrivate(to.hostname) && !isPrivate(first.hostname);
  if (!to || !isSafeAddress(to) || to.username || to.password || intoPrivate) {
    throw new AcquisitionError('unsafeRedirect', { host: to?.host || from.host });
  }
  return to;
}

/** Whether a 206 holds the rest that was asked for, to the end, of the same version. */
function isRest({ headers }: HttpResponse, rest: PackageRest): boolean {
  const wanted = `bytes ${rest.from}-${rest.totalBytes - 1}/${rest.totalBytes}`;
  const etag = headers.get('etag');
  const isOther = etag !== null && rest.ifRange.startsWith('"') && etag !== rest.ifRange;
  return headers.get('content-range') === wanted && !headers.get('content-encoding') && !isOther;
}

function judge(response: HttpResponse, host: string, rest?: PackageRest): PackageResponse {
  const { status, headers, body } = response;
  if (expiredStatuses.has(status)) {
    throw new AcquisitionError('linkExpired', { host, status });
  }
  if (status !== (rest ? 206 : 200) || !body) {
    const retryAfterMs = parseRetryAfter(headers.get('retry-after'), Date.now());
    throw new AcquisitionError('linkRefused', {
      host,
      status,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  }
  const length = headers.get('content-encoding') ? null : headers.get('content-length');
  return {
    body,
    host,
    from: rest?.from ?? 0,
    totalBytes: rest?.totalBytes ?? (length && /^\d+$/.test(length) ? Number(length) : undefined),
    ifRange: rest?.ifRange ?? versionOf(response),
  };
}

/** A weak ETag does not promise the same bytes, and a date beside it may not stand in for it. */
function versionOf({ headers }: HttpResponse): string | undefined {
  const version = headers.get('etag') ?? headers.get('last-modified') ?? undefined;
  return version?.startsWith('W/') ? undefined : version;
}
