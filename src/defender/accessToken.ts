/** What an access token says of itself. Read for messages only; the service alone judges it. */
export interface TokenClaims {
  audience?: string;
  /** `tid`: the tenant that it was issued for. */
  tenantId?: string;
  /** `scp` of a user's token or `roles` of an app's. */
  permissions: string[];
  kind: 'user' | 'app';
}

/** @returns the claims of a JSON web token, or undefined when it is not one */
export function readClaims(token: string): TokenClaims | undefined {
  let payload: Record<string, unknown> | null;
  try {
    payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as typeof payload;
  } catch {
    return undefined;
  }
  const { aud, tid, scp, roles } = payload ?? {};
  // A user may have roles too, and an app without any permission has neither.
  const app = typeof scp !== 'string';
  return {
    ...(typeof aud === 'string' && { audience: aud }),
    ...(typeof tid === 'string' && { tenantId: tid }),
    permissions: app ? texts(roles) : scp.split(' ').filter(Boolean),
    kind: app ? 'app' : 'user',
  };
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((element) => typeof element === 'string') : [];
}
