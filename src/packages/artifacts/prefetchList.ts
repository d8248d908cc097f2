import { first, later, type RowSource, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import { wholeNumber, wholeNumbers } from '../text/groupedNumber.ts';
import type { MemberText } from '../text/memberText.ts';
import type { Stated } from './systemInformation.ts';

export interface PrefetchList {
  readonly table: Table;
  /** When the copy began, by the host's clock. */
  readonly started: Stated | undefined;
  /** Files of the folder that were older than asked for, and left behind. */
  readonly skipped: number | undefined;
}

/** As in `ERROR 5 (0x00000005)`, in any language. */
const errorCode = /\(0x[\dA-F]{8}\)/i;
const timeOfDay = /\d{1,2}[:.]\d{2}[:.]\d{2}/;

/** Robocopy's log: a banner, a line with tabs for each file, one with how far it came, and a table of totals. */
export function readPrefetchList(text: MemberText): PrefetchList {
  const table = new TableBuilder('prefetchList', [
    first('name'),
    first('size', 'size'),
    first('copied', 'flag'),
    later('status'),
  ]);
  const place = (line: number): RowSource => ({ member: text.path, offset: text.lineOffset(line), line });
  let started: Stated | undefined;
  let file: { line: number; cells: [string, string, string]; isWhole: boolean } | undefined;
  const totals: number[][] = [];
  /** From the first file to the line that is drawn below the last one. */
  let isAmongFiles = false;
  const close = () => {
    if (file) {
      const [name, size, status] = file.cells;
      table.add(text, file.line, [name, size, file.isWhole ? '1' : '', status]);
    }
    file = undefined;
  };
  for (let line = 0; line < text.lineCount; line++) {
    const content = text.line(line);
    const fields = content.split('\t', 20).map((field) => field.trim());
    const colon = content.indexOf(' : ');
    if (fields.length >= 4) {
      close();
      isAmongFiles = true;
      const [status = '', size = '', name = ''] = fields.filter((field) => field !== '');
      file = { line, cells: [name, wholeNumber(size) ?? '', status], isWhole: false };
    } else if (file && content.includes('%')) {
      // Carriage returns put the last figure over those before.
      file.isWhole ||= content.includes('100%');
    } else if (colon > 0 && started === undefined && timeOfDay.test(content.slice(colon, colon + 100))) {
      started = { text: content.slice(colon + 3).trim(), source: place(line) };
    } else if (colon > 0) {
      const row = totalsRow(content.slice(colon + 3));
      if (row) {
        close();
        totals.push(row);
      }
    } else if (/^\s*-{10,}\s*$/.test(content.slice(0, 200))) {
      isAmongFiles = false;
    } else if (isAmongFiles || errorCode.test(content.slice(0, 200))) {
      table.addUnparsed(text, line);
    }
  }
  close();
  // Of directories, then of files: all, copied, skipped, mismatching, failed, extra.
  const [, [all, copied, skipped] = []] = totals;
  const { rowCount } = table;
  if (copied !== undefined && all !== undefined) {
    table.check('copied', copied, rowCount);
    table.check('total', all, rowCount + (skipped ?? 0));
  }
  return { table, started, skipped };
}

/** Six numbers and nothing else. */
function totalsRow(text: string): number[] | undefined {
  const row = text.length <= 200 && !/[^\d\s.,'\u2019\u00ff]/.test(text) ? wholeNumbers(text) : [];
  return row.length === 6 ? row : undefined;
}
