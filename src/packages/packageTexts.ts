import { readArp } from './artifacts/arp.ts';
import { readConnections } from './artifacts/connections.ts';
import { readDnsCache } from './artifacts/dnsCache.ts';
import { readFirewallLog } from './artifacts/firewallLog.ts';
import { readIpConfig } from './artifacts/ipConfig.ts';
import { LineTable } from './artifacts/lineTable.ts';
import { readLocalGroups } from './artifacts/localGroups.ts';
import { readPrefetchList, type PrefetchList } from './artifacts/prefetchList.ts';
import { readProcesses } from './artifacts/processes.ts';
import { readPrograms } from './artifacts/programs.ts';
import { RegistryDump } from './artifacts/registry/registryDump.ts';
import { readScheduledTasks, type ScheduledTasks } from './artifacts/scheduledTasks.ts';
import { readServices } from './artifacts/services/services.ts';
import { readSignedInUsers } from './artifacts/signedInUsers.ts';
import { readSmbSessions } from './artifacts/smbSessions.ts';
import { readSummary, type CollectionSummary } from './artifacts/summary.ts';
import { readSystemInformation, type SystemFacts } from './artifacts/systemInformation.ts';
import { readTempListing } from './artifacts/tempListing.ts';
import type { Artifact } from './layout/artifact.ts';
import { joinedTable } from './table/joinedTable.ts';
import type { Table } from './table/table.ts';
import type { MemberText } from './text/memberText.ts';

/** A member as text, with what it is. */
export interface ArtifactText {
  readonly artifact: Artifact;
  /** Below the package's root. */
  readonly below: string;
  readonly text: MemberText;
}

/** What the text members say, each for itself. What a package lacks is undefined, or empty where there may be several. */
export interface PackageTexts {
  readonly summary: CollectionSummary | undefined;
  readonly registry: RegistryDump;
  readonly uninstallKeys: readonly { readonly path: string; readonly dump: RegistryDump }[];
  readonly programs: Table;
  readonly connections: Table | undefined;
  readonly arp: Table | undefined;
  readonly dnsCache: Table | undefined;
  readonly ipConfig: Table | undefined;
  readonly firewallCopy: Table | undefined;
  readonly firewallLog: Table | undefined;
  readonly prefetchList: PrefetchList | undefined;
  readonly processes: Table | undefined;
  readonly scheduledTasks: ScheduledTasks | undefined;
  readonly services: Table | undefined;
  readonly smbSessions: Table | undefined;
  readonly system: { readonly table: Table; readonly facts: SystemFacts } | undefined;
  /** One for each user. */
  readonly tempListings: readonly { readonly path: string; readonly table: Table }[];
  readonly localGroups: Table | undefined;
  readonly signedInUsers: Table | undefined;
  readonly supportLog: Table | undefined;
}

/** Whether a member is read here; the others are binary, or nothing that the collector is known to make. */
export function isTextArtifact(artifact: Artifact): boolean {
  return !['prefetchFile', 'securityLog', 'supportCabinet', 'other'].includes(artifact);
}

export function readPackageTexts(members: readonly ArtifactText[]): PackageTexts {
  const all = (artifact: Artifact) =>
    members.filter((member) => member.artifact === artifact).map(({ text }) => text);
  const one = <T>(artifact: Artifact, read: (text: MemberText) => T): T | undefined => {
    const [text] = all(artifact);
    return text && read(text);
  };
  const several = (artifact: Artifact, read: (text: MemberText) => Table): Table | undefined =>
    joinedTable(all(artifact).map(read));
  const uninstallKeys = all('uninstallKey');
  return {
    summary: one('summary', readSummary),
    registry: new RegistryDump(all('registry')),
    uninstallKeys: uninstallKeys.map((text) => ({ path: text.path, dump: new RegistryDump([text]) })),
    programs: readPrograms(all('installedPrograms'), uninstallKeys),
    connections: several('connections', readConnections),
    arp: several('arp', readArp),
    dnsCache: several('dnsCache', readDnsCache),
    ipConfig: several('ipConfig', readIpConfig),
    firewallCopy: several('firewallCopy', (text) => new LineTable('firewallCopy', text)),
    firewallLog: several('firewallLog', readFirewallLog),
    prefetchList: one('prefetchList', readPrefetchList),
    processes: one('processes', readProcesses),
    scheduledTasks: one('scheduledTasks', readScheduledTasks),
    services: one('services', readServices),
    smbSessions: one('smbSessions', readSmbSessions),
    system: one('systemInformation', readSystemInformation),
    tempListings: all('tempListing').map((text) => ({ path: text.path, table: readTempListing(text) })),
    localGroups: several('localGroups', readLocalGroups),
    signedInUsers: one('signedInUsers', readSignedInUsers),
    supportLog: several('supportLog', (text) => new LineTable('supportLog', text)),
  };
}
