import { DerivedTable } from '../table/derivedTable.ts';
import { columnIndex, rowMarks, type Table } from '../table/table.ts';
import { rowsByNumber } from './byNumber.ts';

/** When a collection ran, in milliseconds since 1970. */
export interface CollectionWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** What the collector runs. Each of them is of use to an intruder, too: without the time it means nothing. */
const tools = new Set(
  (
    'arp,cmd,conhost,findstr,ipconfig,mpcmdrun,net,net1,netsh,netstat,powershell,query,quser,reg,robocopy,schtasks,' +
    'senseir,sensesampleuploader,systeminfo,wevtutil,xcopy,wmiprvse,wmic'
  ).split(','),
);
/** It starts its first program some seconds before the summary's first line, and packs up after the last one. */
const [beforeMs, afterMs] = [30_000, 60_000];

/** Marks rows `collector` whose program is one of the collector's, and whose time lies within a known collection. */
export function markCollector(
  table: Table,
  columns: { readonly program: string; readonly time: string },
  windows: readonly CollectionWindow[],
): Table {
  const [programAt, timeAt] = [columnIndex(table, columns.program), columnIndex(table, columns.time)];
  return new DerivedTable(table, {
    marks: (row) =>
      isWithin(table.number(row, timeAt), windows) && isTool(table.text(row, programAt))
        ? rowMarks.collector
        : 0,
  });
}

const sensors = new Set(['mssense.exe', 'senseir.exe']);
/** Between the sensor and what it runs lie a shell or two. */
const generations = 4;

/**
 * Marks processes `collector` that the sensor started, itself or through others, while a known collection ran.
 * @param processes joined, with their times in UTC where they are known
 */
export function markCollectorProcesses(processes: Table, windows: readonly CollectionWindow[]): Table {
  const [nameAt, pidAt, parentAt, startedAt] = ['name', 'pid', 'parentPid', 'started'].map((id) =>
    columnIndex(processes, id),
  );
  const byPid = rowsByNumber(processes, 'pid');
  const isSensor = (row: number) => sensors.has(processes.text(row, nameAt ?? -1).toLowerCase());
  const parentOf = (row: number) =>
    byPid.get(processes.number(row, parentAt ?? -1))?.find((parent) => parent !== row);
  const isOfSensor = (row: number): boolean => {
    let at: number | undefined = row;
    for (let generation = 0; at !== undefined && generation <= generations; generation++) {
      if (isSensor(at)) {
        return true;
      }
      at = parentOf(at);
    }
    return false;
  };
  return pidAt === undefined || pidAt < 0
    ? processes
    : new DerivedTable(processes, {
        marks: (row) =>
          isWithin(processes.number(row, startedAt ?? -1), windows) && isOfSensor(row)
            ? rowMarks.collector
            : 0,
      });
}

/** A time that is not known (NaN) is within none. */
export function isWithin(utcMs: number, windows: readonly CollectionWindow[]): boolean {
  return windows.some(({ startMs, endMs }) => utcMs >= startMs - beforeMs && utcMs <= endMs + afterMs);
}

/** Whether a program is one that the collector runs, as others do. */
export function isTool(path: string): boolean {
  const name = path.slice(path.lastIndexOf('\\') + 1).toLowerCase();
  return tools.has(name.endsWith('.exe') ? name.slice(0, -4) : name);
}
