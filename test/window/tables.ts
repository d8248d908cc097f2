import type { ArtifactView, ColumnKind, ColumnView, RowView } from '../../src/packages/reading/messages.ts';

type MadeArtifact = ArtifactView & { rowCount: number };

/** A table made up by arithmetic: the same at each run, of any length, and nothing of it is kept. */
export interface MadeTable {
  artifact: MadeArtifact;
  columns: ColumnView[];
  /** By column. */
  cells: ((row: number) => string)[];
  isCollector?: (row: number) => boolean;
  isDamaged?: (row: number) => boolean;
}

export const hostileTexts = {
  turned: 'invoice\u202efdp.exe',
  markup: '<img src=x onerror="window.broken = 1"><script>window.broken = 2</script>',
  link: 'https://evil.example/?q=1',
  zeroWidth: 'svc\u200bhost.exe',
  control: 'a\u0000b\u001b[31mred\u0007',
  lines: 'first line\r\nsecond\tline\nthird',
  formula: '=HYPERLINK("https://evil.example","x")',
  quotes: 'say "hello"',
} as const;

function column(id: string, title: string, kind: ColumnKind = 'text', isShown = true): ColumnView {
  return { id, title, kind, isShown };
}

function artifact(id: string, title: string, group: string, rowCount: number): MadeArtifact {
  const state = rowCount > 0 ? 'data' : 'sourceEmpty';
  return { id, title, group, rowCount, state, unparsedLines: 0, faults: [] };
}

const pick = <T>(values: readonly T[], at: number): T => values[at % values.length] as T;

const programs = [
  'svchost.exe',
  'MsSense.exe',
  'chrome.exe',
  'powershell.exe',
  'explorer.exe',
  'rundll32.exe',
];
const accounts = ['CONTOSO\\anna', 'CONTOSO\\svc-backup', 'NT AUTHORITY\\SYSTEM', 'WS-042\\Administrator'];
const events = [
  ['4624', 'An account was successfully logged on'],
  ['4625', 'An account failed to log on'],
  ['4688', 'A new process has been created'],
  ['4672', 'Special privileges assigned to new logon'],
] as const;

function time(row: number): string {
  const at = new Date(Date.UTC(2026, 9, 1) + row * 977).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 23)}Z`;
}

function address(row: number): string {
  return `10.${(row * 7) % 256}.${(row * 13) % 256}.${(row * 31) % 256}`;
}

/** @param rowCount how many events there are */
export function securityLog(rowCount = 120_000): MadeTable {
  return {
    artifact: { ...artifact('events', 'Security events', 'Event logs', rowCount), unparsedLines: 3 },
    columns: [
      column('time', 'Time (UTC)', 'time'),
      column('event', 'Event', 'number'),
      column('label', 'What happened'),
      column('account', 'Account'),
      column('from', 'From'),
      column('process', 'Process'),
      column('record', 'Record', 'number'),
      column('channel', 'Channel', 'text', false),
    ],
    cells: [
      time,
      (row) => pick(events, row * 7)[0],
      (row) => pick(events, row * 7)[1],
      (row) => pick(accounts, Math.floor(row / 3)),
      (row) => (row % 3 === 0 ? address(row) : '-'),
      (row) => `C:\\Windows\\System32\\${pick(programs, Math.floor(row / 5))}`,
      (row) => String(500_000 + row),
      () => 'Security',
    ],
    isCollector: (row) => row % 11 === 5,
  };
}

export function firewallLog(rowCount = 3_000_000): MadeTable {
  return {
    artifact: artifact('firewall', 'Firewall log', 'Network', rowCount),
    columns: [
      column('time', 'Time (UTC)', 'time'),
      column('action', 'Action'),
      column('protocol', 'Protocol'),
      column('from', 'Source'),
      column('to', 'Destination'),
      column('port', 'Port', 'number'),
    ],
    cells: [
      time,
      (row) => (row % 4 === 0 ? 'DROP' : 'ALLOW'),
      (row) => (row % 3 === 0 ? 'UDP' : 'TCP'),
      address,
      (row) => address(row + 5),
      (row) => String((row * 17) % 65_536),
    ],
  };
}

export function services(): MadeTable {
  const names = [
    'Dnscache',
    'LanmanServer',
    'BITS',
    'Sense',
    'WinDefend',
    'Spooler',
    'TermService',
    'EventLog',
  ];
  return {
    artifact: {
      ...artifact('services', 'Services', 'Configuration', 269),
      faults: ['12 rows were cut at commas by the sensor and put together again; each passes four checks.'],
    },
    columns: [
      column('name', 'Name'),
      column('display', 'Display name'),
      column('state', 'State'),
      column('mode', 'Start mode'),
      column('account', 'Account'),
      column('path', 'Path'),
      column('dll', 'Service DLL'),
      column('pid', 'PID', 'number'),
    ],
    cells: [
      (row) => `${pick(names, row)}${row < 8 ? '' : row}`,
      (row) => `${pick(names, row)} service, for what it is called`,
      (row) => (row % 3 === 0 ? 'Running' : 'Stopped'),
      (row) => (row % 4 === 0 ? 'Auto' : 'Manual'),
      (row) => pick(['LocalSystem', 'NT AUTHORITY\\LocalService', 'NT AUTHORITY\\NetworkService'], row),
      (row) => `C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s ${pick(names, row)}`,
      (row) => (row % 2 === 0 ? `%SystemRoot%\\System32\\${pick(names, row).toLowerCase()}.dll` : ''),
      (row) => (row % 3 === 0 ? String(400 + row * 4) : ''),
    ],
    isDamaged: (row) => row % 23 === 3,
    isCollector: (row) => row === 3,
  };
}

export function hostileTable(): MadeTable {
  const texts = Object.values(hostileTexts);
  return {
    artifact: artifact(
      'hostile',
      `Temp files ${hostileTexts.turned}`,
      `Files ${hostileTexts.markup}`,
      texts.length,
    ),
    columns: [column('name', `Name ${hostileTexts.turned}`), column('again', hostileTexts.markup)],
    cells: [(row) => texts[row] ?? '', (row) => texts[row] ?? ''],
  };
}

/** More columns than fit into any window. */
export function wideTable(): MadeTable {
  const columns = Array.from({ length: 300 }, (_, at) => column(`c${at}`, `Column ${at}`));
  return {
    artifact: artifact('wide', 'Wide table', 'Files', 1000),
    columns,
    cells: columns.map((_, at) => (row) => `${row}/${at}`),
  };
}

export function emptyTable(): MadeTable {
  return {
    artifact: artifact('arp', 'ARP cache', 'Network', 0),
    columns: [column('ip', 'Address')],
    cells: [() => ''],
  };
}

export type Marks = Map<number, { tag: string; comment: string }>;

export function rowView(table: MadeTable, row: number, columns: readonly string[], marks: Marks): RowView {
  const cells = columns.map((id) => cellOf(table, id)(row));
  const { tag, comment } = marks.get(row) ?? { tag: '', comment: '' };
  return {
    row,
    cells,
    isCollector: table.isCollector?.(row) ?? false,
    isDamaged: table.isDamaged?.(row) ?? false,
    tag,
    comment,
  };
}

/** What is in a column of a table, by its id. */
export function cellOf({ columns, cells }: MadeTable, id: string): (row: number) => string {
  return cells[columns.findIndex((column) => column.id === id)] ?? (() => '');
}
