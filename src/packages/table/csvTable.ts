import { headerLine, readCsv, type CsvRecords } from '../text/csv.ts';
import type { MemberText } from '../text/memberText.ts';
import { UnparsedList } from './unparsedList.ts';
import {
  later,
  numberOf,
  rowMarks,
  type Column,
  type RowSource,
  type SelfCheck,
  type Table,
  type TimeProof,
  type UnparsedLines,
} from './table.ts';

/** Columns of a generic table that are shown before anybody asked for more. */
const firstColumns = 12;
/** A hostile header may name a million; those behind have their place in the source. */
const maxColumns = 1000;

/** A column, and the cell of the records that it shows. */
export interface CsvColumn {
  readonly column: Column;
  readonly cell: number;
}

/**
 * A CSV text whose first record names the columns, cell by cell as it stands. Rows of another width than the header's
 * are marked, and counted by the check `width`.
 */
export class CsvTable implements Table {
  readonly id: string;
  readonly columns: readonly Column[];
  readonly checks: readonly SelfCheck[];
  readonly headings: readonly string[];
  readonly #cells: readonly number[];
  readonly #text: MemberText;
  readonly #records: CsvRecords;
  readonly #unparsed = new UnparsedList();

  /** @param choose the columns, of the header's cells; all of them as they stand, when it is left out */
  constructor(
    id: string,
    text: MemberText,
    choose: (headings: readonly string[]) => readonly CsvColumn[] = headed,
  ) {
    this.id = id;
    this.#text = text;
    this.#records = readCsv(text, headerLine(text));
    const width = this.#records.count > 0 ? Math.min(maxColumns, this.#records.width(0)) : 0;
    this.headings = Array.from({ length: width }, (_, at) => this.#records.cell(0, at));
    const chosen = choose(this.headings);
    this.columns = chosen.map(({ column }) => column);
    this.#cells = chosen.map(({ cell }) => cell);
    const { openLines } = this.#records;
    for (const line of openLines) {
      this.#unparsed.add(text, line);
    }
    let alike = 0;
    for (let record = 1; record < this.#records.count; record++) {
      alike += this.#records.width(record) === this.#records.width(0) ? 1 : 0;
    }
    this.checks = [{ id: 'width', expected: this.rowCount, found: alike }];
  }

  get rowCount(): number {
    return Math.max(0, this.#records.count - 1);
  }

  get unparsed(): UnparsedLines {
    return this.#unparsed;
  }

  text(row: number, column: number): string {
    return row < 0 ? '' : this.#records.cell(row + 1, this.#cells[column] ?? -1);
  }

  number(row: number, column: number): number {
    return numberOf(this.columns[column]?.kind ?? 'text', this.text(row, column));
  }

  proof(row: number, column: number): TimeProof {
    return this.columns[column]?.kind === 'localTime' && this.text(row, column) !== '' ? 'unproven' : 'none';
  }

  source(row: number): RowSource {
    const line = this.#records.line(row + 1);
    return { member: this.#text.path, offset: this.#text.lineOffset(line), line };
  }

  marks(row: number): number {
    return this.#records.width(row + 1) === this.#records.width(0) ? 0 : rowMarks.unsure;
  }
}

function headed(headings: readonly string[]): CsvColumn[] {
  return headings.map((heading, cell) => ({
    column: { ...later(`column${cell}`), heading, isFirst: cell < firstColumns },
    cell,
  }));
}

/**
 * Known columns in their own order, found by what the header calls them; then the others, in the header's order.
 * @param known by the heading
 */
export function namedColumns(headings: readonly string[], known: ReadonlyMap<string, Column>): CsvColumn[] {
  const found = [...known].map(([heading, column]) => ({ column, cell: headings.indexOf(heading) }));
  const others = headings.flatMap((heading, cell) =>
    known.has(heading) ? [] : [{ column: { ...later(`column${cell}`), heading }, cell }],
  );
  return [...found, ...others];
}
