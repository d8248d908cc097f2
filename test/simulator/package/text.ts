/** Lines with the line ends of Windows, the last one included. */
export function lines(...parts: readonly (string | readonly string[])[]): string {
  return parts
    .flat()
    .map((line) => `${line}\r\n`)
    .join('');
}

/** UTF-8 with the byte order mark that .NET and PowerShell put in front. */
export function withByteOrderMark(text: string): Buffer {
  return Buffer.from(`\ufeff${text}`, 'utf8');
}

export type Cell = string | number | boolean | null;

/** A row as ConvertTo-Csv writes it: every value in quotes, nothing at all for none. */
export function csvRow(cells: readonly Cell[]): string {
  return cells.map((cell) => (cell === null ? '' : `"${cellText(cell).replaceAll('"', '""')}"`)).join(',');
}

/** A value as PowerShell prints it. */
export function cellText(cell: string | number | boolean): string {
  return typeof cell === 'boolean' ? (cell ? 'True' : 'False') : String(cell);
}

export function secondsAfter(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}
