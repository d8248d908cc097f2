import type { CollectedHost, Collection } from './collectedHost.ts';
import { lines, withByteOrderMark } from './text.ts';
import { windowsServicesOf } from './windowsServices.ts';

export interface AutorunQuery {
  /** The summary's name for the command. */
  readonly commandName: string;
  readonly key: string;
}

const currentVersion = 'Microsoft\\Windows\\CurrentVersion';

const machineKeys: readonly (readonly [name: string, key: string])[] = [
  ['Run', `SOFTWARE\\${currentVersion}\\Run`],
  ['RunOnce', `SOFTWARE\\${currentVersion}\\RunOnce`],
  ['RunOnceEx', `SOFTWARE\\${currentVersion}\\RunOnceEx`],
  ['RunServices', `SOFTWARE\\${currentVersion}\\RunServices`],
  ['Policies Run', `SOFTWARE\\${currentVersion}\\Policies\\Explorer\\Run`],
  ['Wow6432Node Run', `SOFTWARE\\Wow6432Node\\${currentVersion}\\Run`],
  ['Wow6432Node RunOnce', `SOFTWARE\\Wow6432Node\\${currentVersion}\\RunOnce`],
  ['Winlogon', 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon'],
  [
    'Image File Execution Options',
    'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options',
  ],
  ['AppInit', 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Windows'],
  ['SilentProcessExit', 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\SilentProcessExit'],
  ['Active Setup', 'SOFTWARE\\Microsoft\\Active Setup\\Installed Components'],
  ['Browser Helper Objects', `SOFTWARE\\${currentVersion}\\Explorer\\Browser Helper Objects`],
  ['Shell Service Objects', `SOFTWARE\\${currentVersion}\\ShellServiceObjectDelayLoad`],
  ['Shell Folders', `SOFTWARE\\${currentVersion}\\Explorer\\Shell Folders`],
  ['Authentication Packages', 'SYSTEM\\CurrentControlSet\\Control\\Lsa'],
  ['Session Manager', 'SYSTEM\\CurrentControlSet\\Control\\Session Manager'],
  ['Known DLLs', 'SYSTEM\\CurrentControlSet\\Control\\Session Manager\\KnownDLLs'],
  ['Print Monitors', 'SYSTEM\\CurrentControlSet\\Control\\Print\\Monitors'],
  ['Network Providers', 'SYSTEM\\CurrentControlSet\\Control\\NetworkProvider\\Order'],
  ['Security Providers', 'SYSTEM\\CurrentControlSet\\Control\\SecurityProviders'],
  ['Terminal Server', 'SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\Wds\\rdpwd'],
  ['Boot Verification', 'SYSTEM\\CurrentControlSet\\Control\\BootVerificationProgram'],
  ['Credential Providers', `SOFTWARE\\${currentVersion}\\Authentication\\Credential Providers`],
  ['Group Policy Scripts', 'SOFTWARE\\Policies\\Microsoft\\Windows\\System\\Scripts'],
  ['Netsh Helpers', 'SOFTWARE\\Microsoft\\NetSh'],
  ['Office Test', 'SOFTWARE\\Microsoft\\Office test\\Special\\Perf'],
  ['Shell Extensions', `SOFTWARE\\${currentVersion}\\Shell Extensions\\Approved`],
  ['Shell Icon Overlays', `SOFTWARE\\${currentVersion}\\Explorer\\ShellIconOverlayIdentifiers`],
  ['Task Cache', 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree'],
  ['Time Providers', 'SYSTEM\\CurrentControlSet\\Services\\W32Time\\TimeProviders'],
  ['Command Processor', 'SOFTWARE\\Microsoft\\Command Processor'],
  ['Safe Boot', 'SYSTEM\\CurrentControlSet\\Control\\SafeBoot'],
  ['Winsock', 'SYSTEM\\CurrentControlSet\\Services\\WinSock2\\Parameters'],
  ['Services', 'SYSTEM\\CurrentControlSet\\Services'],
];

const userKeys: readonly (readonly [name: string, key: string])[] = [
  ['User Run', `Software\\${currentVersion}\\Run`],
  ['User RunOnce', `Software\\${currentVersion}\\RunOnce`],
  ['User Policies Run', `Software\\${currentVersion}\\Policies\\Explorer\\Run`],
  ['User Shell', 'Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon'],
  ['User Load', 'Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows'],
  ['User Environment', 'Environment'],
];

const serviceHives = ['.DEFAULT', 'S-1-5-18', 'S-1-5-19', 'S-1-5-20'];

/** What the collector asks the registry for; of the users, only those whose hive is loaded can answer. */
export function autorunQueries({ users }: CollectedHost): AutorunQuery[] {
  const loaded = [...serviceHives, ...users.filter(({ signedIn }) => signedIn).map(({ sid }) => sid)];
  return [
    ...machineKeys.map(([name, key]) => ({
      commandName: `Autoruns - ${name}`,
      key: `HKEY_LOCAL_MACHINE\\${key}`,
    })),
    ...loaded.flatMap((sid) =>
      userKeys.map(([name, key]) => ({
        commandName: `Autoruns - ${name}`,
        key: `HKEY_USERS\\${sid}\\${key}`,
      })),
    ),
  ];
}

/** The answers of `reg.exe QUERY ... /s`, one after the other, in one file with a byte order mark. */
export function autorunsText(collection: Collection): Buffer {
  const { host } = collection;
  const sections = autorunQueries(host).map(({ key }) => {
    const keys = keysBelow(key, host);
    const body = keys.map(({ name, values }) => lines(name, values.map(registryValue), ''));
    const matches = keys.reduce((sum, { values }) => sum + values.length, 0);
    return `${body.join('')}${lines(`End of search: ${matches} match(es) found.`, '')}`;
  });
  return withByteOrderMark(lines('') + sections.join(''));
}

type RegistryValue = readonly [name: string, type: string, data: string];

interface RegistryKey {
  readonly name: string;
  readonly values: readonly RegistryValue[];
}

function registryValue([name, type, data]: RegistryValue): string {
  return `    ${name}    ${type}    ${data}`;
}

function keysBelow(key: string, host: CollectedHost): RegistryKey[] {
  if (key.endsWith('\\CurrentControlSet\\Services')) {
    return [
      ...windowsServicesOf(host).map((service) => serviceKey(key, service.name, service.path)),
      ...driverKeys(key, host),
    ];
  }
  const random = host.choices(key);
  if (key.endsWith('\\Run')) {
    const programs: RegistryValue[] = [
      ['SecurityHealth', 'REG_EXPAND_SZ', '%windir%\\system32\\SecurityHealthSystray.exe'],
      ['OneDrive', 'REG_SZ', '"C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe" /background'],
      ['Contoso VPN', 'REG_SZ', '"C:\\Program Files\\Contoso\\VPN\\contosovpn.exe" --tray'],
      ['updater', 'REG_SZ', 'C:\\Users\\Public\\Libraries\\upd.exe -q'],
    ];
    return [{ name: key, values: programs.filter(() => random.chance(0.6)) }];
  }
  if (key.endsWith('Image File Execution Options')) {
    return ['AcroRd32.exe', 'chrome.exe', ' sethc.exe', 'MsSense.exe', 'Contoso Setup.exe'].map(
      (program) => ({
        name: `${key}\\${program}`,
        values: [['MitigationOptions', 'REG_QWORD', '0x100000000']],
      }),
    );
  }
  return [{ name: key, values: [['(Default)', 'REG_SZ', '(value not set)']] }];
}

function serviceKey(key: string, name: string, path: string): RegistryKey {
  return {
    name: `${key}\\${name}`,
    values: [
      ['DisplayName', 'REG_SZ', `@%SystemRoot%\\system32\\${name.toLowerCase()}.dll,-101`],
      ['ErrorControl', 'REG_DWORD', '0x1'],
      ['ImagePath', 'REG_EXPAND_SZ', path.replace('C:\\Windows', '%SystemRoot%')],
      ['Start', 'REG_DWORD', '0x3'],
      ['Type', 'REG_DWORD', '0x20'],
    ],
  };
}

/** Most of the file: every driver has its key, and below it several more. */
function driverKeys(key: string, host: CollectedHost): RegistryKey[] {
  const random = host.choices('drivers');
  return Array.from(
    { length: 320 },
    () => `${random.pick(['amd', 'ia', 'mlx', 'stor', 'usb', 'wd', 'vm'])}${random.hex(5)}`,
  ).flatMap((name) => [
    serviceKey(key, name, `System32\\drivers\\${name}.sys`),
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
