import type { ServiceKey } from '../artifacts/registry/serviceKeys.ts';
import { DerivedTable } from '../table/derivedTable.ts';
import { columnIndex, first, later, type Table } from '../table/table.ts';
import { cellOf, mostOfNumber, rowsByNumber } from './byNumber.ts';
import { serviceKeyOf } from './serviceJoin.ts';

/**
 * Connections with their processes, those processes' parents, and the services and libraries behind them. The list of
 * processes is a minute younger than that of connections: a process may be gone, or its number another's. As a check:
 * how many of the programs that both lists name are the same.
 * @param processes joined themselves
 */
export function joinConnections(
  connections: Table,
  processes: Table | undefined,
  keys: ReadonlyMap<string, ServiceKey>,
): Table {
  const at = (id: string) => columnIndex(connections, id);
  const [pidAt, programAt, serviceAt] = [at('pid'), at('program'), at('service')];
  const byPid = rowsByNumber(processes, 'pid');
  const processOf = (row: number) => byPid.get(connections.number(row, pidAt))?.[0];
  const ofProcess = (row: number, id: string): string => {
    const process = processOf(row);
    return processes && process !== undefined ? cellOf(processes, process, id) : '';
  };
  const servicesOf = (row: number) => connections.text(row, serviceAt) || ofProcess(row, 'services');
  let [both, alike] = [0, 0];
  for (let row = 0; row < connections.rowCount; row++) {
    const [one, two] = [connections.text(row, programAt), ofProcess(row, 'name')];
    both += one !== '' && two !== '' ? 1 : 0;
    alike += one !== '' && one.toLowerCase() === two.toLowerCase() ? 1 : 0;
  }
  return new DerivedTable(connections, {
    columns: [
      // Whose it is comes before where it leads to.
      { column: first('process'), before: 'pid', text: (row) => ofProcess(row, 'name') },
      { column: first('service'), text: servicesOf },
      {
        column: first('serviceDll'),
        text: (row) =>
          servicesOf(row)
            .split(', ', mostOfNumber)
            .flatMap((name) => serviceKeyOf(keys, name)?.serviceDll || [])
            .join(', '),
      },
      { column: first('parent'), text: (row) => ofProcess(row, 'parent') },
      { column: later('path'), text: (row) => ofProcess(row, 'path') },
      { column: later('commandLine'), text: (row) => ofProcess(row, 'commandLine') },
    ],
    checks: processes ? [{ id: 'programs', expected: both, found: alike }] : [],
  });
}
