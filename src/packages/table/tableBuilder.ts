import type { MemberText } from '../text/memberText.ts';
import { Uint32List } from '../text/uint32List.ts';
import { UnparsedList } from './unparsedList.ts';
import {
  numberOf,
  type Column,
  type RowSource,
  type SelfCheck,
  type Table,
  type TimeProof,
  type UnparsedLines,
} from './table.ts';

/** A table that is filled row by row, from one member or several. */
export class TableBuilder implements Table {
  readonly id: string;
  readonly columns: readonly Column[];
  readonly checks: SelfCheck[] = [];
  readonly #rows: (readonly string[] | (() => readonly string[]))[] = [];
  /** Of the row that was asked for last, where they had to be made. */
  #made: { row: number; cells: readonly string[] } | undefined;
  readonly #lines = new Uint32List();
  readonly #members = new Uint32List();
  readonly #texts: MemberText[] = [];
  readonly #marks = new Map<number, number>();
  readonly #unparsed = new UnparsedList();

  constructor(id: string, columns: readonly Column[]) {
    this.id = id;
    this.columns = columns;
  }

  get rowCount(): number {
    return this.#lines.length;
  }

  get unparsed(): UnparsedLines {
    return this.#unparsed;
  }

  /** @param cells in the order of the columns; those left out are empty */
  add(text: MemberText, line: number, cells: readonly string[], marks = 0): void {
    this.#add(text, line, cells, marks);
  }

  /** @param cells makes them, whenever they are asked for: most are never seen */
  addLater(text: MemberText, line: number, cells: () => readonly string[]): void {
    this.#add(text, line, cells, 0);
  }

  #add(
    text: MemberText,
    line: number,
    cells: readonly string[] | (() => readonly string[]),
    marks: number,
  ): void {
    if (marks !== 0) {
      this.#marks.set(this.rowCount, marks);
    }
    if (this.#texts.at(-1) !== text) {
      this.#texts.push(text);
    }
    this.#rows.push(cells);
    this.#members.push(this.#texts.length - 1);
    this.#lines.push(line);
  }

  /** Counts and keeps a line that no rule fits; blank ones are not worth it. */
  addUnparsed(text: MemberText, line: number): void {
    this.#unparsed.add(text, line);
  }

  /** Says how what was read compares with what it should have been. */
  check(id: string, expected: number, found: number): void {
    this.checks.push({ id, expected, found });
  }

  text(row: number, column: number): string {
    return column < this.columns.length ? (this.#cellsOf(row)[column] ?? '') : '';
  }

  number(row: number, column: number): number {
    return numberOf(this.columns[column]?.kind ?? 'text', this.text(row, column));
  }

  proof(row: number, column: number): TimeProof {
    const kind = this.columns[column]?.kind;
    if (this.text(row, column) === '' || (kind !== 'time' && kind !== 'localTime')) {
      return 'none';
    }
    return Number.isNaN(this.number(row, column)) ? 'unproven' : 'utc';
  }

  source(row: number): RowSource {
    const text = this.#texts[this.#members.at(row)];
    const line = this.#lines.at(row);
    return { member: text?.path ?? '', offset: text?.lineOffset(line) ?? 0, line };
  }

  marks(row: number): number {
    return this.#marks.get(row) ?? 0;
  }

  #cellsOf(row: number): readonly string[] {
    const cells = this.#rows[row] ?? [];
    if (typeof cells !== 'function') {
      return cells;
    }
    if (this.#made?.row !== row) {
      this.#made = { row, cells: cells() };
    }
    return this.#made.cells;
  }
}
