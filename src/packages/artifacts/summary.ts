import { collectionGuids } from '../layout/guids.ts';
import { first, later, utcMsOf, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import { readCsv } from '../text/csv.ts';
import type { MemberText } from '../text/memberText.ts';

/** A command that the collector ran. */
export interface Command {
  /** Of the summary's table. */
  readonly row: number;
  /** Milliseconds since 1970; NaN when the summary has none that can be read. */
  readonly utcMs: number;
  readonly name: string;
  readonly commandLine: string;
  /** As the collector saw it; it says nothing of whether there were data. */
  readonly isCompleted: boolean;
  /** Below the package's root, with backslashes; a folder for commands that copy. Empty when the command names none. */
  readonly target: string;
}

export interface CollectionSummary {
  readonly table: Table;
  readonly commands: readonly Command[];
  /** In lower case. */
  readonly guid: string | undefined;
  /** Milliseconds since 1970. */
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
}

/** What the collector ran, when, and how that ended: by their place, time in brackets, name, command, status, error. */
export function readSummary(text: MemberText): CollectionSummary {
  const table = new TableBuilder('summary', [
    first('time', 'time'),
    first('command'),
    first('commandLine'),
    first('target'),
    later('status'),
    later('error'),
  ]);
  const records = readCsv(text, 0);
  const commands: Command[] = [];
  const guids = new Map<string, number>();
  let whole = 0;
  for (let record = 1; record < records.count; record++) {
    const [time = '', name = '', commandLine = '', status = '', error = ''] = [0, 1, 2, 3, 4].map((cell) =>
      records.cell(record, cell),
    );
    whole += records.width(record) === 5 ? 1 : 0;
    for (const guid of collectionGuids(commandLine)) {
      guids.set(guid, (guids.get(guid) ?? 0) + 1);
    }
    const utc = time.trim().replace(/^\[(.*)\]$/, '$1');
    const target = targetOf(commandLine);
    commands.push({
      row: table.rowCount,
      utcMs: utcMsOf(utc),
      name,
      commandLine,
      isCompleted: /^complet/i.test(status.trim()) && Number(error || 0) === 0,
      target,
    });
    table.add(text, records.line(record), [utc, name, commandLine, target, status, error]);
  }
  table.check('width', commands.length, whole);
  const times = commands.map(({ utcMs }) => utcMs).filter((utcMs) => !Number.isNaN(utcMs));
  const [guid] = [...guids].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  const earliest = times.reduce((least, time) => Math.min(least, time), Infinity);
  const latest = times.reduce((most, time) => Math.max(most, time), -Infinity);
  return {
    table,
    commands,
    guid,
    startedMs: times.length > 0 ? earliest : undefined,
    endedMs: times.length > 0 ? latest : undefined,
  };
}

const workFolder = /CollectedData[\\/]+\{?[\da-f-]{36}\}?[\\/]+/gi;

/** The last path that a command names below the collection's working folder. */
function targetOf(commandLine: string): string {
  let start = -1;
  for (const found of commandLine.matchAll(workFolder)) {
    start = found.index + found[0].length;
  }
  if (start < 0) {
    return '';
  }
  const [path = ''] = commandLine.slice(start, start + 1000).split(/["'<>|]/, 1);
  // Without quotation marks the path ends with its extension, or goes on up to the next option.
  const file = /^.{0,400}?\.[a-z\d]{2,4}(?=\s|$)/i.exec(path)?.[0];
  return (file ?? path.split(/ [/2]/, 1)[0] ?? '').trim().replaceAll('/', '\\').replace(/\\$/, '');
}
