import { Random } from './random.ts';

export type OsPlatform =
  | 'Windows10'
  | 'Windows11'
  | 'WindowsServer2019'
  | 'WindowsServer2022'
  | 'macOS'
  | 'Ubuntu'
  | 'RedHatEnterpriseLinux';

export interface Device {
  /** 40 hexadecimal digits. */
  readonly id: string;
  readonly computerDnsName: string;
  readonly osPlatform: OsPlatform;
}

type Row = readonly [name: string, osPlatform: OsPlatform];

const rightToLeftOverride = '\u202e';

/** Names that a device can report and that a file system, a terminal or a tree row stumbles over. */
export const hostileNames: readonly string[] = [
  '..',
  '../../etc/passwd',
  'CON',
  'a/b\\c:d*e?',
  `inv${rightToLeftOverride}gpj.exe\u0007\u001b[31m`,
  'n'.repeat(200),
  'größe-рабочая-станция-日本-🖥️.contoso.com',
  '',
];

function numbered(prefix: string, numbers: readonly number[], osPlatform: OsPlatform, suffix = ''): Row[] {
  return numbers.map((number) => [`${prefix}-${String(number).padStart(3, '0')}${suffix}`, osPlatform]);
}

const rows: readonly Row[] = [
  ...numbered('ws', [7, 13, 18, 21, 26, 33, 42, 55, 61, 64, 70, 88], 'Windows11', '.contoso.com'),
  ...numbered('ws', [101, 102, 115], 'Windows10'),
  ...numbered('lap', [4, 19, 23, 31, 40, 58, 77, 83, 91], 'Windows11'),
  ['srv-db-01', 'WindowsServer2022'],
  ['srv-db-02', 'WindowsServer2022'],
  ['srv-web-01.contoso.com', 'WindowsServer2022'],
  ['srv-web-02.contoso.com', 'WindowsServer2022'],
  ['srv-file-01.contoso.com', 'WindowsServer2019'],
  ['srv-print-01', 'WindowsServer2019'],
  ['dc-01.corp.contoso.com', 'WindowsServer2022'],
  ['dc-02.corp.contoso.com', 'WindowsServer2022'],
  ['jump-01.corp.contoso.com', 'WindowsServer2019'],
  ['kiosk-lobby', 'Windows10'],
  ['mac-design-01', 'macOS'],
  ['mac-design-02', 'macOS'],
  ['mac-ops-07.contoso.com', 'macOS'],
  ['lnx-build-01.contoso.com', 'Ubuntu'],
  ['lnx-build-02.contoso.com', 'Ubuntu'],
  ['lnx-proxy-01', 'RedHatEnterpriseLinux'],
  ['lnx-git-01.corp.contoso.com', 'RedHatEnterpriseLinux'],
];

export function makeDevices(): Device[] {
  const all: readonly Row[] = [...rows, ...hostileNames.map((name): Row => [name, 'Windows11'])];
  return all.map(([computerDnsName, osPlatform]) => ({
    id: new Random(`device ${computerDnsName}`).hex(40),
    computerDnsName,
    osPlatform,
  }));
}

export function runsWindows(device: Device): boolean {
  return device.osPlatform.startsWith('Windows');
}
