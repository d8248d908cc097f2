import type { AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import { abortable } from '../defender/abortable.ts';
import type { Clock } from '../defender/clock.ts';
import { exchange, type Fetch } from '../defender/http.ts';
import type { SignInInteraction } from './interaction.ts';
import { SignInError } from './signInError.ts';

/**
 * Signs in through the browser: authorization code with PKCE, answered to a listener on this machine. MSAL's call
 * neither ends by itself nor takes a signal; an answer that says "cancelled", posted to its own listener, ends it and
 * closes the port. Nobody waits for that.
 */
export async function signInWithBrowser(
  application: PublicClientApplication,
  scopes: string[],
  interaction: SignInInteraction,
  { fetch, clock, signal }: { fetch: Fetch; clock: Clock; signal: AbortSignal },
): Promise<AuthenticationResult> {
  signal.throwIfAborted();
  let answerCancelled: (() => Promise<void>) | undefined;
  const stop = () => void answerCancelled?.();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const result = application.acquireTokenInteractive({
      scopes,
      prompt: 'select_account',
      successTemplate: interaction.pages.success,
      errorTemplate: interaction.pages.failure,
      openBrowser: async (url) => {
        answerCancelled = () => postCancelled(new URL(url), fetch, clock);
        signal.throwIfAborted();
        if (!(await abortable(interaction.openBrowser(url), signal))) {
          throw new SignInError('browserNotOpened');
        }
      },
    });
    return await abortable(result, signal);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function postCancelled(authorizeUrl: URL, fetch: Fetch, clock: Clock): Promise<void> {
  const listener = new URL(authorizeUrl.searchParams.get('redirect_uri') ?? '');
  // The listener has the IPv4 address alone.
  listener.hostname = '127.0.0.1';
  const body = new URLSearchParams({
    error: 'user_cancelled',
    error_description: 'cancelled',
    state: authorizeUrl.searchParams.get('state') ?? '',
  }).toString();
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  await exchange(fetch, listener, { method: 'POST', headers, body }, { clock, timeoutMs: 5000 }, () =>
    Promise.resolve(),
  ).catch(() => undefined);
}
