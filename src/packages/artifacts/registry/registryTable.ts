import { partOf } from '../../table/parts.ts';
import { first, type Column, type RowSource, type Table, type TimeProof } from '../../table/table.ts';
import { UnparsedList } from '../../table/unparsedList.ts';
import type { MemberText } from '../../text/memberText.ts';
import { Uint32List } from '../../text/uint32List.ts';
import { RegistryKey } from './registryKey.ts';

/** Between the parts of a line, and before the first one. */
export const indent = '    ';
/** Of a row without a value. */
const noValue = 0;

/**
 * The values of a dump and its empty keys, in their order. They are tens of thousands, most of which nobody asks for:
 * only where they stand is kept.
 */
export class RegistryTable implements Table {
  readonly id = 'registry';
  readonly columns: readonly Column[] = [first('key'), first('name'), first('type'), first('data')];
  readonly unparsed = new UnparsedList();
  readonly checks = [];
  readonly #keys: RegistryKey[] = [];
  readonly #firstRows: number[] = [];
  readonly #lines = new Uint32List();
  /** Where the types begin, in characters of the text. */
  readonly #types = new Uint32List();
  /** What stands in further lines, by the row. */
  readonly #furtherLines = new Map<number, string>();

  get rowCount(): number {
    return this.#lines.length;
  }

  /** @param line in which the key is named; what is added from here on is the key's own */
  addKey(text: MemberText, line: number): RegistryKey {
    const key = new RegistryKey(text, line, this.rowCount);
    this.#keys.push(key);
    this.#firstRows.push(key.firstRow);
    return key;
  }

  addEmpty(key: RegistryKey): void {
    this.addValue(key, key.line, noValue);
  }

  /** @param typeAt where the type begins, in characters of the text */
  addValue(key: RegistryKey, line: number, typeAt: number): void {
    this.#lines.push(line);
    this.#types.push(typeAt);
    key.endRow = this.rowCount;
  }

  /** Goes on with the data of the last row. */
  addLines(lines: string): void {
    const row = this.rowCount - 1;
    this.#furtherLines.set(row, (this.#furtherLines.get(row) ?? '') + lines);
  }

  line(row: number): number {
    return this.#lines.at(row);
  }

  name({ text }: RegistryKey, row: number): string {
    const typeAt = this.#types.at(row);
    return text.text.slice(text.lineStart(this.line(row)) + indent.length, typeAt - indent.length);
  }

  type({ text }: RegistryKey, row: number): string {
    const { start, end } = this.#typeOf(text, row);
    return text.text.slice(start, end);
  }

  /** With line breaks where it takes several lines. */
  data({ text }: RegistryKey, row: number): string {
    const { end } = this.#typeOf(text, row);
    const start = end + (text.text.startsWith(indent, end) ? indent.length : 1);
    const data = text.text.slice(start, Math.max(start, text.lineEnd(this.line(row))));
    return data + (this.#furtherLines.get(row) ?? '');
  }

  text(row: number, column: number): string {
    const key = row < this.rowCount ? this.#keys[partOf(this.#firstRows, row)] : undefined;
    if (key === undefined || column === 0 || this.#types.at(row) === noValue) {
      return column === 0 ? (key?.path ?? '') : '';
    }
    switch (column) {
      case 1:
        return this.name(key, row);
      case 2:
        return this.type(key, row);
      case 3:
        return this.data(key, row);
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
    const key = row < this.rowCount ? this.#keys[partOf(this.#firstRows, row)] : undefined;
    const line = this.line(row);
    return key
      ? { member: key.text.path, offset: key.text.lineOffset(line), line }
      : { member: '', offset: 0, line: 0 };
  }

  marks(): number {
    return 0;
  }

  /** Up to the next space, or the end of the line. */
  #typeOf(text: MemberText, row: number): { start: number; end: number } {
    const start = this.#types.at(row);
    const lineEnd = text.lineEnd(this.line(row));
    const space = text.text.indexOf(' ', start);
    return { start, end: space < 0 || space > lineEnd ? lineEnd : space };
  }
}
