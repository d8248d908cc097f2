import { first, type Column, type RowSource, type Table, type TimeProof } from '../../table/table.ts';
import { UnparsedList } from '../../table/unparsedList.ts';
import type { MemberText } from '../../text/memberText.ts';
import type { RegistryKey, RegistryValue } from './registryDump.ts';

/** A key without values. */
export interface EmptyKey {
  readonly key: RegistryKey;
  readonly text: MemberText;
  readonly line: number;
}

/** The values of a dump and its empty keys, in their order. They are tens of thousands, and not copied. */
export class RegistryTable implements Table {
  readonly id = 'registry';
  readonly columns: readonly Column[] = [first('key'), first('name'), first('type'), first('data')];
  readonly unparsed = new UnparsedList();
  readonly checks = [];
  readonly #rows: (RegistryValue | EmptyKey)[] = [];

  get rowCount(): number {
    return this.#rows.length;
  }

  add(row: RegistryValue | EmptyKey): void {
    this.#rows.push(row);
  }

  text(row: number, column: number): string {
    const found = this.#rows[row];
    if (found === undefined || column === 0) {
      return found?.key.path ?? '';
    }
    if (!('data' in found)) {
      return '';
    }
    return [found.name, found.type, found.data][column - 1] ?? '';
  }

  number(): number {
    return NaN;
  }

  proof(): TimeProof {
    return 'none';
  }

  source(row: number): RowSource {
    const found = this.#rows[row];
    return found
      ? { member: found.text.path, offset: found.text.lineOffset(found.line), line: found.line }
      : { member: '', offset: 0, line: 0 };
  }

  marks(): number {
    return 0;
  }
}
