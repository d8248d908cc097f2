import type { Clock } from './clock.ts';
import { NetworkError, toNetworkError } from './networkError.ts';

/** What is used of a response; node-fetch's and the built-in one both fit. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array | string> | null;
}

export interface HttpRequest {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  /** Redirects are never followed unseen: a token or a package must not end up elsewhere. */
  redirect: 'manual';
  signal: AbortSignal;
  /** node-fetch's own: false leaves `Accept-Encoding` to `headers`. */
  compress?: boolean;
  /** node-fetch's own: bytes buffered ahead of the reader. */
  highWaterMark?: number;
}

export type Fetch = (url: string, request: HttpRequest) => Promise<HttpResponse>;

/**
 * Sends a request and hands its response to `read`, both within `timeoutMs`.
 * @throws NetworkError when no whole answer came; the signal's reason when it was aborted; what `read` throws
 */
export async function exchange<T>(
  fetch: Fetch,
  url: URL,
  request: Omit<HttpRequest, 'redirect' | 'signal'>,
  { clock, timeoutMs, signal }: { clock: Clock; timeoutMs: number; signal?: AbortSignal | undefined },
  read: (response: HttpResponse) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const timer = new AbortController();
  const stop = new AbortController();
  void clock.sleep(timeoutMs, timer.signal).then(
    () => stop.abort(),
    () => undefined,
  );
  try {
    const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const response = await fetch(url.href, { ...request, redirect: 'manual', signal: both });
    assertNotOfProxy(response, url.host);
    return await read(response);
  } catch (error) {
    signal?.throwIfAborted();
    if (stop.signal.aborted) {
      throw new NetworkError('timeout', { host: url.host });
    }
    throw error instanceof Error && isTransportFailure(error) ? toNetworkError(error, url.host) : error;
  } finally {
    timer.abort();
  }
}

/**
 * VS Code's proxy agent hands on the answer of a proxy that wants a password as if the host had given it.
 * @throws NetworkError `proxy`
 */
export function assertNotOfProxy({ status }: HttpResponse, host: string): void {
  if (status === 407) {
    throw new NetworkError('proxy', { host, code: '407' });
  }
}

/** node-fetch throws FetchError or a system error, the built-in fetch a TypeError; both may break while reading. */
function isTransportFailure(error: Error): boolean {
  return 'code' in error || 'type' in error || error.name === 'TypeError' || error.name === 'AbortError';
}

/**
 * Reads a body as UTF-8 text.
 * @throws RangeError when it is longer than `limit` bytes
 */
export async function readText(response: HttpResponse, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > limit) {
      throw new RangeError(`The body is longer than ${limit} bytes.`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, length).toString('utf8');
}
