import { first, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { MemberText } from '../text/memberText.ts';

/** Characters of a line that are looked at. */
const longestRow = 1000;

/** `arp -a`: an interface's line has `--- 0x…`, the next one is a header, and the others are its neighbours. */
export function readArp(text: MemberText): Table {
  const table = new TableBuilder('arp', [
    first('interface'),
    first('address'),
    first('physical'),
    first('type'),
  ]);
  let adapter: string | undefined;
  let isHeader = false;
  for (let line = 0; line < text.lineCount; line++) {
    const content = text.line(line);
    const rule = content.indexOf('--- 0x');
    const words = content.slice(0, longestRow).trim().split(/\s+/);
    if (rule >= 0) {
      adapter =
        content
          .slice(Math.max(0, rule - longestRow), rule)
          .trim()
          .split(/\s+/)
          .at(-1) ?? '';
      isHeader = true;
    } else if (adapter === undefined || content.trim() === '') {
      continue;
    } else if (isHeader) {
      isHeader = false;
    } else if (words.length >= 2 && /^[\d.:a-f%]+$/i.test(words[0] ?? '')) {
      const [address = '', second = '', ...type] = words;
      const hasPhysical = second.includes('-');
      table.add(text, line, [
        adapter,
        address,
        hasPhysical ? second : '',
        (hasPhysical ? type : [second, ...type]).join(' '),
      ]);
    } else {
      table.addUnparsed(text, line);
    }
  }
  return table;
}
