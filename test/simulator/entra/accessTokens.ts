import { randomUUID } from 'node:crypto';
import type { Client, Directory, User } from './directory.ts';
import { defenderResources } from './directory.ts';
import { newSecret } from './secrets.ts';

export interface AccessTokenClaims {
  readonly aud: string;
  readonly iss: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly appid: string;
  readonly tid: string;
  readonly oid: string;
  readonly sub: string;
  readonly ver: '1.0';
  readonly uti: string;
  readonly upn?: string;
  readonly unique_name?: string;
  readonly name?: string;
  readonly scp?: string;
  readonly roles?: readonly string[];
}

/** Issues access tokens and remembers them: what it did not issue is refused, whatever it says. */
export class AccessTokens {
  readonly #directory: Directory;
  readonly #now: () => number;
  readonly #issued = new Map<string, AccessTokenClaims>();
  /** Seconds that the next tokens live. */
  lifetimeSeconds: number;

  constructor(directory: Directory, lifetimeSeconds: number, now: () => number) {
    this.#directory = directory;
    this.lifetimeSeconds = lifetimeSeconds;
    this.#now = now;
  }

  /** For a person who uses the client, or, without one, for the client itself. */
  issue(
    client: Client,
    user: User | undefined,
    resource: string,
    lifetimeSeconds = this.lifetimeSeconds,
  ): string {
    const { tenantId } = this.#directory;
    const iat = Math.floor(this.#now() / 1000);
    const claims: AccessTokenClaims = {
      aud: resource,
      iss: `https://sts.windows.net/${tenantId}/`,
      iat,
      nbf: iat,
      exp: iat + lifetimeSeconds,
      appid: client.clientId,
      tid: tenantId,
      oid: user?.objectId ?? client.objectId,
      sub: user?.objectId ?? client.objectId,
      ver: '1.0',
      uti: randomUUID(),
      ...(user && { upn: user.username, unique_name: user.username, name: user.name }),
      ...permissionClaims(client, user, resource),
    };
    const token = unsignedJwt({ typ: 'JWT', alg: 'RS256', kid: 'simulated' }, claims, 'access');
    this.#issued.set(token, claims);
    return token;
  }

  /** What a token says, if it was issued here and its time has not run out. */
  validClaims(token: string): AccessTokenClaims | undefined {
    const claims = this.#issued.get(token);
    const now = Math.floor(this.#now() / 1000);
    return claims !== undefined && claims.nbf <= now && now < claims.exp ? claims : undefined;
  }

  /** Every token issued so far is refused from now on, as after a change of the account. */
  revokeAll(): void {
    this.#issued.clear();
  }
}

/** A JWT whose signature segment is a recognisable secret instead of a signature. */
export function unsignedJwt(header: object, claims: object, kind: string): string {
  return `${segment(header)}.${segment(claims)}.${newSecret(kind, 64).replaceAll('.', '-')}`;
}

function segment(value: object): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}

function permissionClaims(
  client: Client,
  user: User | undefined,
  resource: string,
): Pick<AccessTokenClaims, 'scp' | 'roles'> {
  const isDefender = defenderResources.includes(resource);
  if (user === undefined) {
    return isDefender && client.roles.length > 0 ? { roles: client.roles } : {};
  }
  const granted = client.delegated.filter((permission) => user.permissions.includes(permission));
  return { scp: isDefender ? granted.join(' ') : 'User.Read' };
}
