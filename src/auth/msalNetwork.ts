import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import type { Clock } from '../defender/clock.ts';
import { exchange, readText, type Fetch, type HttpResponse } from '../defender/http.ts';
import type { Logger } from '../defender/logger.ts';
import { refusalIn } from './msalFault.ts';
import { SignInError } from './signInError.ts';

const timeoutMs = 30_000;
/** What RFC 8628 adds to the pauses when told to slow down. */
const slowDownMs = 5000;
const longestBody = 1024 * 1024;

/**
 * MSAL's way to the network: the same fetch as everything else, so that VS Code's proxy and certificates hold; with
 * a time limit, which MSAL's own has not; and keeping what went wrong, which MSAL drops.
 */
export class MsalNetwork implements INetworkModule {
  readonly #fetch: Fetch;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #signal: AbortSignal | undefined;
  #failure: Error | undefined;

  /** @param signal ends every request, those to come too */
  constructor(fetch: Fetch, clock: Clock, logger: Logger, signal?: AbortSignal) {
    this.#fetch = fetch;
    this.#clock = clock;
    this.#logger = logger;
    this.#signal = signal;
  }

  /** The fault of the last failed request, once. */
  takeFailure(): Error | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send('GET', url, options);
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send('POST', url, options);
  }

  async #send<T>(
    method: 'GET' | 'POST',
    address: string,
    options: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    const url = new URL(address);
    const headers = { ...options.headers };
    try {
      const answer = await exchange(
        this.#fetch,
        url,
        { method, headers, ...(method === 'POST' && { body: options.body ?? '' }) },
        { clock: this.#clock, timeoutMs, signal: this.#signal },
        async (response) => {
          const text = await readBody(response, url.host);
          this.#logger.debug(`${method} ${url.host}${url.pathname}: ${response.status}`);
          return { headers: {}, body: parse(text, url.host, response.status), status: response.status };
        },
      );
      if (url.pathname.endsWith('/devicecode') || /\bgrant_type=device_code\b/.test(options.body ?? '')) {
        answer.body = await this.#withoutRefusal(answer.body);
      }
      return answer as NetworkResponse<T>;
    } catch (error) {
      this.#failure = error as Error;
      throw error;
    }
  }

  /**
   * MSAL takes a refusal for a device code without letters, drops the reason of those that come while it polls, and
   * takes the request to poll more slowly for one.
   */
  async #withoutRefusal(body: unknown): Promise<unknown> {
    const refusal = refusalIn(body);
    if (!refusal || refusal.data.code === 'authorization_pending') {
      return body;
    }
    if (refusal.data.code !== 'slow_down') {
      throw refusal;
    }
    await this.#clock.sleep(slowDownMs, this.#signal);
    return { ...(body as object), error: 'authorization_pending' };
  }
}

async function readBody(response: HttpResponse, host: string): Promise<string> {
  try {
    return await readText(response, longestBody);
  } catch (error) {
    throw error instanceof RangeError ? new SignInError('badResponse', { host }, error) : error;
  }
}

function parse(text: string, host: string, status: number): unknown {
  if (status === 429) {
    throw new SignInError('throttled', { host });
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new SignInError('badResponse', { host });
  }
  if (status < 500) {
    return body;
  }
  // MSAL would refuse the calls of the next minute by itself, and say less.
  const fault = refusalIn(body);
  throw fault
    ? new SignInError('throttled', { host, ...fault.data }, fault.cause)
    : new SignInError('badResponse', { host });
}
