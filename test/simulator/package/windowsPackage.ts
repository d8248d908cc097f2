import {
  activeConnections,
  arpTable,
  dnsCache,
  firewallCopy,
  firewallLog,
  hasFirewallLog,
  ipConfiguration,
} from './network.ts';
import { autorunsText } from './autoruns.ts';
import type { Collection } from './collectedHost.ts';
import { consoleText } from './consoleText.ts';
import { prefetchList, supportLog } from './copyLogs.ts';
import { prefetchFiles } from './prefetchFiles.ts';
import { processesCsv } from './processes.ts';
import { installedProgramsCsv, uninstallKey } from './programs.ts';
import { scheduledTasksCsv } from './scheduledTasks.ts';
import { securityLog } from './securityLog/securityLog.ts';
import { servicesCsv } from './servicesCsv.ts';
import { collectionSummary } from './summary.ts';
import { supportCabinet } from './supportCabinet.ts';
import { localGroups, queryUser, smbSessions, systemInformation } from './systemAndUsers.ts';
import { tempFiles } from './tempFiles.ts';
import type { Member } from './zip.ts';

const uninstall = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';
const uninstallFile = `${uninstall.replaceAll('\\', '_')}.txt`;
// What everything but the event log comes to once packed; the log fills the package up to its size.
const packedWithoutEventLog = 380_000;
// What the events of the log come to that pack well, and what is left of the rest once packed.
const packedAway = 150_000;
const packedShare = 0.79;

/** The members of a Windows device's package, named and encoded as the sensor does it. */
export function windowsPackageMembers(collection: Collection, packageBytes: number): Member[] {
  const { users, locale } = collection.host;
  const ofConsole = (text: string) => (locale.language === 'german' ? consoleText(text, 'german') : text);
  const prefetch = prefetchFiles(collection);
  return [
    { path: 'Forensics Collection Summary.csv', content: collectionSummary(collection) },
    { path: 'Autoruns/Autoruns.txt', content: autorunsText(collection) },
    { path: 'Installed Programs/InstalledPrograms.csv', content: installedProgramsCsv(collection) },
    ...['', 'Wow6432Node\\'].map((node) => ({
      path: `Installed Programs/hklm_Software_${node.replace('\\', '_')}${uninstallFile}`,
      content: ofConsole(uninstallKey(collection, `HKEY_LOCAL_MACHINE\\Software\\${node}${uninstall}`, true)),
    })),
    ...users.map(({ sid, signedIn }) => ({
      path: `Installed Programs/${sid}_Software_${uninstallFile}`,
      content: ofConsole(uninstallKey(collection, `HKEY_USERS\\${sid}\\Software\\${uninstall}`, signedIn)),
    })),
    { path: 'Network Connections/ActiveNetConnections.txt', content: activeConnections(collection) },
    { path: 'Network Connections/Arp.txt', content: ofConsole(arpTable(collection)) },
    { path: 'Network Connections/DnsCache.txt', content: ofConsole(dnsCache(collection)) },
    {
      path: 'Network Connections/FirewallExecutionLog.txt',
      content: firewallCopy(hasFirewallLog(collection)),
    },
    { path: 'Network Connections/IpConfig.txt', content: ofConsole(ipConfiguration(collection)) },
    ...(hasFirewallLog(collection)
      ? [{ path: 'Network Connections/pfirewall.log', content: firewallLog(collection) }]
      : []),
    ...prefetch.map(({ name, bytes }) => ({ path: `Prefetch Files/Prefetch/${name}`, content: bytes })),
    { path: 'Prefetch Files/PrefetchFilesList.txt', content: ofConsole(prefetchList(collection, prefetch)) },
    { path: 'Processes/Processes.csv', content: processesCsv(collection) },
    { path: 'Scheduled Tasks/ScheduledTasks.csv', content: ofConsole(scheduledTasksCsv(collection)) },
    {
      path: 'Security Event Log/Security.evtx',
      content: securityLog(collection, eventLogBytes(packageBytes)),
    },
    { path: 'Services/Services.csv', content: servicesCsv(collection) },
    { path: 'SMB Session/Summary.txt', content: smbSessions() },
    { path: 'System Information/SystemInformation.txt', content: ofConsole(systemInformation(collection)) },
    ...users.map((user) => ({
      path: `Temp Directories/${user.name}_TempDirFiles.txt`,
      content: tempFiles(collection, user),
    })),
    { path: 'Users and Groups/LocalGroups.txt', content: ofConsole(localGroups(collection)) },
    { path: 'Users and Groups/QueryUser.txt', content: ofConsole(queryUser(collection)) },
    { path: 'WdSupportLogs/MPSupportFiles.cab', content: supportCabinet(collection) },
    { path: 'WdSupportLogs/MpCmdRunLog.txt', content: supportLog(collection) },
  ];
}

function eventLogBytes(packageBytes: number): number {
  return (packageBytes - packedWithoutEventLog) / packedShare + packedAway;
}
