import { autorunQueries } from './autoruns.ts';
import type { Collection } from './collectedHost.ts';
import { workFolder } from './collectedHost.ts';
import { copiedAfterSeconds, copiedSince } from './copyLogs.ts';
import { processesListedAfter } from './processes.ts';
import { lines, secondsAfter, withByteOrderMark } from './text.ts';

export interface Command {
  readonly name: string;
  readonly commandLine: string;
  /** Seconds after the start; the volatile things come first, processes and services last. */
  readonly at: number;
}

const powershell =
  '"C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe" -ExecutionPolicy AllSigned -NoProfile -NonInteractive';
const header = 'Current Time,Command Name,Command Line,Status,hError';

/** What the sensor ran, in its order: bracketed UTC times, and command lines whose quotes are doubled twice over. */
export function collectionSummary(collection: Collection): Buffer {
  const rows = commandsOf(collection).map(({ name, commandLine, at }) => {
    const time = secondsAfter(collection.startedAt, at)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    return `[${time}],${name},"${commandLine.replaceAll('"', '""')}",Completed,0`;
  });
  return withByteOrderMark(lines(header, rows));
}

/** In the order of the summary, with quotes doubled within command lines. */
export function commandsOf(collection: Collection): Command[] {
  const folder = workFolder(collection);
  const into = (file: string): string => ` > ""${folder}\\${file}""`;
  const cmd = (command: string): string => `"C:\\Windows\\System32\\cmd.exe" /c "${command}"`;
  const cim = (type: string, file: string): string =>
    `${powershell} -Command "& {Get-CimInstance ${type} | Select-Object * | ConvertTo-Csv | Out-File ""${folder}\\${file}""}"`;
  const { users } = collection.host;
  const everyUser = users.map(({ name, sid }) => ({ name, sid }));
  return [
    {
      name: 'Network Connections',
      commandLine: cmd(`netstat.exe -abno${into('Network Connections\\ActiveNetConnections.txt')}`),
      at: 1,
    },
    { name: 'Arp', commandLine: cmd(`arp.exe -a${into('Network Connections\\Arp.txt')}`), at: 2 },
    {
      name: 'DNS Cache',
      commandLine: cmd(`ipconfig.exe /displaydns${into('Network Connections\\DnsCache.txt')}`),
      at: 2,
    },
    {
      name: 'IP Configuration',
      commandLine: cmd(`ipconfig.exe /all${into('Network Connections\\IpConfig.txt')}`),
      at: 3,
    },
    {
      name: 'Firewall Log',
      commandLine: cmd(
        `xcopy.exe /Y C:\\Windows\\system32\\logfiles\\firewall\\pfirewall.log ""${folder}\\Network Connections""`,
      ),
      at: 4,
    },
    {
      name: 'Prefetch',
      commandLine: `"C:\\Windows\\System32\\robocopy.exe" "C:\\Windows\\Prefetch" "${folder}\\Prefetch Files\\Prefetch" /MIR /MAXAGE:${copiedSince(collection).replaceAll('-', '')}`,
      at: copiedAfterSeconds,
    },
    ...autorunQueries(collection.host).map(({ commandName, key }, index) => ({
      name: commandName,
      commandLine: cmd(
        `C:\\Windows\\System32\\reg.exe QUERY ""${key}"" /s >> ""${folder}\\Autoruns\\Autoruns.txt""`,
      ),
      at: 7 + Math.floor(index / 3),
    })),
    ...['', 'Wow6432Node\\'].map((node) => ({
      name: `Installed Programs - ${node === '' ? '64' : '32'} bit`,
      commandLine: cmd(
        `reg.exe QUERY ""HKLM\\Software\\${node}Microsoft\\Windows\\CurrentVersion\\Uninstall"" /s`,
      ),
      at: 36,
    })),
    ...everyUser.map(({ sid }) => ({
      name: 'Installed Programs - User',
      commandLine: cmd(
        `reg.exe QUERY ""HKEY_USERS\\${sid}\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall"" /s${into(`Installed Programs\\${sid}_Software_Microsoft_Windows_CurrentVersion_Uninstall.txt`)}`,
      ),
      at: 36,
    })),
    ...everyUser.map(({ name }) => ({
      name: 'Temp Directory',
      commandLine: cmd(
        `dir /A /Q /S /T ""C:\\Users\\${name}\\AppData\\Local\\Temp""${into(`Temp Directories\\${name}_TempDirFiles.txt`)}`,
      ),
      at: 40,
    })),
    {
      name: 'Scheduled Tasks',
      commandLine: cmd(`schtasks.exe /query /v /fo CSV${into('Scheduled Tasks\\ScheduledTasks.csv')}`),
      at: 42,
    },
    {
      name: 'Security Event Log',
      commandLine: cmd(
        `wevtutil.exe epl Security ""${folder}\\Security Event Log\\Security.evtx"" /q:""*[System[TimeCreated[@SystemTime >= '${copiedSince(collection)}T00:00:00']]]""`,
      ),
      at: 45,
    },
    { name: 'SMB Sessions', commandLine: `${powershell} -Command "& {Get-SmbSession}"`, at: 51 },
    {
      name: 'System Information',
      commandLine: cmd(`systeminfo.exe${into('System Information\\SystemInformation.txt')}`),
      at: 53,
    },
    {
      name: 'Local Groups',
      commandLine: cmd(`net.exe localgroup${into('Users and Groups\\LocalGroups.txt')}`),
      at: 56,
    },
    {
      name: 'Query User',
      commandLine: cmd(`query.exe user${into('Users and Groups\\QueryUser.txt')}`),
      at: 57,
    },
    {
      name: 'Defender Support Logs',
      commandLine: `"C:\\Program Files\\Windows Defender\\MpCmdRun.exe" -GetFiles -SupportLogLocation "${folder}\\WdSupportLogs"`,
      at: 58,
    },
    {
      name: 'Processes',
      commandLine: cim('Win32_Process', 'Processes\\Processes.csv'),
      at: processesListedAfter,
    },
    { name: 'Services', commandLine: cim('Win32_Service', 'Services\\Services.csv'), at: 68 },
    {
      name: 'Installed Programs',
      commandLine: cim('Win32_Product', 'Installed Programs\\InstalledPrograms.csv'),
      at: 70,
    },
  ];
}
