import type { Artifact } from '../layout/artifact.ts';

/** What is listed together; in this order. */
export type Group = 'host' | 'running' | 'starts' | 'network' | 'users' | 'programs' | 'defender' | 'files';

/** A table that every package of the Windows collector has, or could have. */
export interface CatalogueEntry {
  readonly id: string;
  readonly group: Group;
  /** What its rows are read from. */
  readonly sources: readonly Artifact[];
}

function entry(id: string, group: Group, ...sources: readonly Artifact[]): CatalogueEntry {
  return { id, group, sources };
}

/** In the order in which they are listed: what answers the first questions comes first. */
export const catalogue: readonly CatalogueEntry[] = [
  entry('summary', 'host', 'summary'),
  entry('systemInformation', 'host', 'systemInformation'),
  entry('collections', 'host', 'prefetchFile'),
  entry('processes', 'running', 'processes'),
  entry('services', 'running', 'services'),
  entry('startPoints', 'starts', 'registry'),
  entry('scheduledTasks', 'starts', 'scheduledTasks'),
  entry('taskTriggers', 'starts', 'scheduledTasks'),
  entry('registryServices', 'starts', 'registry'),
  entry('registry', 'starts', 'registry'),
  entry('connections', 'network', 'connections'),
  entry('dnsCache', 'network', 'dnsCache'),
  entry('arp', 'network', 'arp'),
  entry('ipConfig', 'network', 'ipConfig'),
  entry('networkSettings', 'network', 'registry'),
  entry('firewallRules', 'network', 'registry'),
  entry('firewallProfiles', 'network', 'registry'),
  entry('firewallLog', 'network', 'firewallLog'),
  entry('firewallCopy', 'network', 'firewallCopy'),
  entry('smbSessions', 'network', 'smbSessions'),
  entry('signIns', 'users', 'securityLog'),
  entry('securityEvents', 'users', 'securityLog'),
  entry('signedInUsers', 'users', 'signedInUsers'),
  entry('localGroups', 'users', 'localGroups'),
  entry('executionTimes', 'programs', 'registry'),
  entry('prefetchRuns', 'programs', 'prefetchFile'),
  entry('prefetch', 'programs', 'prefetchFile'),
  entry('programs', 'programs', 'uninstallKey', 'installedPrograms'),
  entry('tempFiles', 'programs', 'tempListing'),
  entry('prefetchList', 'programs', 'prefetchList'),
  entry('supportFiles', 'defender', 'supportCabinet'),
  entry('supportLog', 'defender', 'supportLog'),
  entry('members', 'files'),
];

const byId = new Map(catalogue.map((each) => [each.id, each]));

export function catalogueEntry(id: string): CatalogueEntry | undefined {
  return byId.get(id);
}

/** The artifact that shows most of what a kind of members says, for those who want to look there. */
export function artifactFor(source: Artifact): string | undefined {
  return source === 'securityLog'
    ? 'securityEvents'
    : source === 'registry'
      ? 'registry'
      : source === 'prefetchFile'
        ? 'prefetch'
        : catalogue.find(({ sources }) => sources.includes(source))?.id;
}
