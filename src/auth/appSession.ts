import type { ConfidentialClientApplication } from '@azure/msal-node';
import { abortable } from '../defender/abortable.ts';
import { openCertificate, readCertificateFile } from './certificate.ts';
import type { Connection } from './connection.ts';
import { InTurn } from '../defender/inTurn.ts';
import type { SignInInteraction } from './interaction.ts';
import { msalConfiguration } from './msalConfiguration.ts';
import { toSignInError } from './msalFault.ts';
import { MsalNetwork } from './msalNetwork.ts';
import type { Account, Session, SessionServices, SessionTokenRequest } from './session.ts';
import { SignInError } from './signInError.ts';

/** What is kept of an app's credential; that it is there means that the app is signed in. */
type Credential = { clientSecret: string } | { certificatePath: string; passphrase?: string };

/** The app's own sign-in. Its credential is kept in SecretStorage, its tokens in memory alone. */
export class AppSession implements Session {
  readonly #connection: Connection;
  readonly #key: string;
  readonly #services: SessionServices;
  readonly #network: MsalNetwork;
  /** MSAL would ask for as many tokens as there are calls at once. */
  readonly #inTurn = new InTurn();
  #application: ConfidentialClientApplication | undefined;
  /** The stored credential that `#application` was made from. */
  #usedCredential: string | undefined;

  constructor(connection: Connection, key: string, services: SessionServices) {
    this.#connection = connection;
    this.#key = key;
    this.#services = services;
    this.#network = new MsalNetwork(services.fetch, services.clock, services.logger);
  }

  async getToken({ scope, signal, rejected, claims }: SessionTokenRequest): Promise<string> {
    const token = this.#inTurn.run(async () => {
      const application = await this.#load();
      const accessToken = await this.#acquire(application, scope, { claims });
      return accessToken === rejected
        ? this.#acquire(application, scope, { skipCache: true, claims })
        : accessToken;
    });
    return abortable(token, signal);
  }

  async account(): Promise<Account> {
    await this.#parse(await this.#stored());
    return this.#account;
  }

  async signIn(
    connection: Connection,
    interaction: SignInInteraction,
    signal: AbortSignal,
  ): Promise<Account> {
    const credential = await this.#ask(connection, interaction);
    const signedIn = this.#inTurn.run(async () => {
      signal.throwIfAborted();
      const application = await this.#create(credential);
      await abortable(this.#acquire(application, connection.scope, { skipCache: true }), signal);
      const stored = JSON.stringify(credential);
      this.#application = application;
      this.#usedCredential = stored;
      await this.#services.secrets.store(this.#key, stored);
    });
    await abortable(signedIn, signal);
    return this.#account;
  }

  async signOut(): Promise<void> {
    await this.#inTurn.run(async () => {
      this.#application = undefined;
      this.#usedCredential = undefined;
      await this.#services.secrets.delete(this.#key);
    });
  }

  async secretChanged(): Promise<boolean> {
    return (await this.#services.secrets.get(this.#key)) !== this.#usedCredential;
  }

  get #account(): Account {
    return { name: this.#connection.clientId, kind: 'app' };
  }

  async #ask(connection: Connection, interaction: SignInInteraction): Promise<Credential> {
    const { certificatePath } = connection;
    if (certificatePath === undefined) {
      return { clientSecret: await interaction.askClientSecret() };
    }
    const { locked } = await readCertificateFile(certificatePath);
    return {
      certificatePath,
      ...(locked && { passphrase: await interaction.askPassphrase(certificatePath) }),
    };
  }

  async #stored(): Promise<string> {
    const stored = await this.#services.secrets.get(this.#key);
    if (!stored) {
      throw new SignInError('signInRequired');
    }
    return stored;
  }

  async #load(): Promise<ConfidentialClientApplication> {
    const stored = await this.#stored();
    if (this.#application === undefined || stored !== this.#usedCredential) {
      this.#application = await this.#create(await this.#parse(stored));
      this.#usedCredential = stored;
    }
    return this.#application;
  }

  async #parse(stored: string): Promise<Credential> {
    const credential = parseCredential(stored);
    if (!credential) {
      this.#services.logger.warn('The stored credential is damaged and was removed.');
      await this.#services.secrets.delete(this.#key);
      throw new SignInError('signInRequired');
    }
    return credential;
  }

  async #create(credential: Credential): Promise<ConfidentialClientApplication> {
    const { clock, logger, loadMsal } = this.#services;
    const secret =
      'clientSecret' in credential
        ? { clientSecret: credential.clientSecret }
        : {
            clientCertificate: openCertificate(
              await readCertificateFile(credential.certificatePath),
              credential.passphrase,
              clock.now(),
            ),
          };
    const { auth, ...rest } = msalConfiguration(this.#connection, this.#network, logger);
    const { ConfidentialClientApplication: Application } = await loadMsal();
    return new Application({ auth: { ...auth, ...secret }, ...rest });
  }

  async #acquire(
    application: ConfidentialClientApplication,
    scope: string,
    { skipCache = false, claims }: { skipCache?: boolean; claims?: string | undefined },
  ): Promise<string> {
    this.#network.takeFailure();
    try {
      const request = { scopes: [scope], skipCache, ...(claims !== undefined && { claims }) };
      const result = await application.acquireTokenByClientCredential(request);
      if (!result) {
        throw new SignInError('refused');
      }
      return result.accessToken;
    } catch (error) {
      throw toSignInError(error, {
        silent: true,
        unseen: this.#network.takeFailure(),
        invalidClient: this.#connection.signIn === 'certificate' ? 'badCertificate' : 'badSecret',
      });
    }
  }
}

function parseCredential(stored: string): Credential | undefined {
  try {
    const credential = JSON.parse(stored) as Partial<Record<string, unknown>> | null;
    const whole =
      typeof credential?.['clientSecret'] === 'string' || typeof credential?.['certificatePath'] === 'string';
    return whole ? (credential as Credential) : undefined;
  } catch {
    return undefined;
  }
}
