import { first, later, type Table } from '../../table/table.ts';
import { TableBuilder } from '../../table/tableBuilder.ts';
import type { MemberText } from '../../text/memberText.ts';
import type { RegistryDump } from './registryDump.ts';
import type { RegistryKey } from './registryKey.ts';

const policy = /^SharedAccess\\Parameters\\FirewallPolicy\\/i;
const rulesKey = /(?:^|\\)(?:FirewallRules|RestrictedServices\\(?:Static|Configurable)\\System)$/i;
const profileKey = /^(Domain|Standard|Public)Profile$/i;

interface PolicyKey {
  key: RegistryKey;
  /** Below the firewall's policy. */
  path: string;
}

/** The keys of the policy that holds, not those of the one that Windows came with. */
function policyKeys({ keysOfServices }: RegistryDump): PolicyKey[] {
  return (keysOfServices.get('sharedaccess') ?? []).flatMap((key) => {
    const below = key.belowServices ?? '';
    const [found] = policy.exec(below) ?? [];
    return found === undefined ? [] : [{ key, path: below.slice(found.length) }];
  });
}

/** Rules as they stand in the registry: `v2.31|Action=Allow|Active=TRUE|…`. */
export function firewallRules(dump: RegistryDump): Table {
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
  const rules = policyKeys(dump).flatMap(({ key, path }) =>
    rulesKey.test(path) ? dump.values(key).map((value) => ({ ...value, text: key.text, store: path })) : [],
  );
  for (const { name, data, text, line, store } of rules) {
    if (!/^v\d+\.\d+\|/i.test(data)) {
      table.addUnparsed(text, line);
      continue;
    }
    table.addLater(text, line, () => ruleCells(name, data, store));
  }
  return table;
}

function ruleCells(ruleId: string, data: string, store: string): string[] {
  const { version, fields } = ruleFields(data);
  const field = (...names: string[]) => names.flatMap((each) => fields.get(each) ?? []).join(', ');
  return [
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
    ruleId,
    store,
    version,
  ];
}

/** Characters; the longest that was seen has some hundreds. */
const longestRule = 100_000;

function ruleFields(data: string): { version: string; fields: Map<string, string[]> } {
  const [version = '', ...parts] = data.slice(0, longestRule).split('|');
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
export function firewallProfiles(dump: RegistryDump): Table {
  const table = new TableBuilder('firewallProfiles', [
    first('profile'),
    first('enabled', 'flag'),
    first('inbound'),
    first('outbound'),
    first('silent', 'flag'),
  ]);
  const profiles = new Map<
    string,
    { name: string; fields: Map<string, string>; text: MemberText; line: number }
  >();
  for (const { key, path } of policyKeys(dump)) {
    const [, name] = profileKey.exec(path) ?? [];
    for (const value of name === undefined ? [] : dump.values(key)) {
      const profile = profiles.get(key.path) ?? {
        name: name ?? '',
        fields: new Map(),
        text: key.text,
        line: value.line,
      };
      profile.fields.set(value.name.toLowerCase(), value.data);
      profiles.set(key.path, profile);
    }
  }
  for (const { name, fields, text, line } of profiles.values()) {
    const isOn = (field: string) => (Number(fields.get(field) ?? 0) === 1 ? '1' : '');
    table.add(text, line, [
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
