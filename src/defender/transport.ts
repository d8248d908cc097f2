import type { Clock } from './clock.ts';
import { DefenderError } from './defenderError.ts';
import { requestIdOf, toDefenderError } from './errorResponse.ts';
import { exchange, readText, type Fetch, type HttpResponse } from './http.ts';
import type { Logger } from './logger.ts';
import type { Operation } from './permissions.ts';
import { withRetries, type RetryDelay } from './retry.ts';

/** Asked for a token before each request. */
export interface TokenRequest {
  signal?: AbortSignal | undefined;
  /** A token that the service has just refused: another one is wanted, not this from a cache. */
  rejected?: string;
  /** The claims that the refusal asked for (continuous access evaluation), as JSON. */
  claims?: string | undefined;
}

export type TokenSource = (request: TokenRequest) => Promise<string>;

export interface TransportOptions {
  /** Origin of the API. */
  apiHost: string;
  fetch: Fetch;
  getToken: TokenSource;
  clock: Clock;
  logger: Logger;
  userAgent: string;
  timeoutMs: number;
}

/** How one request was answered. */
export interface Answer {
  /** When it was sent, milliseconds since 1970. */
  atMs: number;
  /** Missing when no answer came. */
  status?: number | undefined;
  /** The service's id of the request, where it gave one. */
  requestId?: string | undefined;
}

export interface ReadOptions {
  operation: Operation;
  signal: AbortSignal | undefined;
  delay: RetryDelay;
  /** Wraps every single request, repeated ones too. */
  pace?: <T>(send: () => Promise<T>) => Promise<T>;
  /** Told of every single request how it was answered. */
  onAnswer?: ((answer: Answer) => void) | undefined;
}

const unpaced = <T>(send: () => Promise<T>): Promise<T> => send();

const longestBody = 256 * 1024 * 1024;
const longestErrorBody = 64 * 1024;

/** Sends the reads of the API: token, one renewal of it after a 401, repetition, errors. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  get host(): string {
    return new URL(this.#options.apiHost).host;
  }

  /** @returns the parsed JSON body of `GET path` */
  async read(path: string, options: ReadOptions): Promise<unknown> {
    const { signal, delay } = options;
    return withRetries({ ...this.#options, signal }, delay, () => this.#readOnce(path, options));
  }

  async #readOnce(path: string, options: ReadOptions): Promise<unknown> {
    const { signal, pace = unpaced } = options;
    const { getToken } = this.#options;
    signal?.throwIfAborted();
    const token = await getToken({ signal });
    try {
      return await pace(() => this.#get(path, token, options));
    } catch (error) {
      if (!DefenderError.is(error, 'unauthorized')) {
        throw error;
      }
      const fresh = await getToken({ signal, rejected: token, claims: error.data.claims });
      if (fresh === token) {
        throw error;
      }
      return pace(() => this.#get(path, fresh, options));
    }
  }

  async #get(path: string, token: string, { operation, signal, onAnswer }: ReadOptions): Promise<unknown> {
    const { apiHost, fetch, clock, logger, userAgent } = this.#options;
    const url = new URL(path, apiHost);
    const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json', 'User-Agent': userAgent };
    const startedMs = clock.now();
    // The query holds names of devices and people: it stays out of the log.
    const name = `GET ${url.host}${url.pathname}`;
    const answer: Answer = { atMs: startedMs };
    return exchange(
      fetch,
      url,
      { method: 'GET', headers },
      { ...this.#options, signal },
      async (response) => {
        answer.status = response.status;
        answer.requestId = requestIdOf(response);
        const ok = response.status >= 200 && response.status < 300;
        const text = await (ok ? readBody(response, url.host) : readErrorBody(response));
        logger.debug(`${name}: ${response.status}, ${text.length} characters, ${clock.now() - startedMs} ms`);
        if (ok) {
          return parseJson(text, response, url.host);
        }
        const error = toDefenderError(response, text, { host: url.host, operation, token, now: clock.now() });
        const { code = 'no code', requestId = 'unknown' } = error.data;
        answer.requestId = error.data.requestId;
        logger.debug(`${name}: ${response.status} (${code}), request id ${requestId}`);
        throw error;
      },
    ).finally(() => onAnswer?.(answer));
  }
}

async function readBody(response: HttpResponse, host: string): Promise<string> {
  try {
    return await readText(response, longestBody);
  } catch (error) {
    throw error instanceof RangeError ? badResponse(response, host, error) : error;
  }
}

/** A long one is a page that somebody in between put there; what counts then is the status. */
async function readErrorBody(response: HttpResponse): Promise<string> {
  try {
    return await readText(response, longestErrorBody);
  } catch (error) {
    if (error instanceof RangeError) {
      return '';
    }
    throw error;
  }
}

function parseJson(text: string, response: HttpResponse, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not kept as the cause: V8 quotes the text it stumbled over, and that may be anything.
    throw badResponse(response, host);
  }
}

function badResponse(response: HttpResponse, host: string, cause?: Error): DefenderError {
  const contentType = response.headers.get('content-type')?.split(';')[0]?.trim();
  return new DefenderError(
    'badResponse',
    { host, status: response.status, ...(contentType && { contentType }) },
    cause,
  );
}
