import { CsvTable } from '../table/csvTable.ts';
import { first, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import { findDelimiter, headerLine } from '../text/csv.ts';
import type { MemberText } from '../text/memberText.ts';
import { LineTable } from './lineTable.ts';

const sampledLines = 50;
/** Of the sampled lines that hold anything. */
const enough = 0.8;

/** A text of a kind that nobody told of: rows and columns, labels and values, or lines. */
export function readGeneric(text: MemberText): Table {
  if (looksLikeCsv(text)) {
    return new CsvTable('csv', text);
  }
  const separator = keySeparator(text);
  return separator === undefined ? new LineTable('lines', text) : keyValues(text, separator);
}

function sample(text: MemberText, from = 0): string[] {
  const lines = [];
  for (let line = from; line < text.lineCount && lines.length < sampledLines; line++) {
    const content = text.line(line).slice(0, 1000);
    if (/\S/.test(content)) {
      lines.push(content);
    }
  }
  return lines;
}

function looksLikeCsv(text: MemberText): boolean {
  const from = headerLine(text);
  if (from > 0 || /\.csv$/i.test(text.path)) {
    return true;
  }
  const delimiter = findDelimiter(text);
  const widths = sample(text).map((line) => line.split(delimiter).length);
  const [head = 1] = widths;
  return head > 2 && widths.length > 1 && widths.every((width) => width === head);
}

type Separator = ':' | '=';

function keySeparator(text: MemberText): Separator | undefined {
  const lines = sample(text);
  const fits = (separator: Separator) =>
    lines.filter((line) => {
      const at = line.indexOf(separator);
      return at > 0 && at <= 60;
    }).length;
  return ([':', '='] as const).find(
    (separator) => lines.length > 0 && fits(separator) >= enough * lines.length,
  );
}

function keyValues(text: MemberText, separator: Separator): Table {
  const table = new TableBuilder('keyValues', [first('key'), first('value')]);
  for (let line = 0; line < text.lineCount; line++) {
    const content = text.line(line);
    const at = content.indexOf(separator);
    if (/\S/.test(content)) {
      const cells = at < 0 ? ['', content] : [content.slice(0, at).trim(), content.slice(at + 1).trim()];
      table.add(text, line, cells);
    }
  }
  return table;
}
