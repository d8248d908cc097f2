import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import type { Clock } from '../defender/clock.ts';
import { exchange, readText, type Fetch } from '../defender/http.ts';
import type { Logger } from '../defender/logger.ts';
import { SignInError } from './signInError.ts';

const timeoutMs = 30_000;
const longestBody = 1024 * 1024;

/**
 * MSAL's way to the network: the same fetch as everything else, so that VS Code's proxy and certificates hold; with
 * a time limit, which MSAL's own has not; and keeping what went wrong, which MSAL drops.
 */
export class MsalNetwork implements INetworkModule {
  readonly #fetch: Fetch;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #failure: Error | undefined;

  constructor(fetch: Fetch, clock: Clock, logger: Logger) {
    this.#fetch = fetch;
    this.#clock = clock;
    this.#logger = logger;
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
      return await exchange(
        this.#fetch,
        url,
        { method, headers, ...(method === 'POST' && { body: options.body ?? '' }) },
        { clock: this.#clock, timeoutMs },
        async (response) => {
          const text = await readText(response, longestBody);
          this.#logger.debug(`${method} ${url.host}${url.pathname}: ${response.status}`);
          return { headers: {}, body: parse(text, url.host, response.status) as T, status: response.status };
        },
      );
    } catch (error) {
      this.#failure = error as Error;
      throw error;
    }
  }
}

function parse(text: string, host: string, status: number): unknown {
  if (status === 429) {
    throw new SignInError('throttled', { host });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new SignInError('badResponse', { host });
  }
}
