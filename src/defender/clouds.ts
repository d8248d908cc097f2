/** Where a tenant's services live. All but the portal are what a connection may override. */
export interface Endpoints {
  /** Origin of the Defender for Endpoint API; paths begin with `/api`. */
  apiHost: string;
  /** Origin of Entra ID; the tenant follows as the first path segment. */
  authority: string;
  /** The v2 scope to ask for. Its audience belongs to the cloud, not to the host that is called. */
  scope: string;
  /** Origin of the Defender portal; unknown for a custom cloud. */
  portal?: string;
}

export const cloudNames = ['commercial', 'gcc', 'gccHigh', 'dod', 'custom'] as const;
export type CloudName = (typeof cloudNames)[number];

/**
 * Hosts as Microsoft documents them (defender-endpoint/gov, exposed-apis-list). The commercial scope keeps the
 * securitycenter audience for every commercial host, geo and newer ones too: there is no application behind
 * `api.security.microsoft.com` that grants these permissions.
 */
export const clouds: Record<Exclude<CloudName, 'custom'>, Required<Endpoints>> = {
  commercial: {
    apiHost: 'https://api.securitycenter.microsoft.com',
    authority: 'https://login.microsoftonline.com',
    scope: 'https://api.securitycenter.microsoft.com/.default',
    portal: 'https://security.microsoft.com',
  },
  gcc: {
    apiHost: 'https://api-gcc.securitycenter.microsoft.us',
    authority: 'https://login.microsoftonline.com',
    scope: 'https://api-gcc.securitycenter.microsoft.us/.default',
    portal: 'https://security.microsoft.com',
  },
  gccHigh: {
    apiHost: 'https://api-gov.securitycenter.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    scope: 'https://api-gov.securitycenter.microsoft.us/.default',
    portal: 'https://security.microsoft.us',
  },
  dod: {
    apiHost: 'https://api-gov.securitycenter.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    scope: 'https://api-gov.securitycenter.microsoft.us/.default',
    portal: 'https://security.apps.mil',
  },
};

/**
 * Host names of Microsoft's services end differently per cloud; other hosts tell nothing. Nor does
 * `securitycenter.onmicrosoft.com`: tokens for the commercial service and for GCC are asked for under it.
 */
export function cloudFamily(host: string): 'commercial' | 'gcc' | 'gov' | undefined {
  if (/^(api-gcc\.).*\.microsoft\.us$/i.test(host)) {
    return 'gcc';
  }
  if (/\.(microsoft|onmicrosoft)\.us$/i.test(host)) {
    return 'gov';
  }
  return /\.(microsoft|windows)\.com$/i.test(host) ? 'commercial' : undefined;
}
