import type { RegistryKey, RegistryValue } from './autoruns.ts';
import type { CollectedHost, Collection } from './collectedHost.ts';
import { fileTicks } from './fileTicks.ts';
import { secondsAfter } from './text.ts';

// What the key of the services holds beside the services.

const system32 = '\\Device\\HarddiskVolume3\\Windows\\System32\\';

/** When each user ran a program last; of the signed-in users too, and some by the collector itself. */
export function executionKeys(key: string, { host, startedAt }: Collection): RegistryKey[] {
  const random = host.choices('executions');
  const programs: readonly (readonly [program: string, secondsBefore: number])[] = [
    ['cmd.exe', -4],
    ['conhost.exe', -4],
    ['net.exe', random.integer(40_000, 400_000)],
    ['notepad.exe', random.integer(4_000, 90_000)],
  ];
  const users = [
    { sid: 'S-1-5-18', own: [] },
    ...host.users
      .filter(({ signedIn }) => signedIn)
      .map(({ sid, name }) => ({
        sid,
        own: [`\\Device\\HarddiskVolume3\\Users\\${name}\\AppData\\Local\\Microsoft\\Teams\\Teams.exe`],
      })),
  ];
  return users.map(({ sid, own }) => ({
    name: `${key}\\bam\\State\\UserSettings\\${sid}`,
    values: [
      ['Version', 'REG_DWORD', '0x1'],
      ['SequenceNumber', 'REG_DWORD', '0x4f'],
      ...programs.map(([program, before]) =>
        executed(`${system32}${program}`, secondsAfter(startedAt, -before)),
      ),
      ...own.map((program) => executed(program, secondsAfter(startedAt, -random.integer(600, 9_000)))),
    ],
  }));
}

function executed(program: string, at: Date): RegistryValue {
  const bytes = Buffer.alloc(24);
  bytes.writeBigUInt64LE(fileTicks(at, 1_234_567), 0);
  bytes.writeUInt32LE(1, 16);
  return [program, 'REG_BINARY', bytes.toString('hex').toUpperCase()];
}

export function firewallKeys(key: string, { host }: Collection): RegistryKey[] {
  const random = host.choices('firewall rules');
  const policy = `${key}\\SharedAccess\\Parameters\\FirewallPolicy`;
  const rules = Array.from({ length: 40 }, (_, at): RegistryValue => {
    const port = random.pick([22, 80, 443, 3389, 5985, 8080]);
    const app = random.pick([
      '',
      'App=%SystemRoot%\\system32\\svchost.exe|Svc=TermService|',
      'App=C:\\Users\\Public\\upd.exe|',
    ]);
    const fields = `Action=${random.pick(['Allow', 'Allow', 'Block'])}|Active=${random.pick(['TRUE', 'FALSE'])}|Dir=${random.pick(['In', 'Out'])}`;
    const remote = random.pick(['', 'RA4=LocalSubnet|RA4=10.0.0.0/255.0.0.0|']);
    return [
      `{${random.guid().toUpperCase()}}`,
      'REG_SZ',
      `v2.31|${fields}|Protocol=6|Profile=Domain|Profile=Private|LPort=${port}|${remote}${app}Name=Rule ${at}|`,
    ];
  });
  return [
    { name: `${policy}\\FirewallRules`, values: rules },
    ...['Domain', 'Public', 'Standard'].map((profile): RegistryKey => ({
      name: `${policy}\\${profile}Profile`,
      values: [
        ['EnableFirewall', 'REG_DWORD', profile === 'Public' ? '0x0' : '0x1'],
        ['DefaultInboundAction', 'REG_DWORD', '0x1'],
        ['DefaultOutboundAction', 'REG_DWORD', '0x0'],
      ],
    })),
  ];
}

export function adapterKeys(key: string, host: CollectedHost): RegistryKey[] {
  const id = `{${host.choices('adapter').guid()}}`;
  const parameters = `${key}\\Tcpip\\Parameters`;
  return [
    {
      name: parameters,
      values: [
        ['Hostname', 'REG_SZ', host.name],
        ['SearchList', 'REG_SZ', host.domain],
      ],
    },
    {
      name: `${parameters}\\Interfaces\\${id}`,
      values: [
        ['DhcpIPAddress', 'REG_SZ', host.address],
        ['NameServer', 'REG_SZ', `${host.gateway},9.9.9.9`],
        ['DhcpDefaultGateway', 'REG_MULTI_SZ', host.gateway],
        ['LeaseObtainedTime', 'REG_DWORD', '0x689471c0'],
      ],
    },
  ];
}
