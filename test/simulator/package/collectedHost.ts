import type { Device } from '../tenant/devices.ts';
import { Random } from '../tenant/random.ts';
import { hostLocale, localeOf, type HostLocale, type Language } from './hostLocale.ts';

export interface LocalUser {
  readonly name: string;
  readonly sid: string;
  /** Whether the user was signed in, so that the registry hive was loaded. */
  readonly signedIn: boolean;
}

/** What stays the same on a device from one collection to the next. */
export interface CollectedHost {
  readonly name: string;
  readonly domain: string;
  readonly isServer: boolean;
  readonly osName: string;
  readonly osVersion: string;
  readonly address: string;
  readonly gateway: string;
  readonly macAddress: string;
  readonly users: readonly LocalUser[];
  readonly locale: HostLocale;
  /** Repeatable choices about one subject, independent of every other subject. */
  readonly choices: (subject: string) => Random;
}

/** One run of the collector on a device. */
export interface Collection {
  readonly guid: string;
  readonly host: CollectedHost;
  readonly startedAt: Date;
  /** As for the host, but different in every run. */
  readonly choices: (subject: string) => Random;
}

const people = [
  'a.lindqvist',
  'b.okafor',
  'j.hartman',
  's.reyes',
  'm.castellan',
  'k.novak',
  't.ueda',
  'p.duarte',
];

/** @param language of the host; some are English, some are not, when it is left out */
export function describeCollection(
  device: Device,
  actionId: string,
  startedAt: Date,
  language?: Language,
): Collection {
  const choices = (subject: string): Random => new Random(`${actionId} ${subject}`);
  return { guid: choices('guid').guid(), host: describeHost(device, language), startedAt, choices };
}

function describeHost(device: Device, language: Language | undefined): CollectedHost {
  const choices = (subject: string): Random => new Random(`${device.id} ${subject}`);
  const random = choices('host');
  const [label = '', ...rest] = device.computerDnsName.split('.');
  const isServer = device.osPlatform.startsWith('WindowsServer');
  const net = `10.${random.integer(10, 60)}.${random.integer(0, 250)}`;
  const machineSid = `S-1-5-21-${random.integer(1e9, 3e9)}-${random.integer(1e9, 3e9)}-${random.integer(1e8, 9e8)}`;
  const user = (name: string, rid: number, signedIn: boolean): LocalUser => ({
    name,
    sid: `${machineSid}-${rid}`,
    signedIn,
  });
  const first = random.integer(0, people.length - 1);
  const regular = [people[first], people[(first + 3) % people.length]].filter((name) => name !== undefined);
  return {
    name: /^[a-z\d-]{1,15}$/i.test(label) ? label.toUpperCase() : `DESKTOP-${random.hex(7).toUpperCase()}`,
    domain: rest.length > 1 ? rest.join('.') : 'contoso.com',
    isServer,
    osName: isServer
      ? `Microsoft Windows Server ${device.osPlatform.slice(-4)} Datacenter`
      : `Microsoft Windows ${device.osPlatform.slice(-2)} Enterprise`,
    osVersion: osVersions[device.osPlatform] ?? '10.0.26100 N/A Build 26100',
    address: `${net}.${random.integer(20, 240)}`,
    gateway: `${net}.1`,
    locale: language ? hostLocale(language) : localeOf(choices('locale')),
    macAddress: Array.from({ length: 6 }, () => random.hex(2).toUpperCase()).join('-'),
    users: [
      ...regular.map((name, at) => user(name, 1104 + at * 7, at === 0)),
      user('svc-backup', 1150, isServer),
      user('localadmin', 500, false),
    ],
    choices,
  };
}

const osVersions: Readonly<Record<string, string>> = {
  Windows10: '10.0.19045 N/A Build 19045',
  Windows11: '10.0.26100 N/A Build 26100',
  WindowsServer2019: '10.0.17763 N/A Build 17763',
  WindowsServer2022: '10.0.20348 N/A Build 20348',
};

/** Where the collector put its files while it ran. */
export function workFolder({ guid }: Pick<Collection, 'guid'>): string {
  return `C:\\Windows\\Temp\\CollectedData\\${guid}`;
}
