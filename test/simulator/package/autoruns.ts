import type { CollectedHost, Collection } from './collectedHost.ts';
import { lines, withByteOrderMark } from './text.ts';
import { adapterKeys, executionKeys, firewallKeys } from './serviceHive.ts';
import type { WindowsService } from './windowsServices.ts';
import { windowsServicesOf } from './windowsServices.ts';

export interface AutorunQuery {
  /** The summary's name for the command. */
  readonly commandName: string;
  readonly key: string;
}

const currentVersion = 'Microsoft\\Windows\\CurrentVersion';

/** RunOnce, Winlogon, image file execution options and many more are not among them: nobody asks for those. */
const machineKeys = [
  `SOFTWARE\\${currentVersion}\\Run`,
  `SOFTWARE\\${currentVersion}\\RunServices`,
  `SOFTWARE\\${currentVersion}\\RunServicesOnce`,
  `SOFTWARE\\${currentVersion}\\ShellServiceObjectDelayLoad`,
  `SOFTWARE\\${currentVersion}\\Explorer\\SharedTaskScheduler`,
  `SOFTWARE\\${currentVersion}\\Explorer\\ShellExecuteHooks`,
  `SOFTWARE\\${currentVersion}\\Explorer\\Browser Helper Objects`,
  `SOFTWARE\\${currentVersion}\\Explorer\\Shell Folders`,
  `SOFTWARE\\${currentVersion}\\Explorer\\User Shell Folders`,
  `SOFTWARE\\${currentVersion}\\Authentication\\Credential Providers`,
  `SOFTWARE\\${currentVersion}\\Shell Extensions\\Approved`,
  'SOFTWARE\\Microsoft\\Internet Explorer\\Toolbar',
  'SOFTWARE\\Microsoft\\Internet Explorer\\Extensions',
  'SOFTWARE\\Microsoft\\NetSh',
  'SOFTWARE\\Microsoft\\Office test\\Special\\Perf',
  'SOFTWARE\\Policies\\Microsoft\\Windows\\System\\Scripts',
  'SYSTEM\\CurrentControlSet\\Control\\SafeBoot',
  'SYSTEM\\CurrentControlSet\\Control\\NetworkProvider\\Order',
  'SYSTEM\\CurrentControlSet\\Services',
];

const userKeys = [
  `Software\\${currentVersion}\\Run`,
  `Software\\${currentVersion}\\RunServices`,
  // Windows keeps it elsewhere.
  'Software\\Microsoft\\Windows\\Explorer\\RunMRU',
  `Software\\${currentVersion}\\Explorer\\Shell Folders`,
  'Environment',
];

const serviceHives = ['.DEFAULT', 'S-1-5-18', 'S-1-5-19', 'S-1-5-20'];

/** What the collector asks the registry for, of all users; only those whose hive is loaded can answer. */
export function autorunQueries({ users }: CollectedHost): AutorunQuery[] {
  const named = (key: string): string => key.replaceAll('\\', '_');
  return [
    ...machineKeys.map((key) => ({ commandName: `hklm_${named(key)}`, key: `HKEY_LOCAL_MACHINE\\${key}` })),
    ...[...serviceHives, ...users.map(({ sid }) => sid)].flatMap((sid) =>
      userKeys.map((key) => ({ commandName: `hku_${sid}_${named(key)}`, key: `HKEY_USERS\\${sid}\\${key}` })),
    ),
  ];
}

/** The answers of `reg.exe QUERY ... /s`, one after the other, in one file with a byte order mark. */
export function autorunsText(collection: Collection): Buffer {
  const { host } = collection;
  const sections = autorunQueries(host).map(({ key }) =>
    keysBelow(key, collection)
      .map(({ name, values }) => lines(name, values.map(registryValue), ''))
      .join(''),
  );
  const trailer = host.locale.words.searchEnd.replace('#', '0');
  return withByteOrderMark(lines('') + sections.join('') + lines(trailer, ''));
}

export type RegistryValue = readonly [name: string, type: string, data: string];

export interface RegistryKey {
  readonly name: string;
  readonly values: readonly RegistryValue[];
}

function registryValue([name, type, data]: RegistryValue): string {
  return `    ${name}    ${type}    ${data}`;
}

/** Nothing for what the registry does not have, as the errors go elsewhere. */
function keysBelow(key: string, collection: Collection): RegistryKey[] {
  const { host } = collection;
  const user = host.users.find(({ sid }) => key.startsWith(`HKEY_USERS\\${sid}\\`));
  if (key.endsWith('\\CurrentControlSet\\Services')) {
    return [
      ...windowsServicesOf(host).flatMap((service) => serviceKeys(key, service)),
      ...driverKeys(key, host),
      ...firewallKeys(key, collection),
      ...executionKeys(key, collection),
      ...adapterKeys(key, host),
    ];
  }
  if (user?.signedIn === false || key.endsWith('RunMRU')) {
    return [];
  }
  const random = host.choices(key);
  if (user && key.endsWith('Shell Folders')) {
    const folder = `C:\\Users\\${user.name}\\AppData\\Roaming`;
    return [
      {
        name: key,
        values: [
          ['AppData', 'REG_SZ', folder],
          ['Startup', 'REG_SZ', `${folder}\\Startup`],
        ],
      },
    ];
  }
  if (key.endsWith('\\Run')) {
    const programs: RegistryValue[] = [
      ['SecurityHealth', 'REG_EXPAND_SZ', '%windir%\\system32\\SecurityHealthSystray.exe'],
      ['OneDrive', 'REG_SZ', '"C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe" /background'],
      ['Contoso VPN', 'REG_SZ', '"C:\\Program Files\\Contoso\\VPN\\contosovpn.exe" --tray'],
      ['updater', 'REG_SZ', 'C:\\Users\\Public\\Libraries\\upd.exe -q'],
    ];
    return [{ name: key, values: programs.filter(() => random.chance(0.6)) }];
  }
  if (key.endsWith('Credential Providers')) {
    // A name may begin with a space, and a value take two lines.
    return [' {60b78e88}', '{8fd7e19c}'].map((id) => ({
      name: `${key}\\${id}`,
      values: [['(Default)', 'REG_SZ', `Provider\r\n      ${id}`]],
    }));
  }
  return random.chance(0.3) ? [] : [{ name: key, values: [['(Default)', 'REG_SZ', '(value not set)']] }];
}

function serviceKeys(key: string, service: WindowsService): RegistryKey[] {
  const own = serviceKey(
    key,
    service.name,
    service.path,
    service.startMode === 'Auto' ? 2 : service.startMode === 'Manual' ? 3 : 4,
  );
  const library = `%SystemRoot%\\system32\\${service.name.toLowerCase()}.dll`;
  return service.path.includes('svchost')
    ? [own, { name: `${own.name}\\Parameters`, values: [['ServiceDll', 'REG_EXPAND_SZ', library]] }]
    : [own];
}

function serviceKey(key: string, name: string, path: string, start: number, type = 0x20): RegistryKey {
  return {
    name: `${key}\\${name}`,
    values: [
      ['DisplayName', 'REG_SZ', `@%SystemRoot%\\system32\\${name.toLowerCase()}.dll,-101`],
      ['ErrorControl', 'REG_DWORD', '0x1'],
      ['ImagePath', 'REG_EXPAND_SZ', path.replace('C:\\Windows', '%SystemRoot%')],
      ['Start', 'REG_DWORD', `0x${start}`],
      ['Type', 'REG_DWORD', `0x${type.toString(16)}`],
      ...(type === 1 ? driverValues : programValues(name)),
    ],
  };
}

const driverValues: RegistryValue[] = [
  ['Group', 'REG_SZ', 'Extended Base'],
  ['Owners', 'REG_MULTI_SZ', 'machine.inf'],
  ['Tag', 'REG_DWORD', '0x21'],
];

function programValues(name: string): RegistryValue[] {
  return [
    ['Description', 'REG_SZ', `@%SystemRoot%\\system32\\${name.toLowerCase()}.dll,-102`],
    ['DependOnService', 'REG_MULTI_SZ', 'RpcSs\\0LSM'],
    ['FailureActions', 'REG_BINARY', `80510100${'00'.repeat(8)}03000000140000000100000060EA0000`],
    ['ObjectName', 'REG_SZ', 'LocalSystem'],
    [
      'RequiredPrivileges',
      'REG_MULTI_SZ',
      'SeChangeNotifyPrivilege\\0SeImpersonatePrivilege\\0SeTcbPrivilege',
    ],
    ['ServiceSidType', 'REG_DWORD', '0x1'],
  ];
}

/** Most of the file: every driver has its key, and below it several more. */
function driverKeys(key: string, host: CollectedHost): RegistryKey[] {
  const random = host.choices('drivers');
  return Array.from(
    { length: 320 },
    () => `${random.pick(['amd', 'ia', 'mlx', 'stor', 'usb', 'wd', 'vm'])}${random.hex(5)}`,
  ).flatMap((name) => [
    serviceKey(key, name, `System32\\drivers\\${name}.sys`, random.integer(0, 3), 1),
    { name: `${key}\\${name}\\Parameters`, values: [['BusType', 'REG_DWORD', `0x${random.hex(1)}`]] },
    { name: `${key}\\${name}\\Security`, values: [['Security', 'REG_BINARY', random.hex(64).toUpperCase()]] },
    {
      name: `${key}\\${name}\\Enum`,
      values: [
        ['0', 'REG_SZ', `PCI\\VEN_${random.hex(4)}&DEV_${random.hex(4)}`.toUpperCase()],
        ['Count', 'REG_DWORD', '0x1'],
      ],
    },
  ]);
}
