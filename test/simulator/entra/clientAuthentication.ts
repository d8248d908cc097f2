import { checkClientAssertion } from './clientAssertion.ts';
import type { AssertionRules } from './clientAssertion.ts';
import type { Client } from './directory.ts';
import {
  credentialMissing,
  credentialMissingForAppToken,
  credentialOfPublicClient,
  expiredSecret,
  missingParameter,
  wrongSecret,
} from './errors.ts';

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Makes sure that a token request comes from the client it names: a public client proves nothing, any other does. */
export function authenticateClient(
  client: Client,
  form: URLSearchParams,
  grant: string,
  rules: AssertionRules,
): void {
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  if (client.kind === 'public') {
    if (secret !== null || assertion !== null) {
      throw credentialOfPublicClient();
    }
    if (grant === 'client_credentials') {
      throw credentialMissingForAppToken();
    }
    return;
  }
  if (assertion !== null) {
    if (form.get('client_assertion_type') !== jwtBearer) {
      throw missingParameter('client_assertion_type');
    }
    checkClientAssertion(assertion, client, rules);
  } else if (secret !== null) {
    checkSecret(client, secret);
  } else {
    throw grant === 'client_credentials' ? credentialMissingForAppToken() : credentialMissing();
  }
}

function checkSecret(client: Client, secret: string): void {
  if (client.secret?.value !== secret) {
    throw wrongSecret(client.clientId);
  }
  if (client.secret.expired) {
    throw expiredSecret(client.clientId);
  }
}
