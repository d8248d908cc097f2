import { columnIndex, type Table } from '../table/table.ts';
import { cellText, isConverted } from './cellText.ts';
import type { Pace } from './pace.ts';
import type { NotesByRow } from './rowNotes.ts';
import { rowCountOf, type WishedRows } from './rowViews.ts';
import type { ThreadAnswers } from './threadMessages.ts';
import { columnTitle } from './words/columnWords.ts';
import { exportTitles } from './words/detailWords.ts';

/** Of a portion: whichever is reached first. */
const mostRows = 5000;
const mostCharacters = 4_000_000;

interface ExportedColumn {
  readonly title: string;
  readonly cell: (row: number) => string;
}

/** What is exported of a table, the same for all portions of it. */
export interface RowExport {
  readonly columns: readonly ExportedColumn[];
  readonly rowCount: number;
  /** Number of a row in the table, by its place in the export. */
  readonly rowAt: (place: number) => number;
}

/**
 * Columns of a table, with what people put to the rows before them, and each time that was converted to UTC with its
 * text in the package behind it: where there is any.
 * @throws the reason of the pace's signal
 */
export async function planExport(
  table: Table,
  rows: WishedRows,
  { columns, notes }: { columns: readonly string[]; notes: NotesByRow },
  pace: Pace,
): Promise<RowExport> {
  const rowCount = rowCountOf(table, rows);
  const rowAt = (place: number) => rows?.[place] ?? place;
  const isAny = async (test: (row: number) => boolean): Promise<boolean> => {
    for (let place = 0; place < rowCount; place++) {
      if (test(rowAt(place))) {
        return true;
      }
      if (pace.isDue()) {
        await pace.rest();
      }
    }
    return false;
  };
  const chosen: ExportedColumn[] = [];
  if (notes.size > 0 && (await isAny((row) => notes.has(row)))) {
    chosen.push(
      { title: exportTitles.tags(), cell: (row) => notes.get(row)?.tag ?? '' },
      { title: exportTitles.comment(), cell: (row) => notes.get(row)?.comment ?? '' },
    );
  }
  for (const at of columns.map((id) => columnIndex(table, id))) {
    const column = table.columns[at];
    if (column) {
      const title = columnTitle(column);
      chosen.push({ title, cell: (row) => cellText(table, row, at) });
      if (column.kind === 'time' && (await isAny((row) => isConverted(table, row, at)))) {
        chosen.push({ title: exportTitles.original(title), cell: (row) => table.text(row, at) });
      }
    }
  }
  return { columns: distinct(chosen), rowCount, rowAt };
}

/**
 * A portion of rows with all that their cells say: as many as fit, at least one.
 * @throws the reason of the pace's signal
 */
export async function exportPortion(
  { columns, rowCount, rowAt }: RowExport,
  from: number,
  pace: Pace,
): Promise<ThreadAnswers['export']> {
  const portion: string[][] = [];
  let characters = 0;
  for (let at = from; at < rowCount && portion.length < mostRows && characters < mostCharacters; at++) {
    const row = rowAt(at);
    const cells = columns.map(({ cell }) => cell(row));
    characters += cells.reduce((sum, { length }) => sum + length, 0);
    portion.push(cells);
    if (pace.isDue()) {
      await pace.rest();
    }
  }
  return { titles: columns.map(({ title }) => title), rows: portion, rowCount };
}

/** A format may name each cell of a row by its title: none has the title of another. */
function distinct(columns: readonly ExportedColumn[]): ExportedColumn[] {
  const titles = new Set<string>();
  return columns.map((column) => {
    let { title } = column;
    for (let number = 2; titles.has(title); number++) {
      title = `${column.title} (${number})`;
    }
    titles.add(title);
    return { ...column, title };
  });
}
