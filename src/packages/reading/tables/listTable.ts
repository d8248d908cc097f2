import {
  numberOf,
  type Column,
  type RowSource,
  type SelfCheck,
  type Table,
  type TimeProof,
} from '../../table/table.ts';

/** A column of a list of things, with how its cells are made of them. */
export interface ListColumn<T> {
  readonly column: Column;
  readonly text: (item: T) => string;
  /** Where it does not follow from the text. */
  readonly number?: (item: T) => number;
  /** Where the time is not known in UTC. */
  readonly proof?: (item: T) => TimeProof;
}

export interface ListRows<T> {
  readonly source: (item: T) => RowSource;
  readonly marks?: (item: T) => number;
  readonly checks?: readonly SelfCheck[];
}

/** Things of one kind as a table: a row for each. */
export class ListTable<T> implements Table {
  readonly id: string;
  readonly columns: readonly Column[];
  readonly unparsed = { count: 0, lines: [] };
  readonly checks: readonly SelfCheck[];
  readonly items: readonly T[];
  readonly #cells: readonly ListColumn<T>[];
  readonly #rows: ListRows<T>;

  constructor(id: string, columns: readonly ListColumn<T>[], items: readonly T[], rows: ListRows<T>) {
    this.id = id;
    this.columns = columns.map(({ column }) => column);
    this.checks = rows.checks ?? [];
    this.items = items;
    this.#cells = columns;
    this.#rows = rows;
  }

  get rowCount(): number {
    return this.items.length;
  }

  text(row: number, column: number): string {
    const item = this.items[row];
    return item === undefined ? '' : (this.#cells[column]?.text(item) ?? '');
  }

  number(row: number, column: number): number {
    const [cell, item] = [this.#cells[column], this.items[row]];
    return cell === undefined || item === undefined
      ? NaN
      : (cell.number?.(item) ?? numberOf(cell.column.kind, cell.text(item)));
  }

  proof(row: number, column: number): TimeProof {
    const [cell, item] = [this.#cells[column], this.items[row]];
    if (cell?.column.kind !== 'time' || item === undefined || cell.text(item) === '') {
      return 'none';
    }
    return cell.proof?.(item) ?? 'utc';
  }

  source(row: number): RowSource {
    const item = this.items[row];
    return item === undefined ? { member: '', offset: 0, line: 0 } : this.#rows.source(item);
  }

  marks(row: number): number {
    const item = this.items[row];
    return item === undefined ? 0 : (this.#rows.marks?.(item) ?? 0);
  }
}
