const tenantId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Whether a token is of another tenant than the one that is meant. A tenant that is given by one of its domains cannot
 * be told from a token, which has its id, and is taken on trust.
 * @param meant the tenant of the connection, by its id or a domain
 * @param ofToken the tenant of the token, by its id
 */
export function isOtherTenant(meant: string, ofToken: string): boolean {
  return ofToken !== '' && tenantId.test(meant) && meant.toLowerCase() !== ofToken.toLowerCase();
}
