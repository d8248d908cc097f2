import type { X509Certificate } from 'node:crypto';
import { Random } from '../tenant/random.ts';
import { secretMarker } from './secrets.ts';

export interface User {
  readonly username: string;
  readonly name: string;
  readonly objectId: string;
  /** Delegated permissions that an application may have in this person's name. */
  readonly permissions: readonly string[];
  /** Whether renewing a token silently always ends in a demand for a second factor. */
  readonly alwaysNeedsMfa: boolean;
}

export interface Client {
  readonly clientId: string;
  readonly name: string;
  readonly kind: 'public' | 'confidential';
  readonly objectId: string;
  readonly delegated: readonly string[];
  readonly roles: readonly string[];
  readonly secret?: { readonly value: string; readonly expired: boolean };
  readonly certificates: X509Certificate[];
}

/** Names of the Defender API for which a token can be asked. */
export const defenderResources: readonly string[] = [
  'https://api.securitycenter.microsoft.com',
  'https://api.securitycenter.windows.com',
  'https://securitycenter.onmicrosoft.com/windowsatpservice',
];

/** Other services of the same tenant: a token can be had for them, and the Defender API refuses it. */
export const otherResources: readonly string[] = [
  'https://graph.microsoft.com',
  'https://api.security.microsoft.com',
];

const responses = ['Machine.CollectForensics', 'Machine.Isolate', 'Machine.Scan', 'Machine.LiveResponse'];
const everything = ['Machine.Read', ...responses];
const everyRole = ['Machine.Read.All', ...responses];

/** The organisation's people and app registrations; identifiers are the same on every start. */
export class Directory {
  readonly tenantId = '6f0b7c1e-52a4-4d0b-8f7d-2c9a41d3e805';
  readonly tenantName = 'Contoso';
  readonly users = {
    analyst: user('anna@contoso.com', 'Anna Lindqvist', everything),
    /** May read, but not collect or fetch packages. */
    reader: user('ben@contoso.com', 'Ben Okafor', ['Machine.Read']),
    mfa: user('mira@contoso.com', 'Mira Castellan', everything, true),
  };
  readonly clients = {
    public: client('Machine Actions', 'public', { delegated: everything }),
    readOnlyPublic: client('Machine Actions (read only)', 'public', { delegated: ['Machine.Read'] }),
    confidential: client('Machine Actions Automation', 'confidential', { roles: everyRole, secret: 'valid' }),
    certificate: client('Machine Actions Certificate', 'confidential', { roles: everyRole }),
    expiredSecret: client('Machine Actions Old', 'confidential', { roles: everyRole, secret: 'expired' }),
    noPermissions: client('Machine Actions New', 'confidential', { secret: 'valid' }),
  };

  /** An app for each team of responders: the service counts the package links of each by itself. */
  readonly teamClients = Array.from({ length: 12 }, (_, index) =>
    client(`Machine Actions Team ${index + 1}`, 'public', { delegated: everything }),
  );

  client(clientId: string): Client | undefined {
    return [...Object.values(this.clients), ...this.teamClients].find(
      (client) => client.clientId === clientId.toLowerCase(),
    );
  }

  user(username: string): User | undefined {
    return Object.values(this.users).find((user) => user.username === username.toLowerCase());
  }
}

function user(username: string, name: string, permissions: readonly string[], alwaysNeedsMfa = false): User {
  return { username, name, objectId: new Random(`user ${username}`).guid(), permissions, alwaysNeedsMfa };
}

function client(
  name: string,
  kind: Client['kind'],
  has: { delegated?: readonly string[]; roles?: readonly string[]; secret?: 'valid' | 'expired' },
): Client {
  const random = new Random(`client ${name}`);
  return {
    clientId: random.guid(),
    name,
    kind,
    objectId: random.guid(),
    delegated: has.delegated ?? [],
    roles: has.roles ?? [],
    certificates: [],
    ...(has.secret && {
      secret: {
        value: `${secretMarker}~${random.hex(8)}.${random.hex(20)}`,
        expired: has.secret === 'expired',
      },
    }),
  };
}
