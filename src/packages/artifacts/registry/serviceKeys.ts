import { first, later, type Table } from '../../table/table.ts';
import { TableBuilder } from '../../table/tableBuilder.ts';
import type { MemberText } from '../../text/memberText.ts';
import type { RegistryDump } from './registryDump.ts';
import type { RegistryKey } from './registryKey.ts';
import type { RegistryTable } from './registryTable.ts';

/** What the registry has of a service or a driver. */
export interface ServiceKey {
  readonly name: string;
  readonly displayName: string;
  readonly imagePath: string;
  /** The library that a shared process runs for it. */
  readonly serviceDll: string;
  /** `Boot`, `System`, `Auto`, `Manual`, `Disabled`, as Win32_Service calls it; else the number. */
  readonly start: string;
  /** Undefined when the registry has none. */
  readonly type: number | undefined;
  readonly account: string;
  readonly group: string;
  /** Where the registry begins to tell of it. */
  readonly text: MemberText;
  readonly line: number;
}

const starts = ['Boot', 'System', 'Auto', 'Manual', 'Disabled'];
/** Kernel, file system and recogniser drivers, and adapters. */
const driverTypes = 0x0f;

/** By name in lower case. */
export function serviceKeys({ keysOfServices, table }: RegistryDump): Map<string, ServiceKey> {
  const services = new Map<string, ServiceKey>();
  for (const [id, keys] of keysOfServices) {
    const [firstKey] = keys;
    const own = new Map<string, string>();
    let dll: string | undefined;
    for (const key of keys) {
      const below = (key.belowServices ?? '').slice(id.length);
      if (below === '') {
        addValues(own, key, table);
      } else if (below.toLowerCase() === '\\parameters') {
        dll = valueOf('servicedll', key, table) ?? dll;
      }
    }
    const type = own.get('type');
    // Keys such as `bam` of drivers, and parameters of what is no longer installed, have no type.
    if (firstKey && (type !== undefined || own.has('imagepath'))) {
      services.set(id, {
        name: firstKey.belowServices?.slice(0, id.length) ?? '',
        displayName: own.get('displayname') ?? '',
        imagePath: own.get('imagepath') ?? '',
        serviceDll: dll || (own.get('servicedll') ?? ''),
        start: startName(own.get('start')),
        type: type === undefined ? undefined : Number(type),
        account: own.get('objectname') ?? '',
        group: own.get('group') ?? '',
        text: firstKey.text,
        line: table.line(firstKey.firstRow),
      });
    }
  }
  return services;
}

const told = new Set(['type', 'imagepath', 'displayname', 'servicedll', 'start', 'objectname', 'group']);

function addValues(values: Map<string, string>, key: RegistryKey, table: RegistryTable): void {
  for (let row = key.firstRow; row < key.endRow; row++) {
    const name = table.name(key, row).toLowerCase();
    if (told.has(name)) {
      values.set(name, table.data(key, row));
    }
  }
}

function valueOf(name: string, key: RegistryKey, table: RegistryTable): string | undefined {
  for (let row = key.firstRow; row < key.endRow; row++) {
    if (table.name(key, row).toLowerCase() === name) {
      return table.data(key, row);
    }
  }
  return undefined;
}

export function isDriver({ type }: ServiceKey): boolean {
  return type !== undefined && (type & driverTypes) !== 0;
}

function startName(data: string | undefined): string {
  return data === undefined ? '' : (starts[Number(data)] ?? data);
}

/** The services and drivers of the registry, also those that are in no other list. */
export function registryServices(services: ReadonlyMap<string, ServiceKey>): Table {
  const table = new TableBuilder('registryServices', [
    first('name'),
    first('driver', 'flag'),
    first('start'),
    first('imagePath'),
    first('serviceDll'),
    first('account'),
    first('displayName'),
    later('group'),
    later('type'),
  ]);
  for (const service of services.values()) {
    const { text, line, type } = service;
    table.add(text, line, [
      service.name,
      isDriver(service) ? '1' : '',
      service.start,
      service.imagePath,
      service.serviceDll,
      service.account,
      service.displayName,
      service.group,
      type === undefined ? '' : `0x${type.toString(16)}`,
    ]);
  }
  return table;
}
