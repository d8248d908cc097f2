import { MemberText } from '../../src/packages/text/memberText.ts';
import type { Table } from '../../src/packages/table/table.ts';
import { describeCollection, type Collection } from '../simulator/package/collectedHost.ts';
import type { Language } from '../simulator/package/hostLocale.ts';
import { windowsPackageMembers } from '../simulator/package/windowsPackage.ts';
import type { Member } from '../simulator/package/zip.ts';

/** A text member of lines that end as those of Windows. */
export function textOf(lines: string | readonly string[], path = 'member.txt'): MemberText {
  const text = typeof lines === 'string' ? lines : lines.map((line) => `${line}\r\n`).join('');
  return new MemberText(path, Buffer.from(text));
}

/** The cells of a table's columns by their ids, row by row. */
export function rowsOf(table: Table, ...ids: string[]): string[][] {
  const columns = ids.map((id) => table.columns.findIndex((column) => column.id === id));
  return Array.from({ length: table.rowCount }, (_, row) => columns.map((column) => table.text(row, column)));
}

/** What a check expected and found. */
export function checkOf(table: Table, id: string): [expected: number, found: number] | undefined {
  const check = table.checks.find((each) => each.id === id);
  return check && [check.expected, check.found];
}

const device = { id: 'a'.repeat(40), computerDnsName: 'ws-042', osPlatform: 'Windows11' } as const;
const startedAt = new Date(Date.UTC(2026, 0, 20, 15, 55));

/** A collection on a desk's computer in a language. */
export function collectionIn(language: Language, at = startedAt): Collection {
  return describeCollection(device, '6f6902a0-a205-4a30-b0d7-612353e5aa09', at, language);
}

/** The members of a synthetic package, with their bytes. */
export function packageMembers(collection: Collection): { path: string; size: number; bytes: Buffer }[] {
  return windowsPackageMembers(collection, 500_000).map(({ path, content }: Member) => {
    const bytes = Buffer.from(content);
    return { path, size: bytes.length, bytes };
  });
}
