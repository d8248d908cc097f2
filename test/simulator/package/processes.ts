import { workFolder, type CollectedHost, type Collection } from './collectedHost.ts';
import type { Cell } from './text.ts';
import { csvRow, lines, secondsAfter } from './text.ts';
import type { WindowsService } from './windowsServices.ts';
import { windowsServicesOf } from './windowsServices.ts';

export interface CollectedProcess {
  readonly name: string;
  readonly pid: number;
  readonly parentPid: number;
  readonly commandLine: string;
  readonly path: string;
  readonly startedAt: Date;
  readonly sessionId: number;
  /** Whether the collector can see its path and command line. */
  readonly isReadable: boolean;
}

type Row = readonly [name: string, parent: string, session: 0 | 1, commandLine: string];

const system32 = 'C:\\Windows\\System32\\';

const everywhere: readonly Row[] = [
  ['System', 'System Idle Process', 0, ''],
  ['Registry', 'System', 0, ''],
  ['smss.exe', 'System', 0, '\\SystemRoot\\System32\\smss.exe'],
  ['csrss.exe', 'smss.exe', 0, `${system32}csrss.exe ObjectDirectory=\\Windows SharedSection=1024,20480,768`],
  ['wininit.exe', 'smss.exe', 0, 'wininit.exe'],
  ['services.exe', 'wininit.exe', 0, `${system32}services.exe`],
  ['lsass.exe', 'wininit.exe', 0, `${system32}lsass.exe`],
  ['spoolsv.exe', 'services.exe', 0, `${system32}spoolsv.exe`],
  [
    'MsSense.exe',
    'services.exe',
    0,
    '"C:\\Program Files\\Windows Defender Advanced Threat Protection\\MsSense.exe"',
  ],
  [
    'SenseIR.exe',
    'MsSense.exe',
    0,
    '"C:\\Program Files\\Windows Defender Advanced Threat Protection\\SenseIR.exe" "-RunAsync"',
  ],
  [
    'MsMpEng.exe',
    'services.exe',
    0,
    '"C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.25070.5-0\\MsMpEng.exe"',
  ],
  ['winlogon.exe', 'smss.exe', 1, 'winlogon.exe'],
  ['explorer.exe', 'winlogon.exe', 1, 'C:\\Windows\\Explorer.EXE'],
];

const onDesks: readonly Row[] = [
  [
    'msedge.exe',
    'explorer.exe',
    1,
    '"C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe" --profile-directory=Default',
  ],
  ['OUTLOOK.EXE', 'explorer.exe', 1, '"C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE"'],
  ['Teams.exe', 'explorer.exe', 1, '"C:\\Program Files\\WindowsApps\\MSTeams\\Teams.exe"'],
  ['OneDrive.exe', 'explorer.exe', 1, '"C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe" /background'],
  ['contosovpn.exe', 'explorer.exe', 1, '"C:\\Program Files\\Contoso\\VPN\\contosovpn.exe" --tray'],
  [
    'notepad.exe',
    'explorer.exe',
    1,
    '"C:\\Windows\\system32\\notepad.exe" C:\\Users\\Public\\Größe, "final".txt',
  ],
];

const onServers: readonly Row[] = [
  [
    'sqlservr.exe',
    'services.exe',
    0,
    '"C:\\Program Files\\Microsoft SQL Server\\MSSQL16.MAIN\\MSSQL\\Binn\\sqlservr.exe" -sMAIN',
  ],
  [
    'w3wp.exe',
    'svchost.exe',
    0,
    'c:\\windows\\system32\\inetsrv\\w3wp.exe -ap "DefaultAppPool" -v "v4.0" -m 0',
  ],
  ['vmtoolsd.exe', 'services.exe', 0, '"C:\\Program Files\\VMware\\VMware Tools\\vmtoolsd.exe"'],
];

/** Programs that the collector must not open. */
const closed = new Set(['System', 'Registry', 'smss.exe', 'csrss.exe', 'MsMpEng.exe', 'svchost.exe']);
/** Into the collection, when the processes are listed, by one of the collector's own. */
export const processesListedAfter = 67;

/** The same for every member of one package, so that a PID in one file is found in the other. */
export function processesOf(collection: Collection): CollectedProcess[] {
  const { host, startedAt } = collection;
  const random = collection.choices('processes');
  const bootedAt = secondsAfter(startedAt, -random.integer(3, 200) * 3600);
  const pids = new Map<string, number>([['System Idle Process', 0]]);
  let pid = 0;
  const rows = [
    ...everywhere,
    ...serviceRows(host),
    ...(host.isServer ? onServers : onDesks),
    listing(collection),
  ];
  return rows.map(([name, parent, sessionId, commandLine], at) => {
    pid += name === 'System' ? 4 : random.integer(20, 300) * 4;
    pids.set(name, pids.get(name) ?? pid);
    return {
      name,
      pid,
      parentPid: pids.get(parent) ?? 0,
      commandLine,
      path: /^"([^"]+)"|^(\S+\.exe)/i.exec(commandLine)?.slice(1).find(Boolean) ?? '',
      startedAt:
        name === 'powershell.exe'
          ? secondsAfter(startedAt, processesListedAfter)
          : secondsAfter(bootedAt, at * 3 + random.integer(0, 2)),
      sessionId,
      isReadable: !closed.has(name),
    };
  });
}

/** A process for each command line of the services that run; the services of a group share theirs. */
function serviceRows(host: CollectedHost): Row[] {
  const known = new Set(everywhere.map(([name]) => name.toLowerCase()));
  const running = windowsServicesOf(host).filter(({ state }) => state === 'Running');
  return [...new Set(running.map(({ path }) => path))]
    .map((path): Row => [programName(path), 'services.exe', 0, path])
    .filter(([name]) => !known.has(name.toLowerCase()));
}

/** Of the process that a running service is in. */
export function servicePid({ path }: WindowsService, processes: readonly CollectedProcess[]): number {
  const own = processes.find(({ commandLine }) => commandLine === path);
  const name = programName(path).toLowerCase();
  return (own ?? processes.find((process) => process.name.toLowerCase() === name))?.pid ?? 0;
}

function programName(path: string): string {
  return /([^\\"]+\.exe)/i.exec(path)?.[1] ?? path;
}

function listing(collection: Collection): Row {
  const file = `${workFolder(collection)}\\Processes\\Processes.csv`;
  return [
    'powershell.exe',
    'MsSense.exe',
    0,
    `${system32}WindowsPowerShell\\v1.0\\powershell.exe -ExecutionPolicy AllSigned -NoProfile -NonInteractive -Command "& {Get-CimInstance Win32_Process | ConvertTo-Csv | Out-File \\"${file}\\"}"`,
  ];
}

const columns =
  'ProcessName,Handles,VM,WS,Path,Caption,Description,InstallDate,Name,Status,CreationClassName,CreationDate,' +
  'CSCreationClassName,CSName,ExecutionState,Handle,KernelModeTime,OSCreationClassName,OSName,Priority,' +
  'TerminationDate,UserModeTime,CommandLine,ExecutablePath,HandleCount,MaximumWorkingSetSize,' +
  'MinimumWorkingSetSize,OtherOperationCount,OtherTransferCount,PageFaults,PageFileUsage,ParentProcessId,' +
  'PeakPageFileUsage,PeakVirtualSize,PeakWorkingSetSize,PrivatePageCount,ProcessId,QuotaNonPagedPoolUsage,' +
  'QuotaPagedPoolUsage,QuotaPeakNonPagedPoolUsage,QuotaPeakPagedPoolUsage,ReadOperationCount,' +
  'ReadTransferCount,SessionId,ThreadCount,VirtualSize,WindowsVersion,WorkingSetSize,WriteOperationCount,' +
  'WriteTransferCount,PSComputerName';

/** Win32_Process through ConvertTo-Csv: a type line, 51 columns, local times, and no owner. */
export function processesCsv(collection: Collection): string {
  const random = collection.choices('process counters');
  const names = columns.split(',');
  const rows = processesOf(collection).map((process) => {
    const values = processValues(process, collection);
    return csvRow(
      names.map((name) =>
        Object.hasOwn(values, name) ? (values[name] ?? null) : random.integer(0, 5_000_000),
      ),
    );
  });
  return lines(
    '#TYPE Microsoft.Management.Infrastructure.CimInstance#root/cimv2/Win32_Process',
    csvRow(names),
    rows,
  );
}

function processValues(process: CollectedProcess, { host }: Collection): Record<string, Cell> {
  const { name, pid } = process;
  const [path, commandLine] = process.isReadable ? [process.path, process.commandLine] : ['', ''];
  return {
    ProcessName: name,
    Path: path || null,
    Caption: name,
    Description: name,
    InstallDate: null,
    Name: name,
    Status: null,
    CreationClassName: 'Win32_Process',
    CreationDate: host.locale.time(process.startedAt),
    CSCreationClassName: 'Win32_ComputerSystem',
    CSName: host.name,
    ExecutionState: null,
    Handle: pid,
    OSCreationClassName: 'Win32_OperatingSystem',
    OSName: `${host.osName}|C:\\Windows|\\Device\\Harddisk0\\Partition3`,
    Priority: 8,
    TerminationDate: null,
    CommandLine: commandLine || null,
    ExecutablePath: path || null,
    ParentProcessId: process.parentPid,
    ProcessId: pid,
    SessionId: process.sessionId,
    WindowsVersion: host.osVersion.split(' ')[0] ?? '',
    PSComputerName: null,
  };
}
