import type { RowSource, Table, TimeProof } from './table.ts';

/** Some rows of a table, in a shape that a worker can post. */
export interface Page {
  /** Indices into the table, in the order asked for. */
  readonly rows: readonly number[];
  /** Per row, the cells of the columns asked for. */
  readonly cells: readonly (readonly PageCell[])[];
  readonly marks: readonly number[];
  readonly sources: readonly RowSource[];
}

export interface PageCell {
  /** Cut to the length asked for. */
  readonly text: string;
  /** Of the whole text, where it was cut. */
  readonly length?: number;
  /** Milliseconds since 1970, of a time that is known. */
  readonly utcMs?: number;
  readonly proof?: TimeProof;
}

/**
 * @param columns indices into the table's columns
 * @param longest characters of a cell
 */
export function readPage(
  table: Table,
  rows: readonly number[],
  columns: readonly number[],
  longest = 1000,
): Page {
  return {
    rows,
    cells: rows.map((row) => columns.map((column) => pageCell(table, row, column, longest))),
    marks: rows.map((row) => table.marks(row)),
    sources: rows.map((row) => table.source(row)),
  };
}

function pageCell(table: Table, row: number, column: number, longest: number): PageCell {
  const whole = table.text(row, column);
  const proof = table.proof(row, column);
  const utcMs = proof === 'none' ? NaN : table.number(row, column);
  return {
    text: whole.slice(0, longest),
    ...(whole.length > longest && { length: whole.length }),
    ...(!Number.isNaN(utcMs) && { utcMs }),
    ...(proof !== 'none' && { proof }),
  };
}
