/** More devices than these are no list that somebody looked through. */
export const mostDevices = 500;

/** What the columns of device names and ids are called, without case and punctuation: the first that is there is it. */
const columns = [
  'devicename',
  'computerdnsname',
  'hostname',
  'name',
  'id',
  'computername',
  'deviceid',
  'machineid',
];

/** The names in a text, separated by commas, semicolons, white space or lines. */
export function parseNames(text: string): string[] {
  return unique(text.split(/[\s,;]+/).map((name) => name.replaceAll(/^["']|["']$/g, '')));
}

/**
 * The names in a file: of a table with columns those of the column that is called after devices, else of the first
 * one; of any other text all that are in it.
 * @param isTable whether the name of the file says that it is one
 */
export function parseDeviceFile(bytes: Uint8Array, isTable: boolean): string[] {
  const text = decode(bytes);
  const separator = separatorOf(text);
  const [header = [], ...rows] = parseRows(text, separator);
  const names = header.map((cell) => cell.toLowerCase().replaceAll(/[^a-z]/g, ''));
  const column = columns.map((name) => names.indexOf(name)).find((index) => index >= 0);
  if (column !== undefined) {
    return unique(rows.map((row) => row[column] ?? ''));
  }
  return isTable ? unique([header, ...rows].map(([first = '']) => first)) : parseNames(text);
}

/** What Excel and PowerShell write, besides UTF-8: UTF-16 with its mark. A mark is no part of the text. */
function decode(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

/** Of those that separate columns the one that the first line has most of. */
function separatorOf(text: string): string {
  const [line = ''] = text.split(/[\r\n]/, 1);
  const count = (separator: string) => line.split(separator).length;
  return [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best));
}

/** RFC 4180, with any separator and any end of lines. */
function parseRows(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A cell with what ends it; in quotes it may hold that too, and a quote twice.
  const cells = new RegExp(
    `(?:[ ]*"((?:[^"]+|"")*)"?[^${separator}\\r\\n]*|([^${separator}\\r\\n]*))(${separator}|\\r?\\n|\\r|$)`,
    'y',
  );
  while (cells.lastIndex < text.length) {
    const [, quoted, plain = '', end] = cells.exec(text) ?? [];
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== separator) {
      rows.push(row);
      row = [];
    }
  }
  rows.push(row);
  return rows.filter((cellsOfRow) => cellsOfRow.some((cell) => cell.trim() !== ''));
}

/** Each once, however it is written, in the order of the list. */
function unique(names: readonly string[]): string[] {
  const known = new Map<string, string>();
  for (const name of names.map((text) => text.trim())) {
    if (name && !known.has(name.toLowerCase())) {
      known.set(name.toLowerCase(), name);
    }
  }
  return [...known.values()];
}
