import type { ServiceKey } from '../artifacts/registry/serviceKeys.ts';
import { DerivedTable } from '../table/derivedTable.ts';
import { columnIndex, first, hasMark, later, type Table } from '../table/table.ts';
import { rowsByNumber } from './byNumber.ts';

/**
 * The list of services, with what the registry and the list of processes have of them. As checks: how many of the
 * services are in the registry, start there as the list says, and run in a process that is in the list of processes.
 */
export function joinServices(
  services: Table,
  keys: ReadonlyMap<string, ServiceKey>,
  processes: Table | undefined,
): Table {
  const [nameAt, pidAt, modeAt] = ['name', 'pid', 'startMode'].map((id) => columnIndex(services, id));
  const keyOf = (row: number) => serviceKeyOf(keys, services.text(row, nameAt ?? -1));
  const pids = rowsByNumber(processes, 'pid');
  let [whole, inRegistry, alike, running, inList] = [0, 0, 0, 0, 0];
  for (let row = 0; row < services.rowCount; row++) {
    if (hasMark(services, row, 'raw')) {
      continue;
    }
    whole++;
    const key = keyOf(row);
    inRegistry += key ? 1 : 0;
    alike += key && key.start === services.text(row, modeAt ?? -1) ? 1 : 0;
    const pid = services.number(row, pidAt ?? -1);
    running += pid > 0 ? 1 : 0;
    inList += pid > 0 && pids.has(pid) ? 1 : 0;
  }
  return new DerivedTable(services, {
    columns: [
      { column: first('serviceDll'), before: 'pid', text: (row) => keyOf(row)?.serviceDll ?? '' },
      { column: later('imagePath'), text: (row) => keyOf(row)?.imagePath ?? '' },
      { column: later('registryStart'), text: (row) => keyOf(row)?.start ?? '' },
    ],
    checks: [
      ...(keys.size > 0
        ? [
            { id: 'inRegistry', expected: whole, found: inRegistry },
            { id: 'startMode', expected: inRegistry, found: alike },
          ]
        : []),
      ...(processes ? [{ id: 'inProcessList', expected: running, found: inList }] : []),
    ],
  });
}

/** A user's own instance of a service has the library of the one it was made from: `CDPUserSvc_3f2a1`. */
export function serviceKeyOf(keys: ReadonlyMap<string, ServiceKey>, name: string): ServiceKey | undefined {
  const id = name.toLowerCase();
  const own = keys.get(id);
  return own?.serviceDll ? own : withTemplate(own, keys.get(id.replace(/_[\da-f]{4,8}$/, '')));
}

function withTemplate(own: ServiceKey | undefined, template: ServiceKey | undefined): ServiceKey | undefined {
  return own && template ? { ...own, serviceDll: template.serviceDll } : (own ?? template);
}
