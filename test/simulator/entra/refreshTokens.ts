import type { Client, User } from './directory.ts';
import { deadRefreshToken, mfaRequired } from './errors.ts';
import { newSecret } from './secrets.ts';

interface Entry {
  readonly client: Client;
  readonly user: User;
  state: 'valid' | 'dead' | 'needsMfa';
}

/** Refresh tokens and what has become of them. A token that was used stays valid, as with Entra ID. */
export class RefreshTokens {
  readonly #issued = new Map<string, Entry>();

  issue(client: Client, user: User): string {
    const token = `1.${newSecret('refresh', 48)}`;
    this.#issued.set(token, { client, user, state: 'valid' });
    return token;
  }

  /** The person that a token speaks for; throws what Entra ID answers when it will not do. */
  redeem(token: string, client: Client): User {
    const entry = this.#issued.get(token);
    if (entry?.client !== client || entry.state === 'dead') {
      throw deadRefreshToken();
    }
    if (entry.state === 'needsMfa' || entry.user.alwaysNeedsMfa) {
      throw mfaRequired();
    }
    return entry.user;
  }

  /** Every token issued so far is answered with `bad_token`; a new sign-in helps. */
  revokeAll(): void {
    this.#mark('dead');
  }

  /** Every token issued so far is answered with a demand for a second factor; a new sign-in helps. */
  requireMfa(): void {
    this.#mark('needsMfa');
  }

  #mark(state: Entry['state']): void {
    for (const entry of this.#issued.values()) {
      entry.state = state;
    }
  }
}
