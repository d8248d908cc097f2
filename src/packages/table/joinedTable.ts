import type { RowSource, SelfCheck, Table, TimeProof, UnparsedLines } from './table.ts';
import { partOf } from './parts.ts';

/** Tables of the same columns, one below the other; undefined when there is none. */
export function joinedTable(tables: readonly Table[]): Table | undefined {
  const [only, ...others] = tables;
  return only === undefined || others.length === 0 ? only : new JoinedTable(only, tables);
}

class JoinedTable implements Table {
  readonly id: string;
  readonly columns: Table['columns'];
  readonly rowCount: number;
  readonly unparsed: UnparsedLines;
  readonly checks: readonly SelfCheck[];
  readonly #tables: readonly Table[];
  /** Of each table, its first row. */
  readonly #starts: readonly number[];

  constructor(head: Table, tables: readonly Table[]) {
    const starts = [0];
    for (const { rowCount } of tables) {
      starts.push((starts.at(-1) ?? 0) + rowCount);
    }
    this.id = head.id;
    this.columns = head.columns;
    this.rowCount = starts.pop() ?? 0;
    this.unparsed = {
      count: tables.reduce((sum, { unparsed }) => sum + unparsed.count, 0),
      lines: tables.flatMap(({ unparsed }) => unparsed.lines),
    };
    this.checks = summed(tables.flatMap(({ checks }) => checks));
    this.#tables = tables;
    this.#starts = starts;
  }

  text(row: number, column: number): string {
    return this.#at(row, (table, own) => table.text(own, column)) ?? '';
  }

  number(row: number, column: number): number {
    return this.#at(row, (table, own) => table.number(own, column)) ?? NaN;
  }

  proof(row: number, column: number): TimeProof {
    return this.#at(row, (table, own) => table.proof(own, column)) ?? 'none';
  }

  source(row: number): RowSource {
    return this.#at(row, (table, own) => table.source(own)) ?? { member: '', offset: 0, line: 0 };
  }

  marks(row: number): number {
    return this.#at(row, (table, own) => table.marks(own)) ?? 0;
  }

  #at<T>(row: number, read: (table: Table, own: number) => T): T | undefined {
    const part = partOf(this.#starts, row);
    const table = this.#tables[part];
    return table && row >= 0 && row < this.rowCount
      ? read(table, row - (this.#starts[part] ?? 0))
      : undefined;
  }
}

/** Checks of the same name, as one. */
function summed(checks: readonly SelfCheck[]): SelfCheck[] {
  const byId = new Map<string, SelfCheck>();
  for (const { id, expected, found } of checks) {
    const sum = byId.get(id) ?? { id, expected: 0, found: 0 };
    byId.set(id, { id, expected: sum.expected + expected, found: sum.found + found });
  }
  return [...byId.values()];
}
