import type { Table } from '../../table/table.ts';

/** A table whose rows say more than its columns hold; who searches, searches that, too. */
export interface WideTable extends Table {
  /** All that a row says beside its cells, with something between the parts that nobody types. */
  moreText(row: number): string;
  /** All that a row says by name, in the source's own words and order. */
  moreFields(row: number): readonly WideField[];
}

export interface WideField {
  readonly name: string;
  readonly value: string;
  /** What the value stands for, in English, where it is a code or several. */
  readonly words?: readonly string[];
}

export function isWide(table: Table): table is WideTable {
  return 'moreText' in table;
}
