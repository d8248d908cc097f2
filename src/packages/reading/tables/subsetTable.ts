import type { Column, RowSource, SelfCheck, TimeProof } from '../../table/table.ts';
import type { WideTable } from './wideTable.ts';

/** Some rows of a table as one of their own. */
export class SubsetTable implements WideTable {
  readonly id: string;
  readonly columns: readonly Column[];
  readonly unparsed = { count: 0, lines: [] };
  readonly checks: readonly SelfCheck[] = [];
  readonly base: WideTable;
  readonly #rows: Uint32Array;

  /** @param rows numbers of rows of the base */
  constructor(id: string, base: WideTable, rows: Uint32Array) {
    this.id = id;
    this.columns = base.columns;
    this.base = base;
    this.#rows = rows;
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  /** The base's number of a row. */
  baseRow(row: number): number {
    return this.#rows[row] ?? -1;
  }

  text(row: number, column: number): string {
    return this.base.text(this.baseRow(row), column);
  }

  number(row: number, column: number): number {
    return this.base.number(this.baseRow(row), column);
  }

  proof(row: number, column: number): TimeProof {
    return this.base.proof(this.baseRow(row), column);
  }

  source(row: number): RowSource {
    return this.base.source(this.baseRow(row));
  }

  marks(row: number): number {
    return this.base.marks(this.baseRow(row));
  }

  moreText(row: number): string {
    return this.base.moreText(this.baseRow(row));
  }

  moreFields(row: number): ReturnType<WideTable['moreFields']> {
    return this.base.moreFields(this.baseRow(row));
  }
}
