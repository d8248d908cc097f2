import type { Collection, LocalUser } from './collectedHost.ts';
import { lines, localTime, secondsAfter, withByteOrderMark } from './text.ts';

/** `systeminfo.exe`: a label, and its value from column 28 on. */
export function systemInformation(collection: Collection): string {
  const { host, startedAt } = collection;
  const random = host.choices('system');
  const row = (label: string, value: string): string => `${`${label}:`.padEnd(27)}${value}`;
  const bootedAt = secondsAfter(startedAt, -collection.choices('boot').integer(3, 200) * 3600);
  const hotfixes = Array.from(
    { length: 4 },
    (_, at) => `${' '.repeat(27)}[0${at + 1}]: KB50${random.integer(10_000, 99_999)}`,
  );
  return lines(
    '',
    row('Host Name', host.name),
    row('OS Name', host.osName),
    row('OS Version', host.osVersion),
    row('OS Manufacturer', 'Microsoft Corporation'),
    row('OS Configuration', host.isServer ? 'Member Server' : 'Member Workstation'),
    row('OS Build Type', 'Multiprocessor Free'),
    row('Registered Owner', 'Contoso'),
    row(
      'Original Install Date',
      localTime(secondsAfter(startedAt, -random.integer(50, 900) * 86_400)).replace(' ', ', '),
    ),
    row('System Boot Time', localTime(bootedAt).replace(' ', ', ')),
    row('System Manufacturer', host.isServer ? 'VMware, Inc.' : 'LENOVO'),
    row('System Model', host.isServer ? 'VMware20,1' : '21K5CTO1WW'),
    row('System Type', 'x64-based PC'),
    row('Windows Directory', 'C:\\WINDOWS'),
    row('System Locale', 'en-gb;English (United Kingdom)'),
    row('Input Locale', 'en-gb;English (United Kingdom)'),
    row('Time Zone', '(UTC+00:00) Dublin, Edinburgh, Lisbon, London'),
    row('Total Physical Memory', `${random.pick(['16,088', '32,472', '65,212'])} MB`),
    row('Domain', host.domain),
    row('Logon Server', '\\\\DC-01'),
    row('Hotfix(s)', '4 Hotfix(s) Installed.'),
    hotfixes,
    row('Network Card(s)', '1 NIC(s) Installed.'),
    `${' '.repeat(27)}[01]: Intel(R) Ethernet Connection I219-LM`,
    `${' '.repeat(33)}[01]: ${host.address}`,
  );
}

const groups: readonly (readonly [name: string, comment: string])[] = [
  ['Administrators', 'Administrators have complete and unrestricted access to the computer/domain'],
  ['Guests', 'Guests have the same access as members of the Users group by default'],
  ['Remote Desktop Users', 'Members in this group are granted the right to logon remotely'],
  ['Users', 'Users are prevented from making accidental or intentional system-wide changes'],
];

/** `net localgroup` for one group after the other, each below the prompt that the collector echoed. */
export function localGroups({ host }: Collection): string {
  const names = host.users.map(({ name }) => name);
  const members: Readonly<Record<string, readonly string[]>> = {
    Administrators: ['Administrator', 'CONTOSO\\Domain Admins', 'localadmin'],
    'Remote Desktop Users': host.isServer ? ['CONTOSO\\Server Operators'] : [],
    Users: [
      'CONTOSO\\Domain Users',
      ...names.filter((name) => name !== 'localadmin').map((name) => `CONTOSO\\${name}`),
    ],
  };
  return lines(
    groups.flatMap(([group, comment]) => [
      '',
      `C:\\Windows\\system32>net localgroup "${group}" `,
      `Alias name     ${group}`,
      `Comment        ${comment}`,
      '',
      'Members',
      '',
      '-'.repeat(79),
      ...(members[group] ?? []),
      'The command completed successfully.',
      '',
    ]),
  );
}

export function queryUser(collection: Collection): string {
  const user = collection.host.users.find(({ signedIn }) => signedIn);
  if (user === undefined || collection.choices('query user').chance(0.2)) {
    return lines('No User exists for *');
  }
  const since = localTime(secondsAfter(collection.startedAt, -7200)).slice(0, 16);
  return lines(
    ' USERNAME              SESSIONNAME        ID  STATE   IDLE TIME  LOGON TIME',
    ` ${user.name.padEnd(22)}console             1  Active      none   ${since}`,
  );
}

export function smbSessions(): Buffer {
  return withByteOrderMark('No SMB sessions were found!');
}

/** `dir /A /Q /S /T` of a user's temporary folder: date, size, owner, name. */
export function tempFiles(collection: Collection, user: LocalUser): string {
  const folder = `C:\\Users\\${user.name}\\AppData\\Local\\Temp`;
  if (!user.signedIn) {
    return lines('The system cannot find the path specified.');
  }
  const random = collection.choices(`temp ${user.name}`);
  const owner = `CONTOSO\\${user.name}`.padEnd(23);
  const files = Array.from({ length: 40 }, () => {
    const when = localTime(secondsAfter(collection.startedAt, -random.integer(60, 600_000)))
      .slice(0, 16)
      .replace(' ', '  ');
    const size = random.integer(100, 9_000_000).toLocaleString('en-GB').padStart(17);
    const name = random.pick([
      `tmp${random.hex(4).toUpperCase()}.tmp`,
      `Outlook Logging ${random.hex(2)}.etl`,
      `~DF${random.hex(16).toUpperCase()}.TMP`,
    ]);
    return `${when} ${size} ${owner}${name}`;
  });
  return lines(
    ' Volume in drive C is Windows',
    ` Volume Serial Number is ${random.hex(4).toUpperCase()}-${random.hex(4).toUpperCase()}`,
    '',
    ` Directory of ${folder}`,
    '',
    files,
    `              ${files.length} File(s)     61,204,887 bytes`,
  );
}
