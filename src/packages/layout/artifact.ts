/** What a member of a package is. */
export type Artifact =
  | 'summary'
  | 'registry'
  | 'installedPrograms'
  | 'uninstallKey'
  | 'connections'
  | 'arp'
  | 'dnsCache'
  | 'ipConfig'
  | 'firewallCopy' // what the command said that was to copy the firewall's log
  | 'firewallLog'
  | 'prefetchFile'
  | 'prefetchList'
  | 'processes'
  | 'scheduledTasks'
  | 'securityLog'
  | 'services'
  | 'smbSessions'
  | 'systemInformation'
  | 'tempListing'
  | 'localGroups'
  | 'signedInUsers'
  | 'supportCabinet'
  | 'supportLog'
  | 'other';

type Rule = readonly [folder: RegExp, file: RegExp, artifact: Artifact];

// Folders and files in their plain form. Documents and packages spell them differently: `SMB Session`, `SMB sessions`.
const rules: readonly Rule[] = [
  [/^$/, /^(forensicscollectionsummary|collectionsummaryreport)\.(csv|xls|xlsx|txt)$/, 'summary'],
  [/^autoruns?$/, /\.(txt|csv)$/, 'registry'],
  [/^installedprograms?$/, /\.csv$/, 'installedPrograms'],
  [/^installedprograms?$/, /\.txt$/, 'uninstallKey'],
  [/^networkconnections?$/, /^activenetconnections\./, 'connections'],
  [/^networkconnections?$/, /^arp\./, 'arp'],
  [/^networkconnections?$/, /^dnscache\./, 'dnsCache'],
  [/^networkconnections?$/, /^ipconfig\./, 'ipConfig'],
  [/^networkconnections?$/, /^firewallexecutionlog\./, 'firewallCopy'],
  [/^networkconnections?$/, /^pfirewall\w*\./, 'firewallLog'],
  [/^prefetchfiles?(\/|$)/, /\.pf$/, 'prefetchFile'],
  [/^prefetchfiles?(\/|$)/, /^prefetchfileslist\./, 'prefetchList'],
  [/^processes$/, /\.(csv|txt)$/, 'processes'],
  [/^scheduledtasks?$/, /\.(csv|txt)$/, 'scheduledTasks'],
  [/^securityeventlogs?$/, /\.evtx$/, 'securityLog'],
  [/^services$/, /\.(csv|txt)$/, 'services'],
  [/^smbsessions?$/, /\.(csv|txt)$/, 'smbSessions'],
  [/^systeminformation$/, /\.txt$/, 'systemInformation'],
  [/^tempdirector(y|ies)$/, /\.txt$/, 'tempListing'],
  [/^usersandgroups$/, /^queryuser\./, 'signedInUsers'],
  [/^usersandgroups$/, /\.txt$/, 'localGroups'],
  [/^wdsupportlogs?$/, /\.cab$/, 'supportCabinet'],
  [/^wdsupportlogs?$/, /^mpcmdrun\w*\./, 'supportLog'],
];

/** What a member is by its path below the package's root, whatever its case, spaces and punctuation. */
export function artifactOf(path: string): Artifact {
  const { folder, file } = plainPath(path);
  return rules.find(([inFolder, named]) => inFolder.test(folder) && named.test(file))?.[2] ?? 'other';
}

const collectedFolders = [
  ...new Set(
    'autoruns,installedprograms,networkconnections,prefetchfiles,processes,scheduledtasks,securityeventlog,services,smbsession,smbsessions,systeminformation,tempdirectories,usersandgroups,wdsupportlogs'.split(
      ',',
    ),
  ),
];

/** Whether a folder's name is one of those that the Windows collector makes. */
export function isCollectedFolder(name: string): boolean {
  return collectedFolders.includes(plain(name));
}

/** The parts of a path; some archivers write it with backslashes. */
export function pathParts(path: string): string[] {
  return path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
}

/** Lower case, and nothing but letters and digits: `SMB Session` is `smbsession`. */
export function plain(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function plainPath(path: string): { folder: string; file: string } {
  const parts = pathParts(path);
  const name = parts.at(-1) ?? '';
  const dot = name.lastIndexOf('.');
  const extension = dot < 0 ? '' : plain(name.slice(dot + 1));
  const stem = plain(dot < 0 ? name : name.slice(0, dot));
  return { folder: parts.slice(0, -1).map(plain).join('/'), file: `${stem}.${extension}` };
}
