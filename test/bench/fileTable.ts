/** As many as a host's drive easily has. */
export const fileTableRows = 100_000;

const columns = [
  'EntryNumber',
  'FileName',
  'ParentPath',
  'FileSize',
  'Created',
  'LastModified',
  'LastAccess',
  'Extension',
  'InUse',
  'IsDirectory',
  'Owner',
  'Sha1',
  'References',
  'HasStreams',
  'ZoneId',
];
const extensions = ['exe', 'dll', 'docx', 'txt', 'json'];
const begin = Date.UTC(2026, 0, 1);
const minute = 60_000;

/** A list of files as tools for triage write it. */
export function fileTable(): string {
  const lines = Array.from({ length: fileTableRows }, (_, row) => line(row).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}

/** How many rows have a text, as the window writes it. */
export function rowsWith(text: string): string {
  let count = 0;
  for (let row = 0; row < fileTableRows; row++) {
    count += line(row).join('\n').toLowerCase().includes(text) ? 1 : 0;
  }
  return count.toLocaleString('en');
}

function line(row: number): string[] {
  const extension = extensions[row % extensions.length] ?? '';
  const time = (step: number) => new Date(begin + row * step * minute).toISOString();
  return [
    String(row),
    `report ${(row * 7919) % fileTableRows}.${extension}`,
    `C:\\Users\\anna\\AppData\\Local\\Folder-${row % 997}\\${row % 31}`,
    String((row * 104_729) % 9_999_991),
    time(1),
    time(2),
    time(3),
    `.${extension}`,
    'True',
    row % 9 === 0 ? 'True' : 'False',
    `S-1-5-21-1004336348-1177238915-682003330-${1000 + (row % 7)}`,
    ((row * 2_654_435_761) % 2 ** 32).toString(16).padStart(40, 'a'),
    String(row % 3),
    'False',
    row % 50 === 0 ? '3' : '',
  ];
}
