/**
 * `size` is in bytes, `flag` is `1` or nothing. `time` is one whose place in UTC is known or known to be unknown;
 * `localTime` is one that the host wrote in its own zone and format, and that no clock has looked at.
 */
export type ColumnKind = 'text' | 'number' | 'size' | 'flag' | 'time' | 'localTime';

export interface Column {
  /** The same in every package and language. */
  readonly id: string;
  readonly kind: ColumnKind;
  /** Whether it is shown before anybody asked for more. */
  readonly isFirst: boolean;
  /** What the source calls it, where only the source gives names. */
  readonly heading?: string;
}

/** A column that is shown from the start. */
export function first(id: string, kind: ColumnKind = 'text'): Column {
  return { id, kind, isFirst: true };
}

/** A column that is shown when asked for. */
export function later(id: string, kind: ColumnKind = 'text'): Column {
  return { id, kind, isFirst: false };
}

/** Where in the package a row comes from. */
export interface RowSource {
  /** Its path in the archive. */
  readonly member: string;
  /** Bytes from the beginning of the member. */
  readonly offset: number;
  /** From 0. */
  readonly line: number;
}

/** A line that the reader has no rule for. */
export interface UnparsedLine extends RowSource {
  readonly text: string;
}

export interface UnparsedLines {
  readonly count: number;
  /** At most `keptUnparsed` of them, the first ones. */
  readonly lines: readonly UnparsedLine[];
}

export const keptUnparsed = 1000;

/** One comparison of what was read with what the source, or another one, says of itself. */
export interface SelfCheck {
  readonly id: string;
  readonly expected: number;
  readonly found: number;
}

/** What is to be known of a row beside its cells. */
export const rowMarks = {
  /** A trace of the collector itself. */
  collector: 1,
  /** Shown as it stands in the source, since it could not be read in columns. */
  raw: 2,
  /** Read in columns, though its text allows another reading. */
  unsure: 4,
  /** The collector could not read the process's path and command line. */
  unreadable: 8,
  /** A cell was filled in from the list of services. */
  fromServices: 16,
  /** A drive letter was added, as the serial number of the volume is known, or paths on it with and without it. */
  letterBySerial: 32,
  letterByPaths: 64,
} as const;

export type RowMark = keyof typeof rowMarks;

/**
 * How well a time's place in UTC is known: the source gives it in UTC; it follows from a proven clock; nothing proves
 * it; the text stands for "never"; there is no time.
 */
export type TimeProof = 'utc' | 'proven' | 'unproven' | 'never' | 'none';

/** Rows and columns, both by their index from 0. Cells are made when asked for. */
export interface Table {
  readonly id: string;
  readonly columns: readonly Column[];
  readonly rowCount: number;
  /** As the source has it; empty for a cell that is not there. */
  text(row: number, column: number): string;
  /** A time in milliseconds since 1970 UTC, any other number as it is; NaN where there is none. */
  number(row: number, column: number): number;
  proof(row: number, column: number): TimeProof;
  source(row: number): RowSource;
  /** The sum of `rowMarks`. */
  marks(row: number): number;
  readonly unparsed: UnparsedLines;
  readonly checks: readonly SelfCheck[];
}

/** @returns -1 when there is no such column */
export function columnIndex({ columns }: Table, id: string): number {
  return columns.findIndex((column) => column.id === id);
}

export function hasMark(table: Table, row: number, mark: RowMark): boolean {
  return (table.marks(row) & rowMarks[mark]) !== 0;
}

const utcPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z$/;

/** Milliseconds since 1970 of an ISO 8601 time that says that it is in UTC; NaN for any other text. */
export function utcMsOf(text: string): number {
  return utcPattern.test(text) ? Date.parse(text) : NaN;
}

/** The number that a cell's text stands for, by the kind of its column; NaN for none. */
export function numberOf(kind: ColumnKind, text: string): number {
  if (text === '' || kind === 'text' || kind === 'localTime') {
    return NaN;
  }
  return kind === 'time' ? utcMsOf(text) : Number(text);
}
