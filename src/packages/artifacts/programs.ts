import { first, later, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import { headerLine, readCsv } from '../text/csv.ts';
import type { MemberText } from '../text/memberText.ts';
import { RegistryDump } from './registry/registryDump.ts';

/** For whom a program is installed. */
export type ProgramScope = 'machine' | 'machine32' | 'user' | '';

interface Program {
  readonly text: MemberText;
  readonly line: number;
  /** Lower case names of the registry, or of the list of MSI products. */
  readonly fields: Map<string, string>;
  readonly scope: ProgramScope;
  readonly sid: string;
  /** The key's own name: for MSI products, their code. */
  readonly code: string;
  readonly isInList: boolean;
}

/** Of a product; the list has 17. */
const mostFields = 100;
const uninstallKey = /^(?:.*\\)?Uninstall\\([^\\]+)$/i;

/**
 * All installed programs: those that the uninstall keys name, and those that only the list of MSI products does.
 * @param lists `InstalledPrograms.csv`; @param keys the answers of the registry for machine and users
 */
export function readPrograms(lists: readonly MemberText[], keys: readonly MemberText[]): Table {
  const table = new TableBuilder('programs', [
    first('name'),
    first('version'),
    first('publisher'),
    first('installedOn'),
    first('scope'),
    first('sid'),
    first('location'),
    first('uninstall'),
    later('installSource'),
    later('size', 'size'),
    later('code'),
    later('isMsi', 'flag'),
  ]);
  const products = lists.flatMap(readList);
  const byCode = new Map(products.map((product) => [product.code.toLowerCase(), product]));
  const keyed = keys.flatMap((text) => readKeys(text, table));
  const merged = keyed.map((program) => {
    const product = program.scope === 'user' ? undefined : byCode.get(program.code.toLowerCase());
    return product
      ? { ...program, isInList: true, fields: new Map([...product.fields, ...program.fields]) }
      : program;
  });
  const codes = new Set(merged.filter(({ isInList }) => isInList).map(({ code }) => code.toLowerCase()));
  for (const program of [...merged, ...products.filter(({ code }) => !codes.has(code.toLowerCase()))]) {
    addProgram(table, program);
  }
  return table;
}

function addProgram(table: TableBuilder, { text, line, fields, scope, sid, code, isInList }: Program): void {
  const field = (...names: string[]) => names.map((name) => fields.get(name)).find(Boolean) ?? '';
  const kilobytes = Number(field('estimatedsize') || NaN);
  table.add(text, line, [
    field('displayname', 'name') || code,
    field('displayversion', 'version'),
    field('publisher', 'vendor'),
    field('installdate'),
    scope,
    sid,
    field('installlocation'),
    field('uninstallstring'),
    field('installsource'),
    Number.isNaN(kilobytes) ? '' : String(kilobytes * 1024),
    code,
    isInList || Number(field('windowsinstaller')) === 1 ? '1' : '',
  ]);
}

function readList(text: MemberText): Program[] {
  const records = readCsv(text, headerLine(text));
  const programs: Program[] = [];
  const width = Math.min(mostFields, records.width(0));
  for (let record = 1; record < records.count; record++) {
    const fields = new Map<string, string>();
    for (let at = 0; at < width; at++) {
      fields.set(records.cell(0, at).toLowerCase(), records.cell(record, at));
    }
    const code = fields.get('identifyingnumber') ?? '';
    programs.push({ text, line: records.line(record), fields, scope: '', sid: '', code, isInList: true });
  }
  return programs;
}

function readKeys(text: MemberText, table: TableBuilder): Program[] {
  const dump = new RegistryDump([text]);
  for (const { line } of dump.table.unparsed.lines) {
    table.addUnparsed(text, line);
  }
  return dump.otherKeys.flatMap((key): Program[] => {
    const { path, sid, location } = key;
    const [, code] = uninstallKey.exec(path) ?? [];
    const scope = sid !== '' ? 'user' : /\\Wow6432Node\\/i.test(location) ? 'machine32' : 'machine';
    const fields = new Map(dump.values(key).map(({ name, data }) => [name.toLowerCase(), data]));
    const line = dump.table.line(key.firstRow);
    return code === undefined ? [] : [{ text, line, fields, scope, sid, code, isInList: false }];
  });
}
