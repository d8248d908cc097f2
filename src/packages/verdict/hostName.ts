import type { RegistryDump } from '../artifacts/registry/registryDump.ts';
import type { RegistryKey } from '../artifacts/registry/registryKey.ts';
import type { PackageTexts } from '../packageTexts.ts';
import { columnIndex, type Table } from '../table/table.ts';

/** Who says the host's name, the one that is believed first at the front. */
export const hostWitnesses = [
  'systemInformation',
  'registry',
  'ipConfig',
  'scheduledTasks',
  'processes',
  'services',
  'securityLog',
] as const;

export type HostWitness = (typeof hostWitnesses)[number];

export interface HostNameTestimony {
  readonly witness: HostWitness;
  readonly name: string;
}

const looked = 50;
const longest = 63;

/** What each part of the package says of the name of the host that it is from, in the order of `hostWitnesses`. */
export function hostNames(texts: PackageTexts): HostNameTestimony[] {
  const { system, registry, ipConfig, scheduledTasks, processes, services } = texts;
  return [
    ...testimony('systemInformation', system?.facts.hostName?.text),
    ...testimony('registry', nameInRegistry(registry)),
    // The host's name is the first setting in every language.
    ...testimony('ipConfig', ipConfig && ipConfig.rowCount > 0 ? ipConfig.text(0, 2) : undefined),
    ...testimony('scheduledTasks', firstCell(scheduledTasks?.tasks, 'host')),
    ...testimony('processes', firstCell(processes, 'CSName')),
    ...testimony('services', firstCell(services, 'SystemName')),
  ];
}

/** @param text with its domain, or without; nothing comes of what is no host's name */
export function testimony(witness: HostWitness, text: string | undefined): HostNameTestimony[] {
  const [name = ''] = (text ?? '').trim().replace(/^\\\\/, '').split('.', 1);
  return /^[\p{L}\p{N}_-]+$/u.test(name) && name.length <= longest ? [{ witness, name }] : [];
}

/** Whether two names are of one host: the short form, in capitals, ends after 15 characters. */
export function isSameHost(one: string, other: string): boolean {
  const [first, second] = [one.toLowerCase(), other.toLowerCase()];
  return first === second || (first.slice(0, 15) === second.slice(0, 15) && isShort(first, second));
}

function isShort(...names: string[]): boolean {
  return names.some(({ length }) => length === 15);
}

const activeName = /\\Control\\ComputerName\\(?:Active)?ComputerName$/i;
const parameters = /^Tcpip\\Parameters$/i;

function nameInRegistry(dump: RegistryDump): string | undefined {
  const valueIn = (key: RegistryKey, wanted: string) =>
    dump.values(key).find(({ name }) => name.toLowerCase() === wanted)?.data;
  const active = dump.otherKeys.filter(({ path }) => activeName.test(path));
  const network = dump.keysOfServices.get('tcpip') ?? [];
  return (
    active.map((key) => valueIn(key, 'computername')).find(Boolean) ??
    network
      .filter(({ belowServices }) => parameters.test(belowServices ?? ''))
      .map((key) => valueIn(key, 'hostname'))
      .find(Boolean)
  );
}

/** @param named the column's id, or what its source calls it */
function firstCell(table: Table | undefined, named: string): string | undefined {
  if (table === undefined) {
    return undefined;
  }
  const headed = table.columns.findIndex(({ heading }) => heading === named);
  const column = headed < 0 ? columnIndex(table, named) : headed;
  for (let row = 0; column >= 0 && row < Math.min(table.rowCount, looked); row++) {
    const cell = table.text(row, column);
    if (cell !== '') {
      return cell;
    }
  }
  return undefined;
}
