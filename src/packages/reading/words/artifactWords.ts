import type { Artifact } from '../../layout/artifact.ts';
import type { Group } from '../catalogue.ts';
import { t } from './translate.ts';

export function groupTitle(group: Group): string {
  const titles: Record<Group, string> = {
    host: t('Collection and host'),
    running: t('Running'),
    starts: t('Autostart and persistence'),
    network: t('Network'),
    users: t('Users and sign-ins'),
    programs: t('Programs and execution'),
    defender: t('Defender'),
    files: t('Files of the package'),
  };
  return titles[group];
}

/** Of an artifact of the catalogue; any other id is its own title. */
export function artifactTitle(id: string): string {
  const titles: Record<string, string> = {
    summary: t('Collection commands'),
    systemInformation: t('System information'),
    collections: t('Other collections on this host'),
    processes: t('Processes'),
    services: t('Services'),
    startPoints: t('Autostart entries (registry)'),
    scheduledTasks: t('Scheduled tasks'),
    taskTriggers: t('Triggers of scheduled tasks'),
    registryServices: t('Services and drivers (registry)'),
    registry: t('All registry values'),
    connections: t('Connections and listening ports'),
    dnsCache: t('DNS cache'),
    arp: t('ARP cache'),
    ipConfig: t('IP configuration'),
    networkSettings: t('Network settings (registry)'),
    firewallRules: t('Firewall rules'),
    firewallProfiles: t('Firewall profiles'),
    firewallLog: t('Firewall log'),
    firewallCopy: t('Firewall log: copy result'),
    smbSessions: t('SMB sessions'),
    signIns: t('Sign-ins (Security log)'),
    securityEvents: t('Security log'),
    signedInUsers: t('Signed-in users'),
    localGroups: t('Local groups and members'),
    executionTimes: t('Last runs by user (BAM)'),
    prefetchRuns: t('Program runs (prefetch)'),
    prefetch: t('Prefetch files'),
    programs: t('Installed programs'),
    tempFiles: t('Temporary files'),
    prefetchList: t('Prefetch files: copy log'),
    supportFiles: t('Support files (cabinet)'),
    supportLog: t('MpCmdRun log'),
    members: t('All files in the package'),
  };
  return Object.hasOwn(titles, id) ? (titles[id] ?? id) : id;
}

/** What a member is. */
export function memberKind(artifact: Artifact): string {
  const kinds: Record<Artifact, string> = {
    summary: t('Summary of the collection'),
    registry: t('Registry'),
    installedPrograms: t('MSI products'),
    uninstallKey: t('Uninstall keys'),
    connections: t('Connections'),
    arp: t('ARP cache'),
    dnsCache: t('DNS cache'),
    ipConfig: t('IP configuration'),
    firewallCopy: t('Firewall log: copy result'),
    firewallLog: t('Firewall log'),
    prefetchFile: t('Prefetch file'),
    prefetchList: t('Prefetch files: copy log'),
    processes: t('Processes'),
    scheduledTasks: t('Scheduled tasks'),
    securityLog: t('Event log'),
    services: t('Services'),
    smbSessions: t('SMB sessions'),
    systemInformation: t('System information'),
    tempListing: t('Temporary files'),
    localGroups: t('Local groups'),
    signedInUsers: t('Signed-in users'),
    supportCabinet: t('Support cabinet'),
    supportLog: t('MpCmdRun log'),
    other: t('Other'),
  };
  return kinds[artifact];
}

export function unparsedTitle(title: string): string {
  return t('{0}: lines not understood', title);
}
