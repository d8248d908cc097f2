import type { Configuration } from '@azure/msal-node';
import type { Logger } from '../defender/logger.ts';
import { isLoopback } from '../defender/origin.ts';
import type { Connection } from './connection.ts';
import type { MsalNetwork } from './msalNetwork.ts';

/** The number of `LogLevel.Warning`: importing the enum would pull MSAL in. */
const warning = 1;

/** What all of MSAL's applications for a connection have in common. */
export function msalConfiguration(
  connection: Connection,
  network: MsalNetwork,
  logger: Logger,
): Configuration & { auth: { authority: string } } {
  return {
    auth: { clientId: connection.clientId, ...authorityOf(connection) },
    system: {
      networkClient: network,
      loggerOptions: {
        piiLoggingEnabled: false,
        loggerCallback: (level: number, message, containsPii) => {
          if (!containsPii && level <= warning) {
            logger.debug(`MSAL: ${message}`);
          }
        },
      },
    },
  };
}

/**
 * MSAL knows the metadata of Microsoft's authorities and asks others for it. One on this machine serves its endpoints
 * and no metadata; and since MSAL accepts no authority on plain http, such a one goes by an https name, while its
 * endpoints say where it really is.
 */
function authorityOf({ authority, tenantId }: Connection): {
  authority: string;
  knownAuthorities: string[];
  authorityMetadata?: string;
} {
  const url = new URL(authority);
  const named = `https://${url.host}/${tenantId}`;
  const shared = { authority: named, knownAuthorities: [url.host] };
  if (!isLoopback(url.hostname)) {
    return shared;
  }
  const base = `${url.origin}/${tenantId}/oauth2/v2.0`;
  const metadata = {
    issuer: `${url.origin}/${tenantId}/v2.0`,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    end_session_endpoint: `${base}/logout`,
    jwks_uri: `${url.origin}/${tenantId}/discovery/v2.0/keys`,
  };
  return { ...shared, authorityMetadata: JSON.stringify(metadata) };
}
