import {
  columnIndex,
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
  /** Id of the column that it stands before; behind all others without one. */
  readonly before?: string;
  readonly text: (row: number) => string;
  /** Where it does not follow from the text. */
  readonly number?: (row: number) => number;
  readonly proof?: (row: number) => TimeProof;
}

export interface Derivation {
  /** Take the place of the base's columns of the same id; the others stand where they say. */
  readonly columns?: readonly DerivedColumn[];
  /** To be added to the base's marks. */
  readonly marks?: (row: number) => number;
  /** To be added to the base's checks. */
  readonly checks?: readonly SelfCheck[];
}

/** Where a column's cells are from: worked out, or the base's column of an index. */
interface ColumnSource {
  readonly column: Column;
  readonly derived?: DerivedColumn | undefined;
  readonly base: number;
}

/** Of a column that there is not. */
const none: Omit<ColumnSource, 'column'> = { base: -1 };

/** Another table's rows, with columns, marks and checks beside its own. */
export class DerivedTable implements Table {
  readonly id: string;
  readonly columns: readonly Column[];
  readonly checks: readonly SelfCheck[];
  readonly #base: Table;
  readonly #sources: readonly ColumnSource[];
  readonly #moreMarks: (row: number) => number;

  constructor(base: Table, { columns = [], marks = () => 0, checks = [] }: Derivation) {
    const byId = new Map(columns.map((derived) => [derived.column.id, derived]));
    const sources = base.columns.map((column, at): ColumnSource => {
      const derived = byId.get(column.id);
      return { column: derived?.column ?? column, derived, base: at };
    });
    for (const derived of columns.filter(({ column }) => columnIndex(base, column.id) < 0)) {
      const place = sources.findIndex(({ column }) => column.id === derived.before);
      sources.splice(place < 0 ? sources.length : place, 0, { column: derived.column, derived, base: -1 });
    }
    this.id = base.id;
    this.columns = sources.map(({ column }) => column);
    this.checks = [...base.checks, ...checks];
    this.#base = base;
    this.#sources = sources;
    this.#moreMarks = marks;
  }

  get rowCount(): number {
    return this.#base.rowCount;
  }

  get unparsed(): UnparsedLines {
    return this.#base.unparsed;
  }

  text(row: number, column: number): string {
    const { derived, base } = this.#sources[column] ?? none;
    return derived === undefined ? this.#base.text(row, base) : derived.text(row);
  }

  number(row: number, column: number): number {
    const { derived, base } = this.#sources[column] ?? none;
    if (derived === undefined) {
      return this.#base.number(row, base);
    }
    return derived.number?.(row) ?? numberOf(derived.column.kind, derived.text(row));
  }

  proof(row: number, column: number): TimeProof {
    const { derived, base } = this.#sources[column] ?? none;
    return derived === undefined ? this.#base.proof(row, base) : (derived.proof?.(row) ?? 'none');
  }

  source(row: number): RowSource {
    return this.#base.source(row);
  }

  marks(row: number): number {
    return this.#base.marks(row) | this.#moreMarks(row);
  }
}
