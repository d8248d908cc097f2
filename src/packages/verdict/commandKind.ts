import type { Command } from '../artifacts/summary.ts';
import type { Artifact } from '../layout/artifact.ts';

// The programs that the collector runs, and what they ask, are the same in every language.
const kinds: readonly (readonly [RegExp, Artifact])[] = [
  [/\bwin32_process\b/i, 'processes'],
  [/\bwin32_service\b/i, 'services'],
  [/\bwin32_product\b/i, 'installedPrograms'],
  [/smb/i, 'smbSessions'],
  [/\bnetstat\b/i, 'connections'],
  [/\barp(\.exe)?"*\s+-a/i, 'arp'],
  [/displaydns/i, 'dnsCache'],
  [/\bipconfig\b/i, 'ipConfig'],
  [/pfirewall|firewall\b.{0,40}\blog/i, 'firewallLog'],
  [/\brobocopy\b|\bprefetch\b/i, 'prefetchFile'],
  [/\breg(\.exe)?"*\s+query\b.{0,400}\\uninstall\b/i, 'uninstallKey'],
  [/\breg(\.exe)?"*\s+query\b/i, 'registry'],
  [/\bschtasks\b/i, 'scheduledTasks'],
  [/\bwevtutil\b/i, 'securityLog'],
  [/\bsysteminfo\b/i, 'systemInformation'],
  [/\blocalgroup\b/i, 'localGroups'],
  [/\bquery(\.exe)?"*\s+user\b|\bquser\b/i, 'signedInUsers'],
  [/\bmpcmdrun\b/i, 'supportCabinet'],
  [/\bdir\s+\/|\\temp\b/i, 'tempListing'],
];
/** Of a command; what follows is paths and options that say no more. */
const longest = 4000;

/** What a command was to collect, told by its words. */
export function commandArtifact({ name, commandLine }: Command): Artifact {
  const words = `${commandLine.slice(0, longest)} ${name.slice(0, 200)}`;
  return kinds.find(([pattern]) => pattern.test(words))?.[1] ?? 'other';
}

/** The registry key that a command asks for. */
export function queriedKey({ commandLine }: Command): string | undefined {
  const found = /\breg(?:\.exe)?"*\s+query\s+/i.exec(commandLine.slice(0, longest));
  if (!found) {
    return undefined;
  }
  const rest = commandLine.slice(found.index + found[0].length, longest).trimStart();
  const [key = ''] = rest.startsWith('"') ? rest.replace(/^"+/, '').split('"', 1) : rest.split(/\s[/>]/, 1);
  return key.trim();
}

/** The user whose part of the host a command looks into. */
export function sidIn({ commandLine, name }: Command): string | undefined {
  return /S-1-5-21-[\d-]{5,60}\d/i
    .exec(`${commandLine.slice(0, longest)} ${name.slice(0, 200)}`)?.[0]
    .toUpperCase();
}
