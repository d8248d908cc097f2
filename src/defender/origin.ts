/** Whether a host name of a URL is this machine: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Whether tokens or evidence may travel to this address: `https:` anywhere, plain `http:` on this machine only. */
export function isSafeAddress(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

export type OriginFault = 'notAnOrigin' | 'plainHttp';

/**
 * Reads a host setting such as `https://api.security.microsoft.com`: scheme, host and port, nothing behind.
 * @returns the origin without a trailing slash, or what is wrong with it
 */
export function parseOrigin(text: string): { origin: string } | { fault: OriginFault } {
  if (!URL.canParse(text)) {
    return { fault: 'notAnOrigin' };
  }
  const url = new URL(text);
  const bare = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  if (!bare || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return { fault: 'notAnOrigin' };
  }
  return isSafeAddress(url) ? { origin: url.origin } : { fault: 'plainHttp' };
}
