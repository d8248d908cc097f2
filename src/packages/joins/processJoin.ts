import { DerivedTable } from '../table/derivedTable.ts';
import { columnIndex, first, later, rowMarks, type Table } from '../table/table.ts';
import { mostOfNumber, rowsByNumber } from './byNumber.ts';

/**
 * The list of processes, with parents, hosted services and sockets. Where the collector could read neither path nor
 * command line, the row is marked `unreadable`; when the process hosts services that agree on their command line, that
 * one stands there, and the row is marked `fromServices`.
 * @param processes with their times in UTC where they are known
 */
export function joinProcesses(
  processes: Table,
  services: Table | undefined,
  connections: Table | undefined,
): Table {
  const at = (id: string) => columnIndex(processes, id);
  const [nameAt, pidAt, parentAt, startedAt] = [at('name'), at('pid'), at('parentPid'), at('started')];
  const [pathAt, commandAt] = [at('path'), at('commandLine')];
  const byPid = rowsByNumber(processes, 'pid');
  const hosted = rowsByNumber(services, 'pid');
  const sockets = rowsByNumber(connections, 'pid');
  const servicesOf = (row: number) => (hosted.get(processes.number(row, pidAt)) ?? []).slice(0, mostOfNumber);
  const isUnreadable = (row: number) =>
    processes.text(row, pathAt) === '' && processes.text(row, commandAt) === '';
  /** One that began later took over the number of the true parent. */
  const parentOf = (row: number): number | undefined =>
    byPid
      .get(processes.number(row, parentAt))
      ?.slice(0, mostOfNumber)
      .find(
        (parent) =>
          parent !== row && !(processes.number(parent, startedAt) > processes.number(row, startedAt)),
      );
  const parentName = (row: number): string => {
    const parent = parentOf(row);
    return parent === undefined ? '' : processes.text(parent, nameAt);
  };
  const serviceCommand = (row: number): string => {
    const commands = new Set(
      services ? servicesOf(row).map((service) => services.text(service, columnIndex(services, 'path'))) : [],
    );
    const [only = ''] = commands;
    return commands.size === 1 && processes.number(row, pidAt) > 0 ? only : '';
  };
  const filled = (row: number) => (isUnreadable(row) ? serviceCommand(row) : '');
  return new DerivedTable(processes, {
    columns: [
      {
        column: first('path'),
        text: (row) => processes.text(row, pathAt) || programOf(filled(row)),
      },
      { column: first('commandLine'), text: (row) => processes.text(row, commandAt) || filled(row) },
      { column: first('parent'), before: 'parentPid', text: parentName },
      {
        column: first('parentGone', 'flag'),
        text: (row) => (parentOf(row) === undefined && processes.number(row, parentAt) > 0 ? '1' : ''),
      },
      {
        column: first('services'),
        before: 'session',
        text: (row) =>
          services
            ? servicesOf(row)
                .map((service) => services.text(service, columnIndex(services, 'name')))
                .join(', ')
            : '',
      },
      {
        column: later('sockets', 'number'),
        text: (row) => String(sockets.get(processes.number(row, pidAt))?.length ?? 0),
      },
    ],
    marks: (row) =>
      isUnreadable(row) ? rowMarks.unreadable | (serviceCommand(row) === '' ? 0 : rowMarks.fromServices) : 0,
  });
}

/** The program of a command line: what is in quotation marks, or up to its extension, or up to the first space. */
export function programOf(commandLine: string): string {
  const line = commandLine.slice(0, 4000);
  return (
    /^"([^"]*)"/.exec(line)?.[1] ??
    /^.*?\.(?:exe|com|sys)(?=\s|$)/i.exec(line)?.[0] ??
    line.split(' ', 1)[0] ??
    ''
  );
}
