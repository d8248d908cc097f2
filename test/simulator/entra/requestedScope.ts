import type { Directory } from './directory.ts';
import { defenderResources, otherResources } from './directory.ts';
import { invalidScope, unknownResource } from './errors.ts';

export interface RequestedScope {
  readonly resource: string;
  readonly openid: boolean;
  readonly offlineAccess: boolean;
}

const aboutTheUser = ['openid', 'profile', 'email', 'offline_access'];

/** Reads a `scope` parameter: one resource's `.default`, and for people the OpenID scopes beside it. */
export function requestedScope(text: string, context: 'user' | 'app', directory: Directory): RequestedScope {
  const scopes = text.split(/\s+/).filter((scope) => scope !== '');
  const forResource = scopes.filter((scope) => !aboutTheUser.includes(scope));
  const [only] = forResource;
  const suffix = '/.default';
  if (only === undefined || forResource.length > 1 || !only.endsWith(suffix)) {
    throw invalidScope(text);
  }
  if (context === 'app' && scopes.length > 1) {
    throw invalidScope(text);
  }
  const resource = only.slice(0, -suffix.length).replace(/\/$/, '');
  if (![...defenderResources, ...otherResources].includes(resource)) {
    throw unknownResource(resource, directory.tenantName);
  }
  return { resource, openid: scopes.includes('openid'), offlineAccess: scopes.includes('offline_access') };
}
