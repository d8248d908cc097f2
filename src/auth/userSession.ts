import type { AccountInfo, AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import { abortable } from '../defender/abortable.ts';
import { signInWithBrowser } from './browserFlow.ts';
import type { Connection } from './connection.ts';
import { signInWithDeviceCode } from './deviceCodeFlow.ts';
import { InTurn } from '../defender/inTurn.ts';
import { isOtherTenant } from '../defender/tenant.ts';
import type { SignInInteraction } from './interaction.ts';
import { msalConfiguration } from './msalConfiguration.ts';
import { isBadToken, isRemovedByMsal, toSignInError } from './msalFault.ts';
import { MsalNetwork } from './msalNetwork.ts';
import { SecretCache } from './secretCache.ts';
import type { Account, Session, SessionServices, SessionTokenRequest } from './session.ts';
import { SignInError } from './signInError.ts';

/** A person's sign-in: a public client whose tokens are kept in SecretStorage. */
export class UserSession implements Session {
  readonly #connection: Connection;
  readonly #key: string;
  readonly #services: SessionServices;
  readonly #network: MsalNetwork;
  readonly #cache: SecretCache;
  readonly #inTurn = new InTurn();
  #application: Promise<PublicClientApplication> | undefined;
  #lastSeen: string | undefined;
  /** What is stored meanwhile is this window's own doing, and told of at its end. */
  #isSigningIn = false;

  constructor(connection: Connection, key: string, services: SessionServices) {
    this.#connection = connection;
    this.#key = key;
    this.#services = services;
    this.#network = new MsalNetwork(services.fetch, services.clock, services.logger);
    this.#cache = new SecretCache(services.secrets, key, services.logger, 'renewal');
  }

  async getToken({ scope, signal, rejected, claims }: SessionTokenRequest): Promise<string> {
    const silent = this.#inTurn.run(async () => {
      const { accessToken } = await this.#silent(scope, { claims });
      if (accessToken !== rejected) {
        return accessToken;
      }
      return (await this.#silent(scope, { forceRefresh: true, claims })).accessToken;
    });
    return abortable(silent, signal);
  }

  async account(): Promise<Account> {
    return this.#inTurn.run(async () => toAccount(await this.#requireAccount(await this.#load())));
  }

  async signIn(
    connection: Connection,
    interaction: SignInInteraction,
    signal: AbortSignal,
  ): Promise<Account> {
    const { fetch, clock, logger, secrets } = this.#services;
    // An application of its own: a cancellation ends its requests, and no token that is asked for meanwhile meets it.
    const network = new MsalNetwork(fetch, clock, logger, signal);
    const application = await this.#create(network, new SecretCache(secrets, this.#key, logger, 'signIn'));
    const scopes = [connection.scope];
    this.#isSigningIn = true;
    try {
      const result = await withReasons(network, false, () =>
        connection.signIn === 'deviceCode'
          ? signInWithDeviceCode(application, scopes, interaction, signal)
          : signInWithBrowser(application, scopes, interaction, { fetch, clock, signal }),
      );
      return await this.#inTurn.run(() => this.#adopt(application, result));
    } finally {
      this.#isSigningIn = false;
    }
  }

  async signOut(): Promise<void> {
    await this.#inTurn.run(async () => {
      // A new application instead of signing every account out of this one: nothing is left in memory either.
      this.#application = undefined;
      this.#lastSeen = undefined;
      await this.#cache.delete();
    });
  }

  async secretChanged(): Promise<boolean> {
    if (this.#isSigningIn) {
      return false;
    }
    if (!this.#application) {
      return (await this.#services.secrets.get(this.#key)) !== undefined;
    }
    return this.#inTurn.run(async () => {
      const before = this.#lastSeen;
      await this.#currentAccount(await this.#load());
      return before !== this.#lastSeen;
    });
  }

  /** Other accounts go: what is done here is done as the one who signed in last. */
  async #adopt(
    application: PublicClientApplication,
    { account, tenantId }: AuthenticationResult,
  ): Promise<Account> {
    if (!account) {
      // Tokens of nobody: the answer had no id token.
      await this.#cache.delete();
      throw new SignInError('badResponse', { host: new URL(this.#connection.authority).host });
    }
    try {
      this.#assertTenant(tenantId);
    } catch (error) {
      await application.signOut({ account });
      throw error;
    }
    const accounts = await application.getAllAccounts();
    for (const other of accounts.filter(({ homeAccountId }) => homeAccountId !== account.homeAccountId)) {
      await application.signOut({ account: other });
    }
    return toAccount(await this.#requireAccount(application));
  }

  async #silent(
    scope: string,
    options: { forceRefresh?: boolean; claims?: string | undefined },
  ): Promise<AuthenticationResult> {
    const application = await this.#load();
    const { forceRefresh = false, claims } = options;
    const account = await this.#requireAccount(application);
    const request = { account, scopes: [scope], forceRefresh, ...(claims !== undefined && { claims }) };
    const result = await withReasons(this.#network, true, async () => {
      try {
        return await application.acquireTokenSilent(request);
      } catch (error) {
        const isRefused = isBadToken(error);
        const isNewer = isRefused && (await this.#cache.persistRemoval(application.getTokenCache()));
        if (!isNewer) {
          if (isRefused && !isRemovedByMsal(error)) {
            await application.signOut({ account });
          }
          throw error;
        }
        return application.acquireTokenSilent({
          ...request,
          account: await this.#requireAccount(application),
        });
      }
    });
    this.#assertTenant(result.tenantId);
    return result;
  }

  async #requireAccount(application: PublicClientApplication): Promise<AccountInfo> {
    const account = await this.#currentAccount(application);
    if (!account) {
      throw new SignInError('signInRequired');
    }
    return account;
  }

  async #currentAccount(application: PublicClientApplication): Promise<AccountInfo | undefined> {
    // MSAL merges what it reads into what it has: without this an account that another window removed stays.
    application.clearCache();
    const account = (await application.getAllAccounts()).at(0);
    this.#lastSeen = account?.homeAccountId;
    return account;
  }

  /** A token of another tenant would let an action run in the wrong one. */
  #assertTenant(tenantId: string): void {
    if (isOtherTenant(this.#connection.tenantId, tenantId)) {
      throw new SignInError('wrongTenant', { tenantId });
    }
  }

  #load(): Promise<PublicClientApplication> {
    this.#application ??= this.#create(this.#network, this.#cache);
    return this.#application;
  }

  async #create(network: MsalNetwork, cachePlugin: SecretCache): Promise<PublicClientApplication> {
    const { PublicClientApplication: Application } = await this.#services.loadMsal();
    const configuration = msalConfiguration(this.#connection, network, this.#services.logger);
    return new Application({ ...configuration, cache: { cachePlugin } });
  }
}

async function withReasons<T>(network: MsalNetwork, silent: boolean, work: () => Promise<T>): Promise<T> {
  network.takeFailure();
  try {
    return await work();
  } catch (error) {
    throw toSignInError(error, { silent, unseen: network.takeFailure(), invalidClient: 'notPublicClient' });
  }
}

function toAccount({ username, name, localAccountId, idTokenClaims }: AccountInfo): Account {
  const upn = idTokenClaims?.['unique_name'];
  return { name: username || (typeof upn === 'string' && upn) || name || localAccountId, kind: 'user' };
}
