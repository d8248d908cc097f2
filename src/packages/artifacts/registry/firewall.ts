import { first, later, type Table } from '../../table/table.ts';
import { TableBuilder } from '../../table/tableBuilder.ts';
import type { RegistryDump, RegistryKey, RegistryValue } from './registryDump.ts';

const policy = /^SharedAccess\\(?:Parameters|Defaults)\\FirewallPolicy\\/i;
const rulesKey = /(?:^|\\)(?:FirewallRules|RestrictedServices\\(?:Static|Configurable)\\System)$/i;
const profileKey = /^(Domain|Standard|Public)Profile$/i;

/** The part of a key below the firewall's policy; undefined for a key elsewhere. */
function belowPolicy(key: RegistryKey): { path: string; isDefault: boolean } | undefined {
  const below = key.belowServices ?? '';
  const found = policy.exec(below);
  return found
    ? { path: below.slice(found[0].length), isDefault: /\\Defaults\\/i.test(found[0]) }
    : undefined;
}

/** Rules as they stand in the registry: `v2.31|Action=Allow|Active=TRUE|…`. */
export function firewallRules({ byKey }: RegistryDump): Table {
  const table = new TableBuilder('firewallRules', [
    first('enabled', 'flag'),
    first('action'),
    first('direction'),
    first('protocol'),
    first('localPorts'),
    first('remotePorts'),
    first('remoteAddresses'),
    first('program'),
    first('service'),
    first('name'),
    later('profiles'),
    later('localAddresses'),
    later('user'),
    later('package'),
    later('description'),
    later('ruleId'),
    later('store'),
    later('version'),
  ]);
  const rules = byKey.flatMap(({ key, values }) => {
    const below = belowPolicy(key);
    return below === undefined || below.isDefault || !rulesKey.test(below.path)
      ? []
      : values.map((value) => ({ value, store: below.path }));
  });
  for (const {
    value: { name, data, text, line },
    store,
  } of rules) {
    if (!/^v\d+\.\d+\|/i.test(data)) {
      table.addUnparsed(text, line);
      continue;
    }
    const { version, fields } = ruleFields(data);
    const field = (...names: string[]) => names.flatMap((each) => fields.get(each) ?? []).join(', ');
    table.add(text, line, [
      field('active').toLowerCase() === 'true' ? '1' : '',
      field('action'),
      field('dir'),
      protocolName(field('protocol')),
      field('lport', 'lport2_10', 'icmp4', 'icmp6'),
      field('rport', 'rport2_10'),
      field('ra4', 'ra6', 'ra42', 'ra62'),
      field('app'),
      field('svc'),
      field('name'),
      field('profile'),
      field('la4', 'la6'),
      field('luown', 'luauth'),
      field('apppkgid'),
      field('desc'),
      name,
      store,
      version,
    ]);
  }
  return table;
}

function ruleFields(data: string): { version: string; fields: Map<string, string[]> } {
  const [version = '', ...parts] = data.split('|');
  const fields = new Map<string, string[]>();
  for (const part of parts) {
    const at = part.indexOf('=');
    if (at > 0) {
      const name = part.slice(0, at).toLowerCase();
      const values = fields.get(name) ?? [];
      values.push(part.slice(at + 1));
      fields.set(name, values);
    }
  }
  return { version, fields };
}

const protocols: Readonly<Record<string, string>> = {
  1: 'ICMPv4',
  2: 'IGMP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  47: 'GRE',
  58: 'ICMPv6',
};

function protocolName(number: string): string {
  return protocols[number] ?? number;
}

/** Whether the firewall is on for each kind of network, and what it does with what no rule names. */
export function firewallProfiles({ byKey }: RegistryDump): Table {
  const table = new TableBuilder('firewallProfiles', [
    first('profile'),
    first('enabled', 'flag'),
    first('inbound'),
    first('outbound'),
    first('silent', 'flag'),
  ]);
  const profiles = new Map<string, { name: string; fields: Map<string, string>; at: RegistryValue }>();
  for (const { key, values } of byKey) {
    const below = belowPolicy(key);
    const [, name] = profileKey.exec(below?.path ?? '') ?? [];
    for (const value of name !== undefined && below?.isDefault === false ? values : []) {
      const profile = profiles.get(key.path) ?? { name: name ?? '', fields: new Map(), at: value };
      profile.fields.set(value.name.toLowerCase(), value.data);
      profiles.set(key.path, profile);
    }
  }
  for (const { name, fields, at } of profiles.values()) {
    const isOn = (field: string) => (Number(fields.get(field) ?? 0) === 1 ? '1' : '');
    table.add(at.text, at.line, [
      name === 'Standard' ? 'Private' : name,
      isOn('enablefirewall'),
      actionName(fields.get('defaultinboundaction')),
      actionName(fields.get('defaultoutboundaction')),
      isOn('disablenotifications'),
    ]);
  }
  return table;
}

function actionName(data: string | undefined): string {
  return data === undefined ? '' : Number(data) === 0 ? 'Allow' : 'Block';
}
