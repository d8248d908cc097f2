import type { AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import { abortable } from '../defender/abortable.ts';
import { signInLimitMs, type SignInInteraction } from './interaction.ts';
import { SignInError } from './signInError.ts';

/**
 * Signs in on any device: the person types a code into a page, MSAL asks Entra ID meanwhile. The application's network
 * has the same signal: once that is aborted it sends nothing more, which ends the asking.
 */
export async function signInWithDeviceCode(
  application: PublicClientApplication,
  scopes: string[],
  interaction: SignInInteraction,
  signal: AbortSignal,
): Promise<AuthenticationResult> {
  const polling = application.acquireTokenByDeviceCode({
    scopes,
    timeout: signInLimitMs / 1000,
    deviceCodeCallback: ({ userCode, verificationUri }) =>
      interaction.showDeviceCode({ userCode, verificationUri }),
  });
  // The next question to Entra ID may be seconds away: nobody waits for that.
  const result = await abortable(polling, signal);
  if (!result) {
    throw new SignInError('refused');
  }
  return result;
}
