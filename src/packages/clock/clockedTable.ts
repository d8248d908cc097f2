import { DerivedTable, type DerivedColumn } from '../table/derivedTable.ts';
import type { Table } from '../table/table.ts';
import type { Clock } from './clock.ts';
import { isNever, naiveMs, parseLocalTime, type DateOrder } from './localTime.ts';

/** Rows that are looked at to see whether a table writes its dates in the clock's order. */
const sampledRows = 5000;

/** A table whose local times are times: the text as it was, the number in UTC, and whether that is proven. */
export function clockedTable(table: Table, clock: Clock): Table {
  const columns = table.columns.flatMap((column, at): DerivedColumn[] => {
    if (column.kind !== 'localTime') {
      return [];
    }
    const isOdd = clock.order !== undefined && hasOtherOrder(table, at, clock.order);
    const convert = (row: number) => clock.convert(table.text(row, at));
    const isWithheld = (row: number) => isOdd && convert(row).proof === 'proven';
    return [
      {
        column: { ...column, kind: 'time' },
        text: (row) => table.text(row, at),
        number: (row) => (isOdd ? NaN : convert(row).utcMs),
        proof: (row) => (isWithheld(row) ? 'unproven' : convert(row).proof),
      },
    ];
  });
  return columns.length > 0 ? new DerivedTable(table, { columns }) : table;
}

/** Whether a column has a date that does not exist in an order: its program then writes all of them in another. */
function hasOtherOrder(table: Table, column: number, order: DateOrder): boolean {
  for (let row = 0; row < Math.min(table.rowCount, sampledRows); row++) {
    const time = parseLocalTime(table.text(row, column));
    if (time && !isNever(time) && !time.isYearFirst && naiveMs(time, order) === undefined) {
      return true;
    }
  }
  return false;
}
