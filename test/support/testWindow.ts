import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fetch from 'node-fetch';
import { AppSession } from '../../src/auth/appSession.ts';
import { parseConnection, type Connection } from '../../src/auth/connection.ts';
import type { SignInInteraction } from '../../src/auth/interaction.ts';
import type { Session, SessionServices } from '../../src/auth/session.ts';
import { UserSession } from '../../src/auth/userSession.ts';
import { systemClock } from '../../src/defender/clock.ts';
import { secretMarker, signInAs, type SignIn, type Simulator } from '../simulator/index.ts';
import { MemorySecrets } from './memorySecrets.ts';
import { RecordingLogger } from './recordingLogger.ts';

export const pages = { success: '<p>Signed in</p>', failure: '<p>Not signed in</p>' };

/** What one VS Code window has for signing in to the simulated tenant. Windows may share their secrets. */
export class TestWindow {
  readonly log = new RecordingLogger();
  readonly secrets: MemorySecrets;
  readonly services: SessionServices;
  readonly #simulator: Simulator;
  readonly #errors: unknown[] = [];

  constructor(
    simulator: Simulator,
    {
      secrets = new MemorySecrets(),
      ...services
    }: Partial<SessionServices> & { secrets?: MemorySecrets } = {},
  ) {
    this.#simulator = simulator;
    this.secrets = secrets;
    this.services = {
      secrets,
      fetch,
      clock: systemClock,
      logger: this.log,
      loadMsal: () => import('../../src/auth/msal.ts'),
      ...services,
    };
  }

  connection(signIn: SignIn, changes: object = {}): Connection {
    return parseConnection({ ...this.#simulator.connection(signIn), ...changes }, 0);
  }

  session(connection: Connection): Session {
    const isApp = connection.signIn === 'clientSecret' || connection.signIn === 'certificate';
    const Kind = isApp ? AppSession : UserSession;
    return new Kind(connection, `${connection.tenantId}|${connection.clientId}`, this.services);
  }

  /** A person who does what is asked of them, as Anna, unless told otherwise. */
  person({
    username = 'anna@contoso.com',
    ...changes
  }: Partial<SignInInteraction> & { username?: string } = {}) {
    const person: SignInInteraction = {
      openBrowser: (url) => {
        void signInAs(url, username).catch(() => undefined);
        return Promise.resolve(true);
      },
      showDeviceCode: ({ userCode }) => {
        const { deviceCodes, users } = this.#simulator;
        const user = Object.values(users).find((other) => other.username === username) ?? users.analyst;
        deviceCodes.approve(userCode, user);
      },
      askClientSecret: () => Promise.resolve(this.#simulator.clients.confidential.clientSecret),
      askPassphrase: () => Promise.reject(new Error('No passphrase is known.')),
      pages,
      ...changes,
    };
    return person;
  }

  /** What the promise is rejected with; a promise that is not makes the test fail. */
  async rejection(
    promise: Promise<unknown>,
  ): Promise<Error & { reason?: string; data?: Record<string, unknown> }> {
    let caught: unknown;
    await assert.rejects(promise, (error) => {
      this.#errors.push(error);
      caught = error;
      return true;
    });
    return caught as Error;
  }

  /** Whatever was logged or thrown in this window holds no secret. */
  assertNothingLeaked(...secrets: string[]): void {
    const texts = [
      this.log.text,
      ...this.#errors.map((error) => inspect(error, { depth: 9, showHidden: true })),
    ];
    for (const secret of [secretMarker, ...secrets]) {
      for (const text of texts) {
        assert.ok(!text.includes(secret), `a secret leaked: ${text}`);
      }
    }
  }
}

/** Requests to Entra ID that ask for a token. */
export function tokenRequests({ requests }: Simulator): URLSearchParams[] {
  return requests.filter(({ path }) => path.endsWith('/token')).map(({ body }) => new URLSearchParams(body));
}

export async function listStatus({ apiHost }: Simulator, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${apiHost}/api/machineactions?$top=1`, { headers })).status;
}
