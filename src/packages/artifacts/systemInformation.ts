import { statedOffset } from '../clock/witness.ts';
import { parseLocalTime } from '../clock/localTime.ts';
import { first, type RowSource, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { MemberText } from '../text/memberText.ts';
import { withoutColon } from './dottedLine.ts';

/** A fact as the host writes it, and where. */
export interface Stated {
  readonly text: string;
  readonly source: RowSource;
}

/** Found by their place and shape: the labels are in the host's language. */
export interface SystemFacts {
  readonly hostName?: Stated;
  readonly osName?: Stated;
  /** As in `10.0.26100 N/A Build 26100`. */
  readonly osVersion?: Stated;
  readonly build?: string;
  /** As in `(UTC+01:00) Berlin`. */
  readonly zone?: Stated;
  /** As in `de;Deutsch (Deutschland)`. */
  readonly locale?: Stated;
  readonly installed?: Stated;
  readonly booted?: Stated;
}

/** `systeminfo`: all values begin in the column of the first one; a line without a label goes on with the value above. */
export function readSystemInformation(text: MemberText): { table: Table; facts: SystemFacts } {
  const table = new TableBuilder('systemInformation', [first('label'), first('value')]);
  let column: number | undefined;
  let label = '';
  for (let line = 0; line < text.lineCount; line++) {
    const content = text.line(line);
    if (content.trim() === '') {
      continue;
    }
    column ??= valueColumn(content);
    const before = content.slice(0, column).trim();
    if (column === undefined || (content[column - 1] ?? ' ') !== ' ') {
      table.addUnparsed(text, line);
    } else {
      label = before === '' ? label : withoutColon(before);
      table.add(text, line, [label, content.slice(column).trim()]);
    }
  }
  return { table, facts: factsOf(table) };
}

function valueColumn(line: string): number | undefined {
  const colon = line.indexOf(':');
  const value = colon < 0 ? -1 : line.slice(colon + 1).search(/\S/);
  return value < 0 ? undefined : colon + 1 + value;
}

function factsOf(table: Table): SystemFacts {
  const rows = Array.from({ length: table.rowCount }, (_, row) => ({ row, text: table.text(row, 1) }));
  const at = (found: { row: number; text: string } | undefined): Stated | undefined =>
    found && { text: found.text, source: table.source(found.row) };
  const version = rows.find(({ text }) => /^\d+\.\d+\.\d+ /.test(text));
  // When it was installed stands before when it was started.
  const [installed, booted] = rows.filter(({ text }) => parseLocalTime(text) !== undefined);
  const facts = {
    hostName: at(rows[0]),
    osName: at(rows[1]),
    osVersion: at(version),
    build: /(\d+)\s*$/.exec(version?.text.slice(0, 200) ?? '')?.[1],
    zone: at(rows.find(({ text }) => statedOffset(text) !== undefined)),
    locale: at(rows.find(({ text }) => /^[a-z]{2,3}(?:-[\w-]{2,10})?;\S/i.test(text))),
    installed: at(installed),
    booted: at(booted),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
