import type { ICachePlugin, ISerializableTokenCache, TokenCacheContext } from '@azure/msal-node';
import type { SecretStorage } from 'vscode';
import type { Logger } from '../defender/logger.ts';

/** An empty string would leave MSAL's memory as it is: after a sign-out elsewhere that holds the tokens still. */
const emptyCache = JSON.stringify({
  Account: {},
  IdToken: {},
  AccessToken: {},
  RefreshToken: {},
  AppMetadata: {},
});

/**
 * Keeps MSAL's token cache in one secret, which all windows share. Only a sign-in makes that secret; a renewal changes
 * what is there, so that it does not undo a sign-out which came meanwhile.
 */
export class SecretCache implements ICachePlugin {
  readonly #secrets: SecretStorage;
  readonly #key: string;
  readonly #logger: Logger;
  readonly #use: 'signIn' | 'renewal';
  #lastRead: string | undefined;

  constructor(secrets: SecretStorage, key: string, logger: Logger, use: 'signIn' | 'renewal') {
    this.#secrets = secrets;
    this.#key = key;
    this.#logger = logger;
    this.#use = use;
  }

  async beforeCacheAccess({ tokenCache }: TokenCacheContext): Promise<void> {
    this.#lastRead = await this.#secrets.get(this.#key);
    try {
      tokenCache.deserialize(this.#lastRead || emptyCache);
    } catch {
      this.#logger.warn('The stored sign-in is damaged and was removed.');
      await this.delete();
      this.#lastRead = undefined;
      tokenCache.deserialize(emptyCache);
    }
  }

  async afterCacheAccess({ tokenCache, cacheHasChanged }: TokenCacheContext): Promise<void> {
    if (cacheHasChanged && (this.#use === 'signIn' || this.#lastRead)) {
      await this.#store(tokenCache);
    }
  }

  /**
   * Keeps what MSAL only did in memory: after `bad_token` it drops the refused refresh token and stores nothing, so
   * that the next call would send it again. When another window has stored something newer meanwhile, that is left.
   * @returns whether there is something newer, with which a second try may succeed
   */
  async persistRemoval(tokenCache: ISerializableTokenCache): Promise<boolean> {
    if ((await this.#secrets.get(this.#key)) !== this.#lastRead) {
      return true;
    }
    await this.#store(tokenCache);
    return false;
  }

  async delete(): Promise<void> {
    await this.#secrets.delete(this.#key);
  }

  async #store(tokenCache: ISerializableTokenCache): Promise<void> {
    const cache = tokenCache.serialize();
    if (cache !== this.#lastRead) {
      await this.#secrets.store(this.#key, cache);
      this.#lastRead = cache;
    }
  }
}
