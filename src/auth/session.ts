import type { SecretStorage } from 'vscode';
import type { Clock } from '../defender/clock.ts';
import type { Fetch } from '../defender/http.ts';
import type { Logger } from '../defender/logger.ts';
import type { TokenRequest } from '../defender/transport.ts';
import type * as Msal from './msal.ts';
import type { Connection } from './connection.ts';
import type { SignInInteraction } from './interaction.ts';

/** Who is signed in. */
export interface Account {
  /** User principal name, or the client id of an app. */
  name: string;
  kind: 'user' | 'app';
}

export interface SessionTokenRequest extends TokenRequest {
  scope: string;
}

/** The sign-in of one app to one tenant, as a user or as itself. */
export interface Session {
  /**
   * An access token, got without a person: from the cache, or from Entra ID.
   * @throws SignInError, NetworkError
   */
  getToken(request: SessionTokenRequest): Promise<string>;
  /** @throws SignInError `signInRequired` when nobody is signed in */
  account(): Promise<Account>;
  /**
   * Signs in the way that `connection` names: of the connections that share this session, the one in use.
   * @throws SignInError, NetworkError; the signal's reason when it was aborted
   */
  signIn(connection: Connection, interaction: SignInInteraction, signal: AbortSignal): Promise<Account>;
  /** Removes everything that was stored for this sign-in, and forgets what was held in memory. */
  signOut(): Promise<void>;
  /** The secret under this session's key was written, perhaps by another window. @returns whether who is signed in has changed */
  secretChanged(): Promise<boolean>;
}

/** What every session works with. */
export interface SessionServices {
  secrets: SecretStorage;
  fetch: Fetch;
  clock: Clock;
  logger: Logger;
  /** Loads MSAL at the first need. */
  loadMsal: () => Promise<typeof Msal>;
}
