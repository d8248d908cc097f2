import type { Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { MemberText } from '../text/memberText.ts';
import { readGeneric } from './generic.ts';

/** Sessions in whatever shape they come; a single line is a sentence that says there are none. */
export function readSmbSessions(text: MemberText): Table {
  let held = 0;
  for (let line = 0; line < text.lineCount && held < 2; line++) {
    held += text.line(line).trim() === '' ? 0 : 1;
  }
  return held < 2 ? new TableBuilder('lines', []) : readGeneric(text);
}
