import type { Reply } from '../http/exchange.ts';
import { jsonReply } from '../http/exchange.ts';
import type { AccessTokens } from './accessTokens.ts';
import { unsignedJwt } from './accessTokens.ts';
import type { Client, Directory, User } from './directory.ts';
import type { RefreshTokens } from './refreshTokens.ts';
import type { RequestedScope } from './requestedScope.ts';

const noStore = { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' };

export interface TokenReplies {
  forApp(client: Client, scope: RequestedScope): Reply;
  forUser(client: Client, user: User, scope: RequestedScope, nonce?: string): Reply;
}

/** The successful answers of the token endpoint. */
export function tokenReplies(
  directory: Directory,
  accessTokens: AccessTokens,
  refreshTokens: RefreshTokens,
  now: () => number,
): TokenReplies {
  const common = (token: string): object => ({
    token_type: 'Bearer',
    expires_in: accessTokens.lifetimeSeconds,
    ext_expires_in: accessTokens.lifetimeSeconds,
    access_token: token,
  });

  const idToken = (client: Client, user: User, nonce: string | undefined): string => {
    const iat = Math.floor(now() / 1000);
    const claims = {
      aud: client.clientId,
      iss: `https://login.microsoftonline.com/${directory.tenantId}/v2.0`,
      iat,
      nbf: iat,
      exp: iat + 3600,
      name: user.name,
      oid: user.objectId,
      preferred_username: user.username,
      sub: `${user.objectId}.${client.clientId}`,
      tid: directory.tenantId,
      ver: '2.0',
      ...(nonce !== undefined && { nonce }),
    };
    return unsignedJwt({ typ: 'JWT', alg: 'RS256', kid: 'simulated' }, claims, 'id');
  };

  return {
    forApp: (client, { resource }) =>
      jsonReply(200, common(accessTokens.issue(client, undefined, resource)), noStore),
    forUser: (client, user, { resource, openid, offlineAccess }, nonce) =>
      jsonReply(
        200,
        {
          ...common(accessTokens.issue(client, user, resource)),
          scope: `${resource}/.default`,
          ...(offlineAccess && { refresh_token: refreshTokens.issue(client, user) }),
          ...(openid && { id_token: idToken(client, user, nonce) }),
          client_info: clientInfo(user, directory),
        },
        noStore,
      ),
  };
}

export function clientInfo(user: User, directory: Directory): string {
  return Buffer.from(JSON.stringify({ uid: user.objectId, utid: directory.tenantId })).toString('base64url');
}
