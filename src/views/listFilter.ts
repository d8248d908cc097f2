import type { Connection } from '../auth/connection.ts';
import type { ListQuery } from '../defender/listQuery.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** The service cannot look for a device's name among machine actions: it is asked for the ids behind the name. */
export interface DeviceFilter {
  readonly name: string;
  /** The name of the connection that the ids were got over: elsewhere they are nobody's. */
  readonly connection: string;
  /** At least one; a device that was onboarded anew has several. */
  readonly machineIds: readonly string[];
}

/** What the list is narrowed to. An empty or missing criterion narrows nothing. */
export interface ListFilter {
  readonly types: readonly string[];
  readonly statuses: readonly string[];
  readonly device?: DeviceFilter | undefined;
  readonly requestor?: string | undefined;
  /** How far back the list reaches, in place of the setting. */
  readonly days?: number | undefined;
}

export const noFilter: ListFilter = { types: [], statuses: [] };

export function isFiltering({ types, statuses, device, requestor, days }: ListFilter): boolean {
  return types.length > 0 || statuses.length > 0 || !!device || !!requestor || days !== undefined;
}

/** Reads a filter that was kept by another version or is a key binding's: what is not one narrows nothing. */
export function readFilter(value: unknown): ListFilter {
  const { types, statuses, device, requestor, days } = (value ?? {}) as Record<string, unknown>;
  const { name, connection, machineIds } = (device ?? {}) as Record<string, unknown>;
  const ids = texts(machineIds);
  return {
    types: texts(types),
    statuses: texts(statuses),
    device:
      typeof name === 'string' && typeof connection === 'string' && ids.length > 0
        ? { name, connection, machineIds: ids }
        : undefined,
    requestor: typeof requestor === 'string' && requestor.trim() ? requestor.trim() : undefined,
    days: typeof days === 'number' && days > 0 ? days : undefined,
  };
}

/** What of a filter holds for the list of a connection: a device does only where it was looked for. */
export function filterOf(filter: ListFilter, connection: Pick<Connection, 'name'> | undefined): ListFilter {
  return filter.device && filter.device.connection !== connection?.name
    ? { ...filter, device: undefined }
    : filter;
}

/**
 * @param recentDays the setting
 * @param now milliseconds since 1970
 */
export function toListQuery(filter: ListFilter, recentDays: number, now: number): ListQuery {
  return {
    type: filter.types,
    status: filter.statuses,
    machineId: filter.device?.machineIds ?? [],
    requestor: filter.requestor ?? [],
    createdFrom: new Date(now - (filter.days ?? recentDays) * dayMs),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? (value as unknown[]).filter((one) => typeof one === 'string').filter(Boolean)
    : [];
}
