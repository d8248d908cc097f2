import type { ArtifactView, Overview } from '../../src/packages/reading/messages.ts';

/** What a package of a host could look like whose collection mostly went well. */
export function madeOverview(artifacts: ArtifactView[]): Overview {
  return {
    layout: 'Windows investigation package',
    verdict:
      'This package is incomplete: 1 command failed, 2 files are absent, and 9 places were never asked for.',
    isComplete: false,
    facts: [
      { title: 'Host', value: 'WS-042' },
      { title: 'Windows', value: 'Windows 11 Pro, build 26100.4652' },
      { title: 'Installed', value: '2025-03-04 11:02:09Z' },
      { title: 'Last boot', value: '2026-10-02 07:11:40Z' },
      { title: 'Time zone', value: 'UTC+05:30 Chennai, Kolkata, Mumbai, New Delhi' },
      { title: 'Users', value: 'anna\nAdministrator (signed off)' },
      {
        title: 'Collected',
        value: '2026-10-02 13:02:57Z to 13:05:12Z',
        note: 'From the summary of the collection',
      },
      { title: 'Collection', value: 'b3f9f3f2-7c39-4b4d-9a52-9c5f1a0f6d11' },
    ],
    clock: [
      { title: 'Offset', value: '+05:30:00, to the second', note: 'Two witnesses agree.' },
      {
        title: 'Witness 1',
        value: "Start of the collector's own PowerShell",
        note: 'Processes.csv against the summary',
      },
      { title: 'Witness 2', value: "Start of Robocopy's log" },
      { title: 'Not proven', value: 'Times before the last change of the clock' },
    ],
    coverage: [
      { title: 'Security events', value: 'from 2026-09-25 00:00Z', note: '7 days, from midnight UTC' },
      { title: 'Prefetch', value: '263 of 305 files', note: '42 were in use and were skipped.' },
      { title: 'Earlier collections', value: '12', note: 'Named in prefetch files' },
    ],
    lines: [
      {
        what: 'Services',
        state: 'data',
        why: '269 rows, 12 of them repaired and proven',
        artifact: 'services',
      },
      { what: 'Security events', state: 'data', why: '120,000 events without a gap', artifact: 'events' },
      { what: 'Firewall log', state: 'data', why: '3,000,000 lines', artifact: 'firewall' },
      {
        what: 'ARP cache',
        state: 'sourceEmpty',
        why: 'The file says: No ARP entries found.',
        artifact: 'arp',
      },
      { what: 'SMB sessions', state: 'sourceEmpty', why: 'There are no entries in the list.' },
      {
        what: 'HKCU Run of S-1-5-21-…-500',
        state: 'sourceMissing',
        why: 'The user was not signed in, so the hive was not loaded.',
      },
      {
        what: 'Temp folder of svc-backup',
        state: 'sourceMissing',
        why: 'The system cannot find the path specified.',
      },
      { what: 'Installed programs of anna', state: 'failed', why: 'Status 0x80070005: access was denied.' },
      { what: 'Prefetch list', state: 'absent', why: 'The command ended well, and there is no file of it.' },
      { what: 'WdSupportLogs', state: 'absent', why: 'The collection was cut off before it.' },
      ...[
        'RunOnce',
        'Winlogon',
        'Image File Execution Options',
        'AppInit_DLLs',
        'Lsa',
        'Wow6432Node Run',
        'WMI subscriptions',
        'Startup folders',
        'RunMRU',
      ].map((what) => ({
        what,
        state: 'neverAsked' as const,
        why: 'No command of this collection asks for it.',
      })),
    ],
    artifacts,
    remarks: [
      'Services.csv: 12 rows were repaired.',
      'A member has the name invoice\u202efdp.exe, which shows as another one.',
    ],
  };
}
