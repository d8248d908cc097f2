import type { IncomingHttpHeaders } from 'node:http';

export type Service = 'entra' | 'api' | 'packages';

export interface ServiceRequest {
  readonly service: Service;
  readonly method: string;
  /** Scheme, host and port of the listener that took the request. */
  readonly origin: string;
  /** As it was sent, percent-encoding included. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request as the simulator saw it; `status` is 0 until the answer's head was sent. */
export interface RecordedRequest extends ServiceRequest {
  readonly atMs: number;
  /** The body's JSON; undefined when it has none. */
  readonly json: unknown;
  status: number;
  /** Bytes of the answer's body that were handed to the socket. */
  bytesSent: number;
  /** `cut`: the connection ended before the answer did, whoever ended it. */
  outcome: 'open' | 'complete' | 'cut';
}

/** A body that is produced while it is being sent. */
export interface ByteSource {
  readonly size: number;
  chunks(): Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** How an answer travels, where that is not simply "at once and whole". */
export interface Delivery {
  delayMs?: number;
  bytesPerSecond?: number;
  /** What Content-Length claims instead of the truth. */
  declaredLength?: number;
  cut?: { how: 'reset' } | { how: 'end' | 'stall'; afterBytes: number };
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | ByteSource;
  readonly delivery?: Delivery;
}

/** Whether a request says that its body is JSON. */
export function saysJson({ headers }: Pick<ServiceRequest, 'headers'>): boolean {
  return /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}

/** A request's body as JSON; undefined when it is none, or not said to be. */
export function jsonBody(request: Pick<ServiceRequest, 'headers' | 'body'>): unknown {
  if (!saysJson(request)) {
    return undefined;
  }
  try {
    return JSON.parse(request.body) as unknown;
  } catch {
    return undefined;
  }
}

export function jsonReply(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

export function htmlReply(status: number, html: string): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: html };
}

export function byteSource(body: Reply['body']): ByteSource {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) {
    return body;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  return { size: bytes.length, chunks: () => [bytes] };
}
