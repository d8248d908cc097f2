import type { Collection } from './collectedHost.ts';
import type { Language } from './hostLocale.ts';
import { csvRow, lines, secondsAfter } from './text.ts';

/** What the command shows for a task that has never run: midnight, whatever the zone. */
const neverIn: Readonly<Record<Language, string>> = {
  english: '30-11-1999 00:00:00',
  american: '11/30/1999 12:00:00 AM',
  german: '30.11.1999 00:00:00',
  french: '30/11/1999 00:00:00',
};

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
  const { locale } = host;
  const { notApplicable: none, ready, enabled } = locale.words;
  const never = neverIn[locale.language];
  const header = csvRow(locale.words.taskColumns.split(','));
  const rows = tasks.flatMap(([name, program, triggers]) => {
    const lastRun = random.chance(0.2)
      ? never
      : locale.time(secondsAfter(startedAt, -random.integer(600, 900_000)));
    return Array.from({ length: triggers }, (_, trigger) =>
      csvRow([
        host.name,
        name,
        trigger === 0 ? locale.time(secondsAfter(startedAt, random.integer(600, 90_000))) : none,
        ready,
        'Interactive/Background',
        lastRun,
        lastRun === never ? '267011' : '0',
        name.startsWith('\\Microsoft') ? 'Microsoft Corporation' : none,
        program,
        none,
        none,
        enabled,
        'Disabled',
        'Stop On Battery Mode, No Start On Batteries',
        random.pick(['SYSTEM', 'Users', host.users[0]?.name ?? 'INTERACTIVE']),
        'Disabled',
        '72:00:00',
        'Scheduling data is not available in this format.',
        trigger === 0 ? 'Daily ' : 'At logon time',
        trigger === 0 ? '03:00:00' : none,
        trigger === 0 ? '01-01-2025' : none,
        none,
        trigger === 0 ? 'Every 1 day(s)' : none,
        ...Array.from({ length: 5 }, () => none),
      ]),
    );
  });
  // The header comes again for every folder of tasks.
  return lines(header, rows.slice(0, 3), header, rows.slice(3));
}
