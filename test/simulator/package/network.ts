import type { Collection } from './collectedHost.ts';
import { processesOf } from './processes.ts';
import type { CollectedProcess } from './processes.ts';
import { lines } from './text.ts';

/** `netstat -abno`: a record takes one to three lines, and UDP has no state. */
export function activeConnections(collection: Collection): string {
  const { host } = collection;
  const random = collection.choices('netstat');
  const processes = processesOf(collection);
  const owned = (name: string): CollectedProcess | undefined =>
    processes.find((process) => process.name === name);
  const records: string[][] = [];
  const add = (
    protocol: string,
    local: string,
    foreign: string,
    state: string,
    owner: string,
    service = '',
  ): void => {
    const pid = owned(owner)?.pid ?? 4;
    const row = `  ${protocol.padEnd(7)}${local.padEnd(22)} ${foreign.padEnd(22)} ${state.padEnd(15)} ${pid}`;
    const cannotSay = owner === 'System' || owner === 'wininit.exe';
    records.push([
      row,
      ...(service ? [`  ${service}`] : []),
      cannotSay ? ' Can not obtain ownership information' : ` [${owner}]`,
    ]);
  };
  add('TCP', '0.0.0.0:135', '0.0.0.0:0', 'LISTENING', 'svchost.exe', 'RpcSs');
  add('TCP', '0.0.0.0:445', '0.0.0.0:0', 'LISTENING', 'System');
  add('TCP', '0.0.0.0:49664', '0.0.0.0:0', 'LISTENING', 'lsass.exe');
  add('TCP', '0.0.0.0:49665', '0.0.0.0:0', 'LISTENING', 'wininit.exe');
  add('TCP', `${host.address}:139`, '0.0.0.0:0', 'LISTENING', 'System');
  for (const owner of [
    'MsSense.exe',
    'svchost.exe',
    ...(host.isServer ? ['sqlservr.exe'] : ['msedge.exe', 'OUTLOOK.EXE', 'Teams.exe']),
  ]) {
    const remote = `20.${random.integer(40, 190)}.${random.integer(1, 250)}.${random.integer(1, 250)}:443`;
    const state = random.pick(['ESTABLISHED', 'ESTABLISHED', 'CLOSE_WAIT', 'TIME_WAIT']);
    add(
      'TCP',
      `${host.address}:${random.integer(49670, 65000)}`,
      remote,
      state,
      owner,
      owner === 'svchost.exe' ? 'WpnService' : '',
    );
  }
  add('TCP', '[::]:135', '[::]:0', 'LISTENING', 'svchost.exe', 'RpcSs');
  add('TCP', '[::]:445', '[::]:0', 'LISTENING', 'System');
  add('UDP', '0.0.0.0:5353', '*:*', '', 'svchost.exe', 'Dnscache');
  add('UDP', '[fe80::1c2a:88f0:4d11:9e07%12]:1900', '*:*', '', 'svchost.exe', 'SSDPSRV');
  const header = '  Proto  Local Address          Foreign Address        State           PID';
  return lines('', 'Active Connections', '', header, records.flat());
}

export function arpTable(collection: Collection): string {
  const { address, gateway } = collection.host;
  const random = collection.choices('arp');
  const net = gateway.slice(0, gateway.lastIndexOf('.'));
  const row = (internet: string, physical: string, type: string): string =>
    `  ${internet.padEnd(22)}${physical.padEnd(22)}${type}`;
  const mac = (): string => Array.from({ length: 6 }, () => random.hex(2)).join('-');
  const neighbours = Array.from({ length: 6 }, () =>
    row(`${net}.${random.integer(2, 250)}`, mac(), 'dynamic'),
  );
  return lines(
    '',
    `Interface: ${address} --- 0xc`,
    '  Internet Address      Physical Address      Type',
    row(gateway, mac(), 'dynamic'),
    neighbours,
    row(`${net}.255`, 'ff-ff-ff-ff-ff-ff', 'static'),
    row('224.0.0.22', '01-00-5e-00-00-16', 'static'),
  );
}

export function dnsCache(collection: Collection): string {
  const random = collection.choices('dns');
  const names = [
    'login.microsoftonline.com',
    'outlook.office365.com',
    'print.contoso.com',
    'cdn.adatum.com',
    'dc-01.corp.contoso.com',
  ];
  const records = names.map((name) => [
    `    ${name}`,
    '    ----------------------------------------',
    `    Record Name . . . . . : ${name}`,
    '    Record Type . . . . . : 1',
    `    Time To Live  . . . . : ${random.integer(5, 3600)}`,
    '    Data Length . . . . . : 4',
    '    Section . . . . . . . : Answer',
    `    A (Host) Record . . . : 20.${random.integer(40, 190)}.${random.integer(1, 250)}.${random.integer(1, 250)}`,
    '',
    '',
  ]);
  return lines('', 'Windows IP Configuration', '', records.flat());
}

export function ipConfiguration({ host }: Collection): string {
  return lines(
    '',
    'Windows IP Configuration',
    '',
    `   Host Name . . . . . . . . . . . . : ${host.name}`,
    `   Primary Dns Suffix  . . . . . . . : ${host.domain}`,
    '   Node Type . . . . . . . . . . . . : Hybrid',
    '   IP Routing Enabled. . . . . . . . : No',
    '',
    'Ethernet adapter Ethernet0:',
    '',
    `   Connection-specific DNS Suffix  . : ${host.domain}`,
    '   Description . . . . . . . . . . . : Intel(R) Ethernet Connection I219-LM',
    `   Physical Address. . . . . . . . . : ${host.macAddress}`,
    '   DHCP Enabled. . . . . . . . . . . : Yes',
    `   IPv4 Address. . . . . . . . . . . : ${host.address}(Preferred)`,
    '   Subnet Mask . . . . . . . . . . . : 255.255.255.0',
    `   Default Gateway . . . . . . . . . : ${host.gateway}`,
  );
}

/** The echo of a copy that usually finds nothing: firewall logging is off on most devices. */
export function firewallCopy(found: boolean): string {
  const log = 'C:\\Windows\\system32\\logfiles\\firewall\\pfirewall.log';
  return found
    ? lines(log, '1 File(s) copied')
    : lines(`File not found - ${log.slice(log.lastIndexOf('\\') + 1)}`, '0 File(s) copied');
}

/** Whether logging was on, and with it the log itself in the package. */
export function hasFirewallLog({ host }: Collection): boolean {
  return host.choices('firewall log').chance(0.25);
}

export function firewallLog(collection: Collection): string {
  const random = collection.choices('firewall');
  const day = collection.startedAt.toISOString().slice(0, 10);
  const entries = Array.from({ length: 400 }, (_, at) => {
    const time = new Date(at * 97_000).toISOString().slice(11, 19);
    const source = `10.20.${random.integer(0, 250)}.${random.integer(1, 250)}`;
    const action = random.pick(['ALLOW', 'ALLOW', 'DROP']);
    return `${day} ${time} ${action} TCP ${source} ${collection.host.address} ${random.integer(1025, 65000)} 445 0 - 0 0 0 - - - RECEIVE`;
  });
  return lines(
    '#Version: 1.5',
    '#Software: Microsoft Windows Firewall',
    '#Time Format: Local',
    '#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path',
    '',
    entries,
  );
}
