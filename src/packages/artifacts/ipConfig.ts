import { first, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { MemberText } from '../text/memberText.ts';
import { dottedLine, withoutColon } from './dottedLine.ts';

/** `ipconfig /all`: a section's name begins at the margin, settings are indented, further values of one even deeper. */
export function readIpConfig(text: MemberText): Table {
  const table = new TableBuilder('ipConfig', [first('adapter'), first('setting'), first('value')]);
  let section = '';
  let setting = '';
  let settingIndent = Infinity;
  for (let line = 0; line < text.lineCount; line++) {
    const content = text.line(line);
    const trimmed = content.trim();
    if (trimmed === '') {
      continue;
    }
    const indent = content.length - content.trimStart().length;
    const dotted = indent > settingIndent ? undefined : dottedLine(content);
    if (indent === 0) {
      section = withoutColon(trimmed);
      setting = '';
    } else if (dotted) {
      settingIndent = dotted.indent;
      setting = dotted.label;
      table.add(text, line, [section, setting, dotted.value]);
    } else if (setting !== '') {
      table.add(text, line, [section, setting, trimmed]);
    } else {
      table.addUnparsed(text, line);
    }
  }
  return table;
}
