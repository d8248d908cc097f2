import type { KeyPair, WrittenCertificate } from './entra/certificate.ts';
import { makeKeyPair, writeCertificate } from './entra/certificate.ts';
import type { Client, Directory } from './entra/directory.ts';

export interface SecretClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The tenant's app registrations, as somebody who configures a connection knows them. */
export interface Clients {
  readonly publicClientId: string;
  /** A public client whose tokens carry Machine.Read and nothing else. */
  readonly readOnlyPublicClientId: string;
  /** Public clients like the first, each with a quota of its own. */
  readonly teamClientIds: readonly string[];
  readonly confidential: SecretClient;
  /** Its secret has run out. */
  readonly expiredSecret: SecretClient;
  /** Its tokens carry no roles at all. */
  readonly noPermissions: SecretClient;
  readonly certificate: CertificateClient;
}

export function describeClients({ clients, teamClients }: Directory): Clients {
  return {
    publicClientId: clients.public.clientId,
    readOnlyPublicClientId: clients.readOnlyPublic.clientId,
    teamClientIds: teamClients.map(({ clientId }) => clientId),
    confidential: secretClient(clients.confidential),
    expiredSecret: secretClient(clients.expiredSecret),
    noPermissions: secretClient(clients.noPermissions),
    certificate: new CertificateClient(clients.certificate),
  };
}

function secretClient({ clientId, secret }: Client): SecretClient {
  return { clientId, clientSecret: secret?.value ?? '' };
}

/** The client that proves itself with a certificate, once one was written and registered. */
export class CertificateClient {
  readonly clientId: string;
  readonly #client: Client;
  #keyPair: Promise<KeyPair> | undefined;
  #path: string | undefined;

  constructor(client: Client) {
    this.clientId = client.clientId;
    this.#client = client;
  }

  /** The PEM file written last. */
  get path(): string | undefined {
    return this.#path;
  }

  /** Writes a PEM file into the folder and registers its certificate. The key is the same for every file. */
  async write(
    folder: string,
    options: { passphrase?: string; fileName?: string } = {},
  ): Promise<WrittenCertificate> {
    this.#keyPair ??= makeKeyPair();
    const written = await writeCertificate(folder, { ...options, keyPair: await this.#keyPair });
    this.#client.certificates.push(written.certificate);
    this.#path = written.path;
    return written;
  }
}
