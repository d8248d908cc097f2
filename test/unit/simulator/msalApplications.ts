import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node';
import type { Configuration, NodeAuthOptions } from '@azure/msal-node';
import type { Simulator } from '../../simulator/index.ts';

/** MSAL insists on an https authority by name, and then uses the endpoints of its metadata as they are. */
function configuration(simulator: Simulator, auth: Omit<NodeAuthOptions, 'authority'>): Configuration {
  const { host } = new URL(simulator.authority);
  const endpoint = (name: string): string => `${simulator.authority}/{tenantid}/oauth2/v2.0/${name}`;
  return {
    auth: {
      ...auth,
      authority: `https://${host}/${simulator.tenantId}`,
      knownAuthorities: [host],
      authorityMetadata: JSON.stringify({
        issuer: `https://${host}/{tenantid}/v2.0`,
        authorization_endpoint: endpoint('authorize'),
        token_endpoint: endpoint('token'),
        jwks_uri: endpoint('keys'),
        end_session_endpoint: endpoint('logout'),
      }),
    },
  };
}

export function publicApplication(
  simulator: Simulator,
  clientId = simulator.clients.publicClientId,
): PublicClientApplication {
  return new PublicClientApplication(configuration(simulator, { clientId }));
}

export function confidentialApplication(
  simulator: Simulator,
  auth: Omit<NodeAuthOptions, 'authority'>,
): ConfidentialClientApplication {
  return new ConfidentialClientApplication(configuration(simulator, auth));
}
