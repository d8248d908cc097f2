import { first, type Column, type RowSource, type Table, type TimeProof } from '../../table/table.ts';
import { bytesPerLine, hexOf, offsetOf, plainText } from '../hexView.ts';

/** Bytes as a table, sixteen to a row, for what is no text. */
export class HexTable implements Table {
  readonly id: string;
  readonly columns: readonly Column[] = [first('offset'), first('data'), first('text')];
  readonly unparsed = { count: 0, lines: [] };
  readonly checks = [];
  readonly #member: string;
  readonly #bytes: Uint8Array;

  constructor(id: string, member: string, bytes: Uint8Array) {
    this.id = id;
    this.#member = member;
    this.#bytes = bytes;
  }

  get rowCount(): number {
    return Math.ceil(this.#bytes.length / bytesPerLine);
  }

  text(row: number, column: number): string {
    const bytes = this.#bytes.subarray(row * bytesPerLine, (row + 1) * bytesPerLine);
    switch (column) {
      case 0:
        return offsetOf(row * bytesPerLine);
      case 1:
        return hexOf(bytes);
      case 2:
        return plainText(bytes);
      default:
        return '';
    }
  }

  number(): number {
    return NaN;
  }

  proof(): TimeProof {
    return 'none';
  }

  source(row: number): RowSource {
    return { member: this.#member, offset: row * bytesPerLine, line: row };
  }

  marks(): number {
    return 0;
  }
}
