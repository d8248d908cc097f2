import { first, later, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { MemberText } from '../text/memberText.ts';
import { dottedLine } from './dottedLine.ts';

const typeNames: Readonly<Record<string, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  65: 'HTTPS',
};

/**
 * `ipconfig /displaydns`: the labels are in the host's language, and the first one of the file begins every record.
 * In an entry without records there is a sentence instead.
 */
export function readDnsCache(text: MemberText): Table {
  const table = new TableBuilder('dnsCache', [
    first('name'),
    first('type'),
    first('answer'),
    first('ttl', 'number'),
    later('entry'),
    later('section'),
    later('note'),
  ]);
  let firstLabel: string | undefined;
  let entry = '';
  let hasTitle = false;
  let record: { line: number; values: string[] } | undefined;
  const close = () => {
    if (record) {
      const [name = '', type = '', ttl = '', , section = '', ...answers] = record.values;
      table.add(text, record.line, [name, typeNames[type] ?? type, answers.join(', '), ttl, entry, section]);
    }
    record = undefined;
  };
  for (let line = 0; line < text.lineCount; line++) {
    const content = text.line(line);
    const dotted = dottedLine(content);
    if (dotted) {
      firstLabel ??= dotted.label;
      if (dotted.label === firstLabel) {
        close();
        record = { line, values: [] };
      }
      record?.values.push(dotted.value);
    } else if (isRule(content)) {
      // Below its name; the record before has been closed by the name.
      continue;
    } else if (content.trim() !== '') {
      const below = line + 1 < text.lineCount ? text.line(line + 1) : '';
      if (isRule(below)) {
        close();
        entry = content.trim();
      } else if (isRule(text.line(line - 1))) {
        table.add(text, line, [entry, '', '', '', entry, '', content.trim()]);
      } else if (content.startsWith(' ') || hasTitle) {
        table.addUnparsed(text, line);
      } else {
        hasTitle = true;
      }
    }
  }
  close();
  return table;
}

function isRule(line: string): boolean {
  return /^\s{0,20}-{5,}\s*$/.test(line.slice(0, 200));
}
