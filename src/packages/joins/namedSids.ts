import { DerivedTable } from '../table/derivedTable.ts';
import { columnIndex, first, type Table } from '../table/table.ts';
import type { UserName } from './userNames.ts';

/** A table with the users' names beside their SIDs. */
export function withUserNames(table: Table, names: ReadonlyMap<string, UserName>): Table {
  const sidAt = columnIndex(table, 'sid');
  const nameOf = (row: number) => {
    const sid = table.text(row, sidAt).toUpperCase();
    const own = sid.endsWith('_CLASSES') ? sid.slice(0, -'_CLASSES'.length) : sid;
    return names.get(own)?.name ?? '';
  };
  return sidAt < 0
    ? table
    : new DerivedTable(table, { columns: [{ column: first('user'), before: 'sid', text: nameOf }] });
}
