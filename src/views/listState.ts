import { SettingsError } from '../auth/settingsError.ts';
import { SignInError } from '../auth/signInError.ts';
import { DefenderError } from '../defender/defenderError.ts';
import { NetworkError } from '../defender/networkError.ts';

/** What the view shows where it has no rows. Each has its own welcome content in the manifest. */
export type ListState =
  | 'loading'
  | 'rows'
  | 'empty'
  | 'nothingFits'
  | 'noConnection'
  | 'badConnection'
  | 'signedOut'
  | 'signInFailed'
  | 'offline'
  | 'forbidden'
  | 'throttled'
  | 'failed';

/** Whether somebody is signed in, as far as a state tells. */
export function isSignedIn(state: ListState): boolean | undefined {
  switch (state) {
    case 'loading':
      return undefined;
    case 'noConnection':
    case 'badConnection':
    case 'signedOut':
      return false;
    default:
      return true;
  }
}

/** Which of the states an error that stopped the list leads to. */
export function stateOf(error: unknown): ListState {
  if (error instanceof SettingsError) {
    return error.reason === 'noConnection' ? 'noConnection' : 'badConnection';
  }
  if (error instanceof SignInError) {
    switch (error.reason) {
      case 'signInRequired':
        return 'signedOut';
      case 'throttled':
        return 'throttled';
      case 'badResponse':
        return 'failed';
      default:
        return 'signInFailed';
    }
  }
  if (error instanceof NetworkError) {
    return 'offline';
  }
  if (error instanceof DefenderError) {
    switch (error.reason) {
      case 'unauthorized':
        return 'signInFailed';
      case 'forbidden':
        return 'forbidden';
      case 'throttled':
        return 'throttled';
      default:
        return 'failed';
    }
  }
  return 'failed';
}
