import type { Fetch, HttpResponse } from '../defender/http.ts';
import { toNetworkError } from '../defender/networkError.ts';
import { isLoopback, isSafeAddress } from '../defender/origin.ts';
import type { PackageLink } from '../defender/packageLink.ts';
import { AcquisitionError } from './acquisitionError.ts';

const mostRedirects = 5;

/** Answers that mean: this link is no longer good, a new one may be. */
const expiredStatuses = new Set([401, 403, 404, 410]);

/** The package's own answer, its body not yet read. */
export interface PackageResponse {
  /** Throws NetworkError where the connection breaks. */
  body: AsyncIterable<Uint8Array>;
  /** Bytes promised; undefined when the host does not say. */
  length: number | undefined;
}

/**
 * Asks for the package behind a link: no token, no compression, and redirects one by one, since each hop sees the
 * evidence. The caller aborts `signal` when it no longer wants the body.
 * @throws AcquisitionError, NetworkError
 */
export async function requestPackage(
  fetch: Fetch,
  link: PackageLink,
  signal: AbortSignal,
): Promise<PackageResponse> {
  const first = link.reveal();
  let url = first;
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const response = await send(fetch, url, signal);
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location) {
      url = nextAddress(url, location, first);
      continue;
    }
    return judge(response, url.host);
  }
  throw new AcquisitionError('tooManyRedirects', { host: url.host });
}

async function send(fetch: Fetch, url: URL, signal: AbortSignal): Promise<HttpResponse> {
  try {
    return await fetch(url.href, {
      method: 'GET',
      headers: { 'Accept-Encoding': 'identity' },
      redirect: 'manual',
      signal,
      compress: false,
      highWaterMark: 1024 * 1024,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw toNetworkError(error, url.host);
  }
}

function nextAddress(from: URL, location: string, first: URL): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const intoThisMachine = to && isLoopback(to.hostname) && !isLoopback(first.hostname);
  if (!to || !isSafeAddress(to) || to.username || to.password || intoThisMachine) {
    throw new AcquisitionError('unsafeRedirect', { host: to?.host || from.host });
  }
  return to;
}

function judge({ status, headers, body }: HttpResponse, host: string): PackageResponse {
  if (expiredStatuses.has(status)) {
    throw new AcquisitionError('linkExpired', { host, status });
  }
  if (status !== 200 || !body) {
    throw new AcquisitionError('linkRefused', { host, status });
  }
  const length = headers.get('content-encoding') ? null : headers.get('content-length');
  return {
    body: namingFaults(body, host),
    length: length && /^\d+$/.test(length) ? Number(length) : undefined,
  };
}

async function* namingFaults(
  body: NonNullable<HttpResponse['body']>,
  host: string,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    }
  } catch (error) {
    throw toNetworkError(error, host);
  }
}
