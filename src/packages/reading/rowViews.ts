import { hasMark, rowMarks, type Table } from '../table/table.ts';
import { QuestionFault } from './questionFault.ts';
import type { RowWish } from './messages.ts';
import type { Pace } from './pace.ts';
import { sortRows } from './rowOrder.ts';
import { isForAll, rowTest, type RowNotes } from './rowTest.ts';
import { faultWords } from './words/faultWords.ts';

/** Numbers of the rows of a wish, in its order; undefined for all rows in their own. */
export type WishedRows = Uint32Array<ArrayBuffer> | undefined;

/**
 * The rows that a wish is for.
 * @throws the reason of the pace's signal
 */
export async function wishedRows(
  table: Table,
  wish: RowWish,
  notes: RowNotes,
  pace: Pace,
): Promise<WishedRows> {
  const found = isForAll(wish) ? undefined : await filtered(table, wish, notes, pace);
  if (!wish.sorting) {
    return found;
  }
  const rows = found ?? Uint32Array.from({ length: table.rowCount }, (_, row) => row);
  return sortRows(table, rows, wish.sorting, pace);
}

/** How many rows a wish is for. @throws the reason of the pace's signal */
export async function countRows(table: Table, wish: RowWish, notes: RowNotes, pace: Pace): Promise<number> {
  const passes = testOf(table, wish, notes);
  let count = 0;
  for (let row = 0; row < table.rowCount; row++) {
    count += passes(row) ? 1 : 0;
    if (pace.isDue()) {
      await pace.rest();
    }
  }
  return count;
}

async function filtered(
  table: Table,
  wish: RowWish,
  notes: RowNotes,
  pace: Pace,
): Promise<Uint32Array<ArrayBuffer>> {
  const passes = testOf(table, wish, notes);
  const rows = new Uint32Array(table.rowCount);
  let count = 0;
  for (let row = 0; row < table.rowCount; row++) {
    if (passes(row)) {
      rows[count++] = row;
    }
    if (pace.isDue()) {
      await pace.rest();
    }
  }
  return rows.slice(0, count);
}

function testOf(table: Table, wish: RowWish, notes: RowNotes): (row: number) => boolean {
  return rowTest(table, wish, notes, (row) => hasMark(table, row, 'collector'));
}

/** Whether a row is the collector's, and whether it could not be read as it should. */
export function rowState(
  table: Table,
  row: number,
  damaged: ReadonlySet<string>,
): { isCollector: boolean; isDamaged: boolean } {
  const marks = table.marks(row);
  return {
    isCollector: (marks & rowMarks.collector) !== 0,
    isDamaged: (marks & rowMarks.raw) !== 0 || (damaged.size > 0 && damaged.has(table.source(row).member)),
  };
}

/** One for each artifact: a newer one takes the place of an older one. */
export class RowViews {
  readonly #views = new Map<string, { number: number; rows: WishedRows }>();
  #lastNumber = 0;

  /** @returns the number of the view */
  set(artifact: string, rows: WishedRows): number {
    const number = ++this.#lastNumber;
    this.#views.set(artifact, { number, rows });
    return number;
  }

  /** @throws QuestionFault when there is no such view any more */
  get(artifact: string, number: number): WishedRows {
    const view = this.#views.get(artifact);
    if (view?.number !== number) {
      throw new QuestionFault(faultWords.oldView());
    }
    return view.rows;
  }
}

export function rowCountOf(table: Table, rows: WishedRows): number {
  return rows?.length ?? table.rowCount;
}
