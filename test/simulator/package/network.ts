import type { Collection } from './collectedHost.ts';
import { processesOf } from './processes.ts';
import type { CollectedProcess } from './processes.ts';
import { consoleText } from './consoleText.ts';
import { lines } from './text.ts';

/** `netstat -abno`: a record takes one to three lines, and UDP has no state. */
export function activeConnections(collection: Collection): Buffer {
  const { host } = collection;
  const { locale } = host;
  const { words } = locale;
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
    const pid = state === words.timeWait ? 0 : (owned(owner)?.pid ?? 4);
    const row = `  ${protocol.padEnd(7)}${local.padEnd(22)} ${foreign.padEnd(22)} ${state.padEnd(15)} ${pid}`;
    const cannotSay = owner === 'System' || owner === 'wininit.exe';
    records.push([
      row,
      ...(service && pid > 0 ? [`  ${service}`] : []),
      ...(pid === 0 ? [] : [cannotSay ? words.noOwner : ` [${owner}]`]),
    ]);
  };
  add('TCP', '0.0.0.0:135', '0.0.0.0:0', words.listening, 'svchost.exe', 'RpcSs');
  add('TCP', '0.0.0.0:445', '0.0.0.0:0', words.listening, 'System');
  add('TCP', '0.0.0.0:49664', '0.0.0.0:0', words.listening, 'lsass.exe');
  add('TCP', '0.0.0.0:49665', '0.0.0.0:0', words.listening, 'wininit.exe');
  add('TCP', `${host.address}:139`, '0.0.0.0:0', words.listening, 'System');
  for (const owner of [
    'MsSense.exe',
    'svchost.exe',
    ...(host.isServer ? ['sqlservr.exe'] : ['msedge.exe', 'OUTLOOK.EXE', 'Teams.exe']),
  ]) {
    const remote = `20.${random.integer(40, 190)}.${random.integer(1, 250)}.${random.integer(1, 250)}:443`;
    const state = random.pick([words.established, words.established, 'CLOSE_WAIT', words.timeWait]);
    add(
      'TCP',
      `${host.address}:${random.integer(49670, 65000)}`,
      remote,
      state,
      owner,
      owner === 'svchost.exe' ? 'WpnService' : '',
    );
  }
  add('TCP', '[::]:135', '[::]:0', words.listening, 'svchost.exe', 'RpcSs');
  add('TCP', '[::]:445', '[::]:0', words.listening, 'System');
  add('UDP', '0.0.0.0:5353', '*:*', '', 'svchost.exe', 'Dnscache');
  add('UDP', '[fe80::1c2a:88f0:4d11:9e07%12]:1900', '*:*', '', 'svchost.exe', 'SSDPSRV');
  return consoleText(
    lines('', 'Active Connections', '', words.netstatHeader, records.flat()),
    locale.language,
  );
}

export function arpTable(collection: Collection): string {
  const { address, gateway, locale } = collection.host;
  const { words } = locale;
  const random = collection.choices('arp');
  const net = gateway.slice(0, gateway.lastIndexOf('.'));
  const row = (internet: string, physical: string, type: string): string =>
    `  ${internet.padEnd(22)}${physical.padEnd(22)}${type}`;
  const mac = (): string => Array.from({ length: 6 }, () => random.hex(2)).join('-');
  const neighbours = Array.from({ length: 6 }, () =>
    row(`${net}.${random.integer(2, 250)}`, mac(), words.dynamic),
  );
  return lines(
    '',
    `${words.interface} ${address} --- 0xc`,
    words.arpHeader,
    row(gateway, mac(), words.dynamic),
    neighbours,
    row(`${net}.255`, 'ff-ff-ff-ff-ff-ff', words.static),
    row('224.0.0.22', '01-00-5e-00-00-16', words.static),
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
  const { words } = collection.host.locale;
  const head = (name: string): string[] => [`    ${name}`, '    ----------------------------------------'];
  const record = (name: string, type: 1 | 5, answer: string): string[] => {
    const values = [
      name,
      String(type),
      String(random.integer(5, 3600)),
      type === 1 ? '4' : '8',
      words.answer,
    ];
    const label = words.dnsAnswers[type === 1 ? 0 : 1] ?? '';
    return [
      ...values.map((value, at) => `    ${words.dnsLabels[at] ?? ''}: ${value}`),
      `    ${label}: ${answer}`,
    ];
  };
  const address = (): string =>
    `20.${random.integer(40, 190)}.${random.integer(1, 250)}.${random.integer(1, 250)}`;
  const entries = names.map((name) => [...head(name), ...record(name, 1, address()), '', '']);
  return lines(
    '',
    words.ipTitle,
    '',
    entries.flat(),
    // Two records of one entry follow each other without a blank line.
    head('www.contoso.com'),
    record('www.contoso.com', 5, 'edge.adatum.com'),
    record('edge.adatum.com', 1, address()),
    '',
    head('proxy.contoso.com'),
    `    ${words.noRecords}`,
    '',
  );
}

export function ipConfiguration({ host }: Collection): string {
  const { ipLabels, ipTitle, adapter, adapterLabels, no } = host.locale.words;
  const row = (label: string | undefined, value: string): string => `   ${label ?? ''}: ${value}`;
  const [description, physical, address, gateway, servers] = adapterLabels;
  return lines(
    '',
    ipTitle,
    '',
    row(ipLabels[0], host.name),
    row(ipLabels[1], host.domain),
    row(ipLabels[2], no),
    '',
    adapter,
    '',
    row(description, 'Intel(R) Ethernet Connection I219-LM'),
    row(physical, host.macAddress),
    row(address, `${host.address}(Preferred)`),
    row(gateway, host.gateway),
    row(servers, 'fec0:0:0:ffff::1%1'),
    `${' '.repeat(39)}fec0:0:0:ffff::2%1`,
    `${' '.repeat(39)}${host.gateway}`,
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
