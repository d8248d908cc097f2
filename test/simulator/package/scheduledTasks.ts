import type { Collection } from './collectedHost.ts';
import { csvRow, lines, localTime, secondsAfter } from './text.ts';

const columns = [
  'HostName',
  'TaskName',
  'Next Run Time',
  'Status',
  'Logon Mode',
  'Last Run Time',
  'Last Result',
  'Author',
  'Task To Run',
  'Start In',
  'Comment',
  'Scheduled Task State',
  'Idle Time',
  'Power Management',
  'Run As User',
  'Delete Task If Not Rescheduled',
  'Stop Task If Runs X Hours and X Mins',
  'Schedule',
  'Schedule Type',
  'Start Time',
  'Start Date',
  'End Date',
  'Days',
  'Months',
  'Repeat: Every',
  'Repeat: Until: Time',
  'Repeat: Until: Duration',
  'Repeat: Stop If Still Running',
];

/** What the command shows for a task that has never run. */
const never = '30-11-1999 00:00:00';

const tasks: readonly (readonly [name: string, program: string, triggers: number])[] = [
  ['\\Adatum\\Reader Update', 'C:\\Program Files\\Adatum\\Reader\\update.exe /silent', 2],
  ['\\Contoso\\Inventory', 'powershell.exe -File C:\\ProgramData\\Contoso\\inventory.ps1 -Quiet, -NoLogo', 1],
  [
    '\\Microsoft\\Windows\\Application Experience\\MareBackup',
    '%windir%\\system32\\compattelrunner.exe -m:aeinv.dll',
    1,
  ],
  ['\\Microsoft\\Windows\\Defrag\\ScheduledDefrag', '%windir%\\system32\\defrag.exe -c -h -k -g -$', 1],
  [
    '\\Microsoft\\Windows\\DiskCleanup\\SilentCleanup',
    '%windir%\\system32\\cleanmgr.exe /autoclean /d %systemdrive%',
    1,
  ],
  [
    '\\Microsoft\\Windows\\Time Synchronization\\SynchronizeTime',
    '%windir%\\system32\\sc.exe start w32time task_started',
    1,
  ],
  [
    '\\Microsoft\\Windows\\UpdateOrchestrator\\Schedule Scan',
    '%systemroot%\\system32\\usoclient.exe StartScan',
    3,
  ],
  [
    '\\Microsoft\\Windows\\Windows Defender\\Windows Defender Scheduled Scan',
    'C:\\ProgramData\\Microsoft\\Windows Defender\\MpCmdRun.exe Scan -ScheduleJob',
    2,
  ],
  [
    '\\OneDrive Standalone Update Task',
    '%localappdata%\\Microsoft\\OneDrive\\OneDriveStandaloneUpdater.exe',
    2,
  ],
  ['\\upd', 'C:\\Users\\Public\\Libraries\\upd.exe -q', 1],
];

/** `schtasks /query /v /fo CSV`: 28 columns, one row for every trigger. */
export function scheduledTasksCsv(collection: Collection): string {
  const { host, startedAt } = collection;
  const random = collection.choices('tasks');
  const rows = tasks.flatMap(([name, program, triggers]) => {
    const lastRun = random.chance(0.2)
      ? never
      : localTime(secondsAfter(startedAt, -random.integer(600, 900_000)));
    return Array.from({ length: triggers }, (_, trigger) =>
      csvRow([
        host.name,
        name,
        trigger === 0 ? localTime(secondsAfter(startedAt, random.integer(600, 90_000))) : 'N/A',
        'Ready',
        'Interactive/Background',
        lastRun,
        lastRun === never ? '267011' : '0',
        name.startsWith('\\Microsoft') ? 'Microsoft Corporation' : 'N/A',
        program,
        'N/A',
        'N/A',
        'Enabled',
        'Disabled',
        'Stop On Battery Mode, No Start On Batteries',
        random.pick(['SYSTEM', 'Users', host.users[0]?.name ?? 'INTERACTIVE']),
        'Disabled',
        '72:00:00',
        'Scheduling data is not available in this format.',
        trigger === 0 ? 'Daily ' : 'At logon time',
        trigger === 0 ? '03:00:00' : 'N/A',
        trigger === 0 ? '01-01-2025' : 'N/A',
        'N/A',
        trigger === 0 ? 'Every 1 day(s)' : 'N/A',
        ...Array.from({ length: 5 }, () => 'N/A'),
      ]),
    );
  });
  return lines(csvRow(columns), rows);
}
