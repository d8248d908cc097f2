import type { Collection } from './collectedHost.ts';
import type { Cell } from './text.ts';
import { cellText, csvRow, lines, withByteOrderMark } from './text.ts';
import type { WindowsService } from './windowsServices.ts';
import { windowsServicesOf } from './windowsServices.ts';

const columns =
  'Name,Status,ExitCode,DesktopInteract,ErrorControl,PathName,ServiceType,StartMode,Caption,Description,' +
  'InstallDate,CreationClassName,Started,SystemCreationClassName,SystemName,AcceptPause,AcceptStop,DisplayName,' +
  'ServiceSpecificExitCode,StartName,State,TagId,CheckPoint,DelayedAutoStart,ProcessId,WaitHint,PSComputerName';

/**
 * Win32_Service as the collector leaves it: with a byte order mark, without a type line, and malformed. About half of
 * the rows are short, because neighbouring values were fused into one cell, each in apostrophes.
 */
export function servicesCsv(collection: Collection): Buffer {
  const random = collection.host.choices('fused services');
  const rows = windowsServicesOf(collection.host).map((service) => {
    const values = valuesOf(service, collection);
    switch (service.name) {
      case 'BDESVC':
        return brokenRow(values);
      case 'CryptSvc':
        // A fused run that begins with a comma, as if a value stood before it.
        return csvRow([`,${fused(values.slice(0, 4))}`, ...values.slice(4)]);
      default:
        return csvRow(
          random.chance(0.5) ? withFusedRun(values, random.integer(6, 17), random.integer(1, 4)) : values,
        );
    }
  });
  return withByteOrderMark(lines(csvRow(columns.split(',')), rows));
}

function withFusedRun(values: readonly Cell[], start: number, length: number): Cell[] {
  return [
    ...values.slice(0, start),
    fused(values.slice(start, start + length)),
    ...values.slice(start + length),
  ];
}

/** `'Manual','Stopped','OK'`: what stood in several cells, in one. */
function fused(values: readonly Cell[]): string {
  return values.map((value) => `'${value === null ? '' : cellText(value)}'`).join(',');
}

/** Quotes inside a value that were not doubled: no rule repairs this row. */
function brokenRow(values: readonly Cell[]): string {
  return csvRow(withFusedRun(values, 6, 3)).replaceAll('""full volume""', '"full volume"');
}

function valuesOf(service: WindowsService, { host }: Collection): Cell[] {
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
    running ? host.choices(`pid ${service.name}`).integer(200, 3000) * 4 : 0,
    0,
    null,
  ];
}
