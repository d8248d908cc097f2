import { first, later, type Table } from '../../table/table.ts';
import { TableBuilder } from '../../table/tableBuilder.ts';
import type { RegistryDump, RegistryValue } from './registryDump.ts';

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
  readonly firstValue: RegistryValue;
}

const starts = ['Boot', 'System', 'Auto', 'Manual', 'Disabled'];
/** Kernel, file system and recogniser drivers, and adapters. */
const driverTypes = 0x0f;

/** By name in lower case. */
export function serviceKeys({ byKey }: RegistryDump): Map<string, ServiceKey> {
  const found = new Map<
    string,
    { first: RegistryValue; name: string; own: Map<string, string>; dll: string }
  >();
  // A dozen names come again for each service.
  const lowerNames = new Map<string, string>();
  const lowered = (name: string) => {
    const lower = lowerNames.get(name) ?? name.toLowerCase();
    lowerNames.set(name, lower);
    return lower;
  };
  for (const { key, values } of byKey) {
    const [name = '', ...below] = key.belowServices?.split('\\', 3) ?? [];
    const isOwn = below.length === 0;
    const hasParameters = below.length === 1 && below[0]?.toLowerCase() === 'parameters';
    const [firstValue] = values;
    if (name === '' || firstValue === undefined) {
      continue;
    }
    const id = name.toLowerCase();
    const service = found.get(id) ?? { first: firstValue, name, own: new Map(), dll: '' };
    found.set(id, service);
    for (const value of isOwn || hasParameters ? values : []) {
      const valueName = lowered(value.name);
      if (isOwn) {
        service.own.set(valueName, value.data);
      } else if (valueName === 'servicedll') {
        service.dll = value.data;
      }
    }
  }
  const services = new Map<string, ServiceKey>();
  for (const [id, { first: firstValue, name, own, dll }] of found) {
    const type = own.get('type');
    // Keys such as `bam` of drivers, and parameters of what is no longer installed, have no type.
    if (type !== undefined || own.has('imagepath')) {
      services.set(id, {
        name,
        displayName: own.get('displayname') ?? '',
        imagePath: own.get('imagepath') ?? '',
        serviceDll: dll || (own.get('servicedll') ?? ''),
        start: startName(own.get('start')),
        type: type === undefined ? undefined : Number(type),
        account: own.get('objectname') ?? '',
        group: own.get('group') ?? '',
        firstValue,
      });
    }
  }
  return services;
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
    const { firstValue, type } = service;
    table.add(firstValue.text, firstValue.line, [
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
