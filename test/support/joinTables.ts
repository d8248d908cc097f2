import { first, type Table } from '../../src/packages/table/table.ts';
import { TableBuilder } from '../../src/packages/table/tableBuilder.ts';
import { textOf } from './packageTexts.ts';

/** A table of columns by their ids and kinds. */
export function tableOf(
  columns: Record<string, 'text' | 'number' | 'time'>,
  rows: readonly string[][],
): Table {
  const table = new TableBuilder(
    't',
    Object.entries(columns).map(([id, kind]) => first(id, kind)),
  );
  rows.forEach((row) => table.add(textOf('a\n'), 0, row));
  return table;
}

/** Name, id, parent's id, start, path, command line. */
export function processTable(rows: readonly string[][]): Table {
  return tableOf(
    { name: 'text', pid: 'number', parentPid: 'number', started: 'time', path: 'text', commandLine: 'text' },
    rows,
  );
}

/** Name, process id, command line, start mode. */
export function serviceTable(rows: readonly string[][]): Table {
  return tableOf({ name: 'text', pid: 'number', path: 'text', startMode: 'text' }, rows);
}

/** Process id, program, service. */
export function connectionTable(rows: readonly string[][]): Table {
  return tableOf({ pid: 'number', program: 'text', service: 'text' }, rows);
}

/** A time on one day, at a minute of one hour. */
export function atMinute(minute: number): string {
  return `2025-08-07T13:${String(minute).padStart(2, '0')}:00Z`;
}
