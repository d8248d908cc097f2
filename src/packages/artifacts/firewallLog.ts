import { first, later, type Column, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { MemberText } from '../text/memberText.ts';

const known: ReadonlyMap<string, Column> = new Map([
  ['action', first('action')],
  ['protocol', first('protocol')],
  ['src-ip', first('source')],
  ['src-port', first('sourcePort', 'number')],
  ['dst-ip', first('destination')],
  ['dst-port', first('destinationPort', 'number')],
  ['path', first('direction')],
  ['size', later('size', 'number')],
  ['pid', later('pid', 'number')],
]);
/** Far more than the log has. */
const maxFields = 100;

/**
 * The firewall's log in the extended format of the W3C: `#Fields:` names the columns, which may change on the way, and
 * times are local unless `#Time Format:` says otherwise. `-` is no value.
 */
export function readFirewallLog(text: MemberText): Table {
  const heads = headLines(text);
  const isUtc = heads.some((head) => /^#Time Format:\s{0,5}(UTC|GMT)/i.test(head));
  const fields = fieldsOf(heads.find((head) => head.startsWith('#Fields:')) ?? '');
  const others = fields.filter((field) => field !== 'date' && field !== 'time' && !known.has(field));
  const behindTime = [...known.keys(), ...others];
  const table = new TableBuilder('firewallLog', [
    first('time', isUtc ? 'time' : 'localTime'),
    ...known.values(),
    ...others.map((field) => later(field)),
  ]);
  let places: ReadonlyMap<string, number> = new Map();
  let width = 0;
  for (let line = 0; line < text.lineCount; line++) {
    const content = text.line(line);
    if (content.startsWith('#Fields:')) {
      const order = fieldsOf(content);
      width = order.length;
      places = new Map(order.map((field, at) => [field, at]));
    }
    if (content.startsWith('#') || content.trim() === '') {
      continue;
    }
    const values = content.trim().split(/\s+/, maxFields);
    if (width < 2 || values.length !== width) {
      table.addUnparsed(text, line);
      continue;
    }
    const value = (field: string) => {
      const found = values[places.get(field) ?? -1] ?? '';
      return found === '-' ? '' : found;
    };
    const time = isUtc ? `${value('date')}T${value('time')}Z` : `${value('date')} ${value('time')}`;
    table.add(text, line, [time, ...behindTime.map(value)]);
  }
  return table;
}

function headLines(text: MemberText): string[] {
  const heads = [];
  for (let line = 0; line < text.lineCount && text.line(line).startsWith('#'); line++) {
    heads.push(text.line(line).slice(0, 2000));
  }
  return heads;
}

function fieldsOf(line: string): string[] {
  return line.slice('#Fields:'.length).trim().split(/\s+/, maxFields);
}
