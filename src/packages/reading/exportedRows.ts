import { columnIndex, type Table } from '../table/table.ts';
import { cellText } from './cellText.ts';
import type { ThreadAnswers } from './threadMessages.ts';
import { rowCountOf, type WishedRows } from './rowViews.ts';
import type { Pace } from './pace.ts';
import { columnTitle } from './words/columnWords.ts';

/** Of a portion: whichever is reached first. */
const mostRows = 5000;
const mostCharacters = 4_000_000;

/**
 * A portion of rows with all that their cells say: as many as fit, at least one.
 * @throws the reason of the pace's signal
 */
export async function exportPortion(
  table: Table,
  rows: WishedRows,
  { columns, from }: { columns: readonly string[]; from: number },
  pace: Pace,
): Promise<ThreadAnswers['export']> {
  const known = columns.map((id) => columnIndex(table, id)).filter((column) => column >= 0);
  const rowCount = rowCountOf(table, rows);
  const portion: string[][] = [];
  let characters = 0;
  for (let at = from; at < rowCount && portion.length < mostRows && characters < mostCharacters; at++) {
    const row = rows ? (rows[at] ?? 0) : at;
    const cells = known.map((column) => cellText(table, row, column));
    characters += cells.reduce((sum, { length }) => sum + length, 0);
    portion.push(cells);
    if (pace.isDue()) {
      await pace.rest();
    }
  }
  const titles = known.flatMap((at) => table.columns[at] ?? []).map(columnTitle);
  return { titles, rows: portion, rowCount };
}
