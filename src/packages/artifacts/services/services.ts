import { CsvTable, namedColumns } from '../../table/csvTable.ts';
import { first, later, rowMarks, type Column, type Table } from '../../table/table.ts';
import { TableBuilder } from '../../table/tableBuilder.ts';
import { headerLine } from '../../text/csv.ts';
import type { MemberText } from '../../text/memberText.ts';
import { unfuse, type FusedShape } from './fusedRow.ts';

/** The columns of Win32_Service, in whatever order the header has them. */
const known: ReadonlyMap<string, Column> = new Map([
  ['Name', first('name')],
  ['DisplayName', first('displayName')],
  ['State', first('state')],
  ['StartMode', first('startMode')],
  ['StartName', first('account')],
  ['PathName', first('path')],
  ['ProcessId', first('pid', 'number')],
  ['Description', later('description')],
  ['ServiceType', later('serviceType')],
  ['Started', later('started')],
  ['DelayedAutoStart', later('delayed')],
  ['ExitCode', later('exitCode')],
]);
/** How a row stands to the line that it was made from. */
const proofColumn = later('repair');
/** The collector cuts after so many pieces when the header does not tell otherwise. */
const usualFront = 7;
/** Characters; Win32_Service has 27 columns, and the more there are the longer takes the repair. */
const longestHeader = 1000;

/**
 * The list of services. The collector damages each line of it; every line for which that can be undone in one way
 * only is shown repaired, and the others as they stand, marked `raw`.
 */
export function readServices(text: MemberText): Table {
  if (!isFused(text)) {
    return new CsvTable('services', text, (headings) => namedColumns(headings, known));
  }
  const headings = text
    .line(0)
    .split(',')
    .map((heading) => heading.replace(/^"(.*)"$/, '$1'));
  const shape = shapeOf(headings);
  const chosen = namedColumns(headings, known);
  const table = new TableBuilder('services', [...chosen.map(({ column }) => column), proofColumn]);
  const names = new Set<string>();
  let [rows, repaired] = [0, 0];
  for (let line = 1; line < text.lineCount; line++) {
    const content = text.line(line);
    if (content.trim() === '') {
      continue;
    }
    rows++;
    const { proof, cells } = unfuse(content, shape);
    if (proof === 'failed') {
      table.add(text, line, [content, ...chosen.slice(1).map(() => ''), proof], rowMarks.raw);
      continue;
    }
    repaired++;
    const ordered = chosen.map(({ cell }) => cells[cell] ?? '');
    names.add(ordered[0] ?? '');
    table.add(text, line, [...ordered, proof], proof === 'read' ? rowMarks.unsure : 0);
  }
  table.check('roundTrip', rows, repaired);
  table.check('distinctNames', repaired, names.size);
  return table;
}

/** A mark at the beginning and no line with a type: only the program that damages rows writes so. */
function isFused(text: MemberText): boolean {
  return text.hasMark && headerLine(text) === 0 && text.lineEnd(0) <= longestHeader;
}

function shapeOf(headings: readonly string[]): FusedShape {
  const at = headings.indexOf('StartMode');
  const front = at < 0 ? usualFront : at;
  return { front, back: Math.max(0, headings.length - front - 1) };
}
