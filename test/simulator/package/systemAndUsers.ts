import type { Collection } from './collectedHost.ts';
import { lines, secondsAfter, withByteOrderMark } from './text.ts';

/** `systeminfo.exe`: all values begin in one column, which the longest label of the language decides. */
export function systemInformation(collection: Collection): string {
  const { host, startedAt } = collection;
  const { locale } = host;
  const random = host.choices('system');
  const width = Math.max(25, ...locale.words.systemLabels.map(({ length }) => length)) + 2;
  const row = (label: string | undefined, value: string): string =>
    `${`${label ?? ''}:`.padEnd(width)}${value}`;
  const bootedAt = secondsAfter(startedAt, -collection.choices('boot').integer(3, 200) * 3600);
  const longAgo = secondsAfter(startedAt, -random.integer(50, 900) * 86_400);
  const indent = ' '.repeat(width);
  const hotfixes = Array.from(
    { length: 4 },
    (_, at) => `${indent}[0${at + 1}]: KB50${random.integer(10_000, 99_999)}`,
  );
  const [name, os, version, maker, configuration, installed, booted, region, zone, domain, fixes, cards] =
    locale.words.systemLabels;
  const build = host.osVersion.replace('N/A', locale.words.notApplicable);
  return lines(
    '',
    row(name, host.name),
    row(os, host.osName),
    row(version, build),
    row(maker, 'Microsoft Corporation'),
    row(configuration, host.isServer ? 'Member Server' : 'Member Workstation'),
    row('OS Build Type', 'Multiprocessor Free'),
    row('Registered Owner', 'Contoso'),
    row(installed, locale.time(longAgo).replace(' ', ', ')),
    row(booted, locale.time(bootedAt).replace(' ', ', ')),
    row('System Manufacturer', host.isServer ? 'VMware, Inc.' : 'LENOVO'),
    row('System Model', host.isServer ? 'VMware20,1' : '21K5CTO1WW'),
    row('BIOS Version', 'LENOVO N3XET61W (1.36 ), 05-12-2024'),
    row('System Type', 'x64-based PC'),
    row('Windows Directory', 'C:\\WINDOWS'),
    row(region, locale.name),
    row('Input Locale', locale.name),
    row(zone, locale.statedZone),
    row('Virtual Memory: Max Size', `${random.pick(['16,088', '32,472', '65,212'])} MB`),
    row(domain, host.domain),
    row('Logon Server', '\\\\DC-01'),
    row(fixes, '4'),
    hotfixes,
    row(cards, '1'),
    `${indent}[01]: Intel(R) Ethernet Connection I219-LM`,
    `${indent}      [01]: ${host.address}`,
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
  const { words } = host.locale;
  const [alias = '', comment = '', heading = ''] = words.groupLabels;
  return lines(
    groups.flatMap(([group, about]) => [
      '',
      `C:\\Windows\\system32>net localgroup "${group}" `,
      `${alias}${group}`,
      `${comment}${about}`,
      '',
      heading,
      '',
      '-'.repeat(79),
      ...(members[group] ?? []),
      words.completed,
      '',
    ]),
  );
}

export function queryUser(collection: Collection): string {
  const { users, locale } = collection.host;
  const user = users.find(({ signedIn }) => signedIn);
  if (user === undefined || collection.choices('query user').chance(0.2)) {
    return lines(locale.words.noUser);
  }
  const since = locale.time(secondsAfter(collection.startedAt, -7200)).replace(/:\d\d(?=$| [AP]M)/, '');
  const { active, idle, userHeader } = locale.words;
  return lines(
    userHeader,
    `>${user.name.padEnd(22)}console             1  ${active.padEnd(8)}${idle.padStart(8)}   ${since}`,
  );
}

export function smbSessions(): Buffer {
  return withByteOrderMark('No SMB sessions were found!');
}
