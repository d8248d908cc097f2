import { readClaims } from './accessToken.ts';
import type { Clock } from './clock.ts';
import { DefenderError } from './defenderError.ts';
import { requestIdOf, toDefenderError } from './errorResponse.ts';
import { exchange, readText, type Fetch, type HttpResponse } from './http.ts';
import type { Logger } from './logger.ts';
import type { Operation } from './permissions.ts';
import { withRetries, type RetryDelay } from './retry.ts';
import { isOtherTenant } from './tenant.ts';

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
  /** The tenant that is acted on, by its id or a domain. */
  tenantId?: string | undefined;
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

export interface RequestOptions {
  operation: Operation;
  signal: AbortSignal | undefined;
  /** Wraps every single request, repeated ones too. */
  pace?: <T>(send: () => Promise<T>) => Promise<T>;
  /** Told of every single request how it was answered. */
  onAnswer?: ((answer: Answer) => void) | undefined;
}

export interface ReadOptions extends RequestOptions {
  delay: RetryDelay;
}

/** What is sent: a read has no body. */
interface Message {
  method: 'GET' | 'POST';
  path: string;
  body?: object;
}

const unpaced = <T>(send: () => Promise<T>): Promise<T> => send();

const longestBody = 256 * 1024 * 1024;
const longestErrorBody = 64 * 1024;

/** Sends what is asked of the API: token, one renewal of it after a 401, repetition of reads, errors. */
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
    return withRetries({ ...this.#options, signal }, delay, () =>
      this.#send({ method: 'GET', path }, options),
    );
  }

  /**
   * Sends a body that makes the service act. It is not repeated: an answer that is lost may be that to an action which
   * has begun. Nothing is sent with a token of another tenant than the connection's.
   * @returns the parsed JSON body of the answer
   */
  async post(path: string, body: object, options: RequestOptions): Promise<unknown> {
    return this.#send({ method: 'POST', path, body }, options);
  }

  async #send(message: Message, options: RequestOptions): Promise<unknown> {
    const { signal, pace = unpaced } = options;
    const { getToken } = this.#options;
    signal?.throwIfAborted();
    const token = await getToken({ signal });
    try {
      return await pace(() => this.#exchange(message, token, options));
    } catch (error) {
      // Refused before anything was done, whatever was asked for.
      if (!DefenderError.is(error, 'unauthorized')) {
        throw error;
      }
      const fresh = await getToken({ signal, rejected: token, claims: error.data.claims });
      if (fresh === token) {
        throw error;
      }
      return pace(() => this.#exchange(message, fresh, options));
    }
  }

  async #exchange(
    { method, path, body }: Message,
    token: string,
    { operation, signal, onAnswer }: RequestOptions,
  ): Promise<unknown> {
    if (method === 'POST') {
      this.#assertTenant(token);
    }
    const { apiHost, fetch, clock, logger, userAgent } = this.#options;
    const url = new URL(path, apiHost);
    const headers = {
      Authorization: `Bearer ${token}`,
      Accept: 'application/json',
      'User-Agent': userAgent,
      ...(body && { 'Content-Type': 'application/json' }),
    };
    const startedMs = clock.now();
    // The query holds names of devices and people: it stays out of the log.
    const name = `${method} ${url.host}${url.pathname}`;
    const answer: Answer = { atMs: startedMs };
    return exchange(
      fetch,
      url,
      { method, headers, ...(body && { body: JSON.stringify(body) }) },
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
        const error = toDefenderError(response, text, {
          host: url.host,
          operation,
          token,
          tenant: this.#options.tenantId,
          now: clock.now(),
        });
        const { code = 'no code', requestId = 'unknown' } = error.data;
        answer.requestId = error.data.requestId;
        logger.debug(`${name}: ${response.status} (${code}), request id ${requestId}`);
        throw error;
      },
    ).finally(() => onAnswer?.(answer));
  }

  #assertTenant(token: string): void {
    const { tenantId: tenant } = this.#options;
    const tokenTenant = readClaims(token)?.tenantId;
    if (tenant && tokenTenant && isOtherTenant(tenant, tokenTenant)) {
      throw new DefenderError('wrongTenant', { host: this.host, tenant, tokenTenant });
    }
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
