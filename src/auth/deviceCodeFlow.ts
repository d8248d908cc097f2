import type { AuthenticationResult, DeviceCodeRequest, PublicClientApplication } from '@azure/msal-node';
import { abortable } from '../defender/abortable.ts';
import { signInLimitMs, type SignInInteraction } from './interaction.ts';
import { SignInError } from './signInError.ts';

/** Signs in on any device: the person types a code into a page, MSAL asks Entra ID meanwhile. */
export async function signInWithDeviceCode(
  application: PublicClientApplication,
  scopes: string[],
  interaction: SignInInteraction,
  signal: AbortSignal,
): Promise<AuthenticationResult> {
  const request: DeviceCodeRequest = {
    scopes,
    timeout: signInLimitMs / 1000,
    deviceCodeCallback: ({ userCode, verificationUri }) =>
      interaction.showDeviceCode({ userCode, verificationUri }),
  };
  // Looked at before the next question to Entra ID, which may be seconds away: nobody waits for that.
  signal.addEventListener('abort', () => (request.cancel = true), { once: true });
  const result = await abortable(application.acquireTokenByDeviceCode(request), signal);
  if (!result) {
    throw new SignInError('refused');
  }
  return result;
}
