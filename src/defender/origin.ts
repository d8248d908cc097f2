import { BlockList, isIP } from 'node:net';

/** Whether a host name of a URL is this machine: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  privateAddresses.addSubnet(network, prefix);
}
privateAddresses.addAddress('::', 'ipv6');
privateAddresses.addAddress('::1', 'ipv6');
privateAddresses.addSubnet('fc00::', 7, 'ipv6');
privateAddresses.addSubnet('fe80::', 10, 'ipv6');

/** Whether a host name of a URL is an address of this machine or of a private network, as far as the name itself tells. */
export function isPrivate(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const family = isIP(name);
  return family === 0
    ? name === 'localhost' || name.endsWith('.localhost')
    : privateAddresses.check(name, family === 6 ? 'ipv6' : 'ipv4');
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
