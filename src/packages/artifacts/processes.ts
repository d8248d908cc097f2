import { CsvTable, namedColumns } from '../table/csvTable.ts';
import { first, later, type Column, type Table } from '../table/table.ts';
import type { MemberText } from '../text/memberText.ts';

/** The columns of Win32_Process that say something; the others are counters, constants and repetitions. */
const known: ReadonlyMap<string, Column> = new Map([
  ['CreationDate', first('started', 'localTime')],
  ['Name', first('name')],
  ['ProcessId', first('pid', 'number')],
  ['ParentProcessId', first('parentPid', 'number')],
  ['CommandLine', first('commandLine')],
  ['ExecutablePath', first('path')],
  ['SessionId', first('session', 'number')],
  ['ThreadCount', later('threads', 'number')],
  ['HandleCount', later('handles', 'number')],
  ['WorkingSetSize', later('workingSet', 'size')],
  ['KernelModeTime', later('kernelTime', 'number')],
  ['UserModeTime', later('userTime', 'number')],
]);

/** The list of processes. It has no owners, and no path or command line where the collector could not open a process. */
export function readProcesses(text: MemberText): Table {
  return new CsvTable('processes', text, (headings) => namedColumns(headings, known));
}
