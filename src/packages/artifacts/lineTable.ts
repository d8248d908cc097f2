import { first, type Column, type RowSource, type Table, type TimeProof } from '../table/table.ts';
import type { MemberText } from '../text/memberText.ts';

/** Every line of a text is a row, of one cell. */
export class LineTable implements Table {
  readonly id: string;
  readonly columns: readonly Column[] = [first('line')];
  readonly unparsed = { count: 0, lines: [] };
  readonly checks = [];
  readonly #text: MemberText;

  constructor(id: string, text: MemberText) {
    this.id = id;
    this.#text = text;
  }

  get rowCount(): number {
    return this.#text.lineCount;
  }

  text(row: number, column: number): string {
    return column === 0 ? this.#text.line(row) : '';
  }

  number(): number {
    return NaN;
  }

  proof(): TimeProof {
    return 'none';
  }

  source(row: number): RowSource {
    return { member: this.#text.path, offset: this.#text.lineOffset(row), line: row };
  }

  marks(): number {
    return 0;
  }
}
