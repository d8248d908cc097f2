import type { Collection } from './collectedHost.ts';
import { processesOf, servicePid } from './processes.ts';
import type { Cell } from './text.ts';
import { csvRow, lines, withByteOrderMark } from './text.ts';
import type { WindowsService } from './windowsServices.ts';
import { windowsServicesOf } from './windowsServices.ts';

const columns =
  'Name,Status,ExitCode,DesktopInteract,ErrorControl,PathName,ServiceType,StartMode,Caption,Description,' +
  'InstallDate,CreationClassName,Started,SystemCreationClassName,SystemName,AcceptPause,AcceptStop,DisplayName,' +
  'ServiceSpecificExitCode,StartName,State,TagId,CheckPoint,DelayedAutoStart,ProcessId,WaitHint,PSComputerName';

/**
 * Win32_Service as the collector leaves it: with a byte order mark, without a type line, and malformed. What it does
 * to a line was meant for another program's: it cuts at every comma, keeps what stood before and behind one column,
 * and puts all between into one cell, with apostrophes for quotation marks.
 */
export function servicesCsv(collection: Collection): Buffer {
  const names = columns.split(',');
  const rows = windowsServicesOf(collection.host).map((service) =>
    damaged(csvRow(valuesOf(service, collection)), names.indexOf('StartMode'), names.length),
  );
  return withByteOrderMark(lines(csvRow(names), rows));
}

function damaged(row: string, column: number, width: number): string {
  const parts = row.split(',');
  const behind = width - column - 1;
  const fused = parts.slice(column, -behind).join(',').replaceAll('"', "'");
  return [...parts.slice(0, column), `"${fused}"`, ...parts.slice(-behind)].join(',');
}

function valuesOf(service: WindowsService, collection: Collection): Cell[] {
  const { host } = collection;
  const running = service.state === 'Running';
  return [
    service.name,
    'OK',
    running ? 0 : 1077,
    false,
    'Normal',
    service.path,
    service.path.includes('svchost') ? 'Share Process' : 'Own Process',
    service.startMode,
    service.displayName,
    service.description,
    null,
    'Win32_Service',
    running,
    'Win32_ComputerSystem',
    host.name,
    false,
    running,
    service.displayName,
    0,
    service.account,
    service.state,
    0,
    0,
    false,
    running ? servicePid(service, processesOf(collection)) : 0,
    0,
    null,
  ];
}
