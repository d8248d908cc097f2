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
          const body = parse(withoutSecrets(text, options.body), url.host, response.status);
          return { headers: {}, body, status: response.status };
        },
      );
      if (url.pathname.endsWith('/devicecode') || /\bgrant_type=device_code\b/.test(options.body ?? '')) {
        answer.body = await this.#withoutRefusal(answer.body);
      }
      if (method === 'POST') {
        answer.body = asMsalNeedsIt(answer.body, url.host);
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
  async #withoutRefusal(body: Body): Promise<Body> {
    const refusal = refusalIn(body);
    if (!refusal || refusal.data.code === 'authorization_pending') {
      return body;
    }
    if (refusal.data.code !== 'slow_down') {
      throw refusal;
    }
    await this.#clock.sleep(slowDownMs, this.#signal);
    return { ...body, error: 'authorization_pending' };
  }
}

async function readBody(response: HttpResponse, host: string): Promise<string> {
  try {
    return await readText(response, longestBody);
  } catch (error) {
    throw error instanceof RangeError ? new SignInError('badResponse', { host }, error) : error;
  }
}

type Body = Record<string, unknown>;

/** An error page may repeat what was sent; what is sent are credentials. */
function withoutSecrets(text: string, sent = ''): string {
  const secrets = [
    'client_secret',
    'client_assertion',
    'refresh_token',
    'code',
    'device_code',
    'code_verifier',
  ];
  const parameters = new URLSearchParams(sent);
  return secrets
    .map((name) => parameters.get(name))
    .reduce<string>((clean, secret) => (secret ? clean.replaceAll(secret, '…') : clean), text);
}

/** What the OAuth standard leaves to the server, and MSAL relies on. */
function asMsalNeedsIt(body: Body, host: string): Body {
  if ('access_token' in body || 'id_token' in body) {
    if (typeof body['access_token'] !== 'string' || body['access_token'] === '') {
      throw new SignInError('badResponse', { host });
    }
    // MSAL files the token under the scope in the answer, which may be spelt otherwise than what was asked for: it
    // would not find the token again. Without it, it takes what was asked for.
    const rest = { ...body };
    delete rest['scope'];
    return rest;
  }
  if ('device_code' in body) {
    // Without one MSAL would ask without a pause.
    const interval = Number(body['interval'] ?? 5);
    return { ...body, interval: interval >= 1 ? interval : 5 };
  }
  if (!('error' in body)) {
    throw new SignInError('badResponse', { host });
  }
  return body;
}

function parse(text: string, host: string, status: number): Body {
  if (status === 429) {
    throw new SignInError('throttled', { host });
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new SignInError('badResponse', { host });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SignInError('badResponse', { host });
  }
  if (status < 500) {
    return body as Body;
  }
  // MSAL would refuse the calls of the next minute by itself, and say less.
  const fault = refusalIn(body);
  throw fault
    ? new SignInError('throttled', { host, ...fault.data }, fault.cause)
    : new SignInError('badResponse', { host });
}
