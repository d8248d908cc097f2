import {
  numberOf,
  type Column,
  type RowSource,
  type SelfCheck,
  type Table,
  type TimeProof,
  type UnparsedLines,
} from './table.ts';

/** A column whose cells are worked out from the row. */
export interface DerivedColumn {
  readonly column: Column;
  readonly text: (row: number) => string;
  /** Where it does not follow from the text. */
  readonly number?: (row: number) => number;
  readonly proof?: (row: number) => TimeProof;
}

export interface Derivation {
  /** Take the place of the base's columns of the same id; the others come behind all columns. */
  readonly columns?: readonly DerivedColumn[];
  /** To be added to the base's marks. */
  readonly marks?: (row: number) => number;
  /** To be added to the base's checks. */
  readonly checks?: readonly SelfCheck[];
}

/** Another table's rows, with columns, marks and checks beside its own. */
export class DerivedTable implements Table {
  readonly id: string;
  readonly columns: readonly Column[];
  readonly checks: readonly SelfCheck[];
  readonly #base: Table;
  readonly #derived: readonly (DerivedColumn | undefined)[];
  readonly #moreMarks: (row: number) => number;

  constructor(base: Table, { columns = [], marks = () => 0, checks = [] }: Derivation) {
    const byId = new Map(columns.map((derived) => [derived.column.id, derived]));
    const replaced = base.columns.map(({ id }) => byId.get(id));
    const added = columns.filter(({ column }) => !base.columns.some(({ id }) => id === column.id));
    this.id = base.id;
    this.columns = [
      ...base.columns.map((column, at) => replaced[at]?.column ?? column),
      ...added.map(({ column }) => column),
    ];
    this.checks = [...base.checks, ...checks];
    this.#base = base;
    this.#derived = [...replaced, ...added];
    this.#moreMarks = marks;
  }

  get rowCount(): number {
    return this.#base.rowCount;
  }

  get unparsed(): UnparsedLines {
    return this.#base.unparsed;
  }

  text(row: number, column: number): string {
    const derived = this.#derived[column];
    return derived === undefined ? this.#base.text(row, column) : derived.text(row);
  }

  number(row: number, column: number): number {
    const derived = this.#derived[column];
    if (derived === undefined) {
      return this.#base.number(row, column);
    }
    return derived.number?.(row) ?? numberOf(derived.column.kind, derived.text(row));
  }

  proof(row: number, column: number): TimeProof {
    const derived = this.#derived[column];
    return derived === undefined ? this.#base.proof(row, column) : (derived.proof?.(row) ?? 'none');
  }

  source(row: number): RowSource {
    return this.#base.source(row);
  }

  marks(row: number): number {
    return this.#base.marks(row) | this.#moreMarks(row);
  }
}
