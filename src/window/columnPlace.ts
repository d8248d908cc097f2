import { ownColumns } from './grid/gridColumns.ts';
import type { OpenTable } from './openTable.ts';
import { say } from './say.ts';
import { visibleText } from './visibleText.ts';

/** Where a column stands, in words, counted as the grid counts: a row's own columns are the first ones. */
export function columnPlace({ columns, shownColumns }: OpenTable, id: string): string {
  const title = visibleText(columns.find((column) => column.id === id)?.title ?? '');
  const place = shownColumns.findIndex((column) => column.id === id);
  return place < 0
    ? say('movedHidden', title)
    : say('moved', title, ownColumns + place + 1, ownColumns + shownColumns.length);
}
