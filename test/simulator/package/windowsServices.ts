import type { Random } from '../tenant/random.ts';
import type { CollectedHost } from './collectedHost.ts';

export interface WindowsService {
  readonly name: string;
  readonly displayName: string;
  readonly startMode: 'Auto' | 'Manual' | 'Disabled';
  readonly state: 'Running' | 'Stopped';
  readonly account: string;
  readonly path: string;
  readonly description: string;
}

type Row = readonly [
  name: string,
  displayName: string,
  startMode: WindowsService['startMode'],
  group: string,
];

const rows: readonly Row[] = [
  ['AJRouter', 'AllJoyn Router Service', 'Manual', 'LocalServiceNetworkRestricted'],
  ['ALG', 'Application Layer Gateway Service', 'Manual', ''],
  ['AppIDSvc', 'Application Identity', 'Manual', 'LocalServiceNetworkRestricted'],
  ['Appinfo', 'Application Information', 'Manual', 'netsvcs'],
  ['AudioSrv', 'Windows Audio', 'Auto', 'LocalServiceNetworkRestricted'],
  ['BDESVC', 'BitLocker Drive Encryption Service', 'Manual', 'netsvcs'],
  ['BFE', 'Base Filtering Engine', 'Auto', 'LocalServiceNoNetworkFirewall'],
  ['BITS', 'Background Intelligent Transfer Service', 'Manual', 'netsvcs'],
  ['CertPropSvc', 'Certificate Propagation', 'Manual', 'netsvcs'],
  ['CryptSvc', 'Cryptographic Services', 'Auto', 'NetworkService'],
  ['DcomLaunch', 'DCOM Server Process Launcher', 'Auto', 'DcomLaunch'],
  ['Dhcp', 'DHCP Client', 'Auto', 'LocalServiceNetworkRestricted'],
  ['Dnscache', 'DNS Client', 'Auto', 'NetworkService'],
  ['EventLog', 'Windows Event Log', 'Auto', 'LocalServiceNetworkRestricted'],
  ['FontCache', 'Windows Font Cache Service', 'Auto', 'LocalService'],
  ['gpsvc', 'Group Policy Client', 'Auto', 'netsvcs'],
  ['IKEEXT', 'IKE and AuthIP IPsec Keying Modules', 'Manual', 'netsvcs'],
  ['KeyIso', 'CNG Key Isolation', 'Manual', ''],
  ['LanmanServer', 'Server', 'Auto', 'netsvcs'],
  ['LanmanWorkstation', 'Workstation', 'Auto', 'NetworkService'],
  ['lfsvc', 'Geolocation Service', 'Manual', 'netsvcs'],
  ['mpssvc', 'Windows Defender Firewall', 'Auto', 'LocalServiceNoNetworkFirewall'],
  ['MSDTC', 'Distributed Transaction Coordinator', 'Manual', ''],
  ['Netlogon', 'Netlogon', 'Auto', ''],
  ['NlaSvc', 'Network Location Awareness', 'Auto', 'NetworkService'],
  ['nsi', 'Network Store Interface Service', 'Auto', 'LocalService'],
  ['PlugPlay', 'Plug and Play', 'Manual', 'DcomLaunch'],
  ['Power', 'Power', 'Auto', 'DcomLaunch'],
  ['ProfSvc', 'User Profile Service', 'Auto', 'UserProfileService'],
  ['RemoteRegistry', 'Remote Registry', 'Disabled', 'localService'],
  ['RpcSs', 'Remote Procedure Call (RPC)', 'Auto', 'RPCSS'],
  ['SamSs', 'Security Accounts Manager', 'Auto', ''],
  ['Schedule', 'Task Scheduler', 'Auto', 'netsvcs'],
  ['SecurityHealthService', 'Windows Security Service', 'Manual', ''],
  ['Sense', 'Windows Defender Advanced Threat Protection Service', 'Auto', ''],
  ['SharedAccess', 'Internet Connection Sharing (ICS)', 'Disabled', 'netsvcs'],
  ['Spooler', 'Print Spooler', 'Auto', ''],
  ['sppsvc', 'Software Protection', 'Auto', ''],
  ['SSDPSRV', 'SSDP Discovery', 'Manual', 'LocalServiceAndNoImpersonation'],
  ['StateRepository', 'State Repository Service', 'Auto', 'appmodel'],
  ['SysMain', 'SysMain', 'Auto', 'LocalSystemNetworkRestricted'],
  ['TermService', 'Remote Desktop Services', 'Manual', 'NetworkService'],
  ['Themes', 'Themes', 'Auto', 'netsvcs'],
  ['TrkWks', 'Distributed Link Tracking Client', 'Auto', 'LocalSystemNetworkRestricted'],
  ['UsoSvc', 'Update Orchestrator Service', 'Auto', 'netsvcs'],
  ['VaultSvc', 'Credential Manager', 'Manual', ''],
  ['VSS', 'Volume Shadow Copy', 'Manual', ''],
  ['W32Time', 'Windows Time', 'Manual', 'LocalService'],
  ['WdNisSvc', 'Microsoft Defender Antivirus Network Inspection Service', 'Manual', ''],
  ['WinDefend', 'Microsoft Defender Antivirus Service', 'Auto', ''],
  [
    'WinHttpAutoProxySvc',
    'WinHTTP Web Proxy Auto-Discovery Service',
    'Manual',
    'LocalServiceNetworkRestricted',
  ],
  ['Winmgmt', 'Windows Management Instrumentation', 'Auto', 'netsvcs'],
  ['WinRM', 'Windows Remote Management (WS-Management)', 'Manual', 'NetworkService'],
  ['WpnService', 'Windows Push Notifications System Service', 'Auto', 'netsvcs'],
  ['wuauserv', 'Windows Update', 'Manual', 'netsvcs'],
  ['ContosoVpnAgent', 'Contoso VPN Agent', 'Auto', ''],
  ['NorthwindSupport', 'Northwind Remote Support', 'Auto', ''],
];

// The one description with quotation marks.
const quotingDescription =
  'BDESVC hosts the BitLocker Drive Encryption service. It provides "full volume" encryption for the operating system, and for other volumes, if asked.';

export function windowsServicesOf(host: CollectedHost): WindowsService[] {
  const random = host.choices('services');
  return rows.map(([name, displayName, startMode, group]) => ({
    name,
    displayName,
    startMode,
    state: startMode === 'Auto' || (startMode === 'Manual' && random.chance(0.3)) ? 'Running' : 'Stopped',
    account: accountOf(group),
    path: pathOf(name, group),
    description: name === 'BDESVC' ? quotingDescription : descriptionOf(displayName, random),
  }));
}

/** With or without commas and apostrophes, each of which the collector's damage goes by. */
function descriptionOf(displayName: string, random: Random): string {
  return random.pick([
    `Provides ${displayName} to programs on this computer.`,
    `Provides ${displayName}, if needed, to programs on this computer, and stops when nobody asks.`,
    `This computer's ${displayName}. If it is stopped, users' programs wait, fail, or go without.`,
  ]);
}

function accountOf(group: string): string {
  if (/^localservice/i.test(group)) {
    return 'NT AUTHORITY\\LocalService';
  }
  return group === 'NetworkService' || group === 'RPCSS' ? 'NT AUTHORITY\\NetworkService' : 'LocalSystem';
}

function pathOf(name: string, group: string): string {
  if (group !== '') {
    return `C:\\Windows\\System32\\svchost.exe -k ${group} -p`;
  }
  if (name === 'ContosoVpnAgent') {
    return '"C:\\Program Files\\Contoso\\VPN\\agent.exe" --service';
  }
  // Unquoted and with a space, as careless installers leave it.
  return name === 'NorthwindSupport'
    ? 'C:\\Program Files\\Northwind Support\\nwsvc.exe'
    : `C:\\Windows\\System32\\${name.toLowerCase()}.exe`;
}
