import { EventEmitter, type Disposable } from 'vscode';
import { AppSession } from './appSession.ts';
import type { Connection } from './connection.ts';
import { signInLimitMs, type SignInInteraction } from './interaction.ts';
import type { Account, Session, SessionServices } from './session.ts';
import { SignInError } from './signInError.ts';
import { UserSession } from './userSession.ts';

/** All sign-ins: one per authority, tenant, client and kind, so that none is ever mistaken for another. */
export class Sessions implements Disposable {
  readonly #services: SessionServices;
  readonly #sessions = new Map<string, Session>();
  readonly #changed = new EventEmitter<(connection: Connection) => boolean>();
  readonly #subscription: Disposable;
  /** Somebody signed in or out, in this window or another: tells whose connections that was about. */
  readonly onDidChange = this.#changed.event;

  constructor(services: SessionServices) {
    this.#services = services;
    this.#subscription = services.secrets.onDidChange(({ key }) => void this.#secretChanged(key));
  }

  for(connection: Connection): Session {
    const key = keyOf(connection);
    let session = this.#sessions.get(key);
    if (!session) {
      const Kind = isApp(connection) ? AppSession : UserSession;
      session = new Kind(connection, key, this.#services);
      this.#sessions.set(key, session);
    }
    return session;
  }

  /** Signs in the way the connection names, in five minutes at the most. */
  async signIn(
    connection: Connection,
    interaction: SignInInteraction,
    signal: AbortSignal,
  ): Promise<Account> {
    const limit = AbortSignal.timeout(signInLimitMs);
    const account = await this.for(connection)
      .signIn(connection, interaction, AbortSignal.any([signal, limit]))
      .catch((error: unknown) => {
        signal.throwIfAborted();
        throw limit.aborted ? new SignInError('timedOut') : error;
      });
    this.#fire(keyOf(connection));
    return account;
  }

  async signOut(connection: Connection): Promise<void> {
    await this.for(connection).signOut();
    this.#fire(keyOf(connection));
  }

  /** Signs a connection out that is no longer there, unless another one shares its sign-in. */
  async signOutUnused(connection: Connection, remaining: readonly Connection[]): Promise<void> {
    const key = keyOf(connection);
    if (!remaining.some((other) => keyOf(other) === key)) {
      await this.signOut(connection);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #fire(key: string): void {
    this.#changed.fire((connection) => keyOf(connection) === key);
  }

  async #secretChanged(key: string): Promise<void> {
    try {
      if (await this.#sessions.get(key)?.secretChanged()) {
        this.#fire(key);
      }
    } catch (error) {
      this.#services.logger.warn(`A changed sign-in could not be read: ${(error as Error).message}`);
    }
  }
}

function isApp({ signIn }: Connection): boolean {
  return signIn === 'clientSecret' || signIn === 'certificate';
}

/** The version stands for the shape of MSAL's cache, which changes with its major releases. */
function keyOf(connection: Connection): string {
  const { authority, tenantId, clientId, signIn } = connection;
  const kind = isApp(connection) ? `credential:${signIn}` : 'msal.v7';
  return [kind, new URL(authority).host, tenantId, clientId].join('|').toLowerCase();
}
