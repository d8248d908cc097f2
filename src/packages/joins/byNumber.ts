import { columnIndex, type Table } from '../table/table.ts';

/** The rows of a table by a number that they hold, as a process id. */
export function rowsByNumber(table: Table | undefined, id: string): ReadonlyMap<number, readonly number[]> {
  const rows = new Map<number, number[]>();
  const column = table ? columnIndex(table, id) : -1;
  for (let row = 0; table && row < table.rowCount; row++) {
    const number = table.number(row, column);
    if (!Number.isNaN(number)) {
      const known = rows.get(number);
      if (known) {
        known.push(row);
      } else {
        rows.set(number, [row]);
      }
    }
  }
  return rows;
}

/** Rows of one number that are looked through: a hostile package may have given one to all of its processes. */
export const mostOfNumber = 50;

/** A cell by its column's id; empty when there is no such column. */
export function cellOf(table: Table, row: number, id: string): string {
  return table.text(row, columnIndex(table, id));
}
