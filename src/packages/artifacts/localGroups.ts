import { first, later, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import { pathParts } from '../layout/artifact.ts';
import type { MemberText } from '../text/memberText.ts';

const echoed = '>net localgroup "';

/**
 * `net localgroup` for one group after the other, each below the echo of its command: the members stand between a
 * line of dashes and the last line, which says in some language that all went well. A group without members is a row
 * without one.
 */
export function readLocalGroups(text: MemberText): Table {
  const table = new TableBuilder('localGroups', [first('group'), first('member'), later('comment')]);
  let start: number | undefined;
  for (let line = 0; line <= text.lineCount; line++) {
    if (line === text.lineCount || text.line(line).includes(echoed)) {
      if (start !== undefined) {
        addGroup(table, text, start, line);
      } else if (line === text.lineCount && line > 0) {
        // A file for one group has no echo, and the group's name for its own.
        addGroup(table, text, -1, line);
      }
      start = line;
    }
  }
  return table;
}

/** @param echo the line of the echoed command */
function addGroup(table: TableBuilder, text: MemberText, echo: number, end: number): void {
  const held: number[] = [];
  for (let line = echo + 1; line < end; line++) {
    if (text.line(line).trim() !== '') {
      held.push(line);
    }
  }
  const rule = held.find((line) => /^-{10,}\s*$/.test(text.line(line).slice(0, 500)));
  if (rule === undefined) {
    for (const line of held) {
      table.addUnparsed(text, line);
    }
    return;
  }
  const group = echo < 0 ? fileStem(text.path) : nameInEcho(text.line(echo));
  const [, second] = held;
  const comment = second !== undefined && second < rule ? valueOf(text.line(second)) : '';
  const members = held.filter((line) => line > rule).slice(0, -1);
  if (members.length === 0) {
    table.add(text, Math.max(echo, 0), [group, '', comment]);
  }
  for (const line of members) {
    table.add(text, line, [group, text.line(line).trim(), comment]);
  }
}

function nameInEcho(line: string): string {
  const start = line.indexOf(echoed) + echoed.length;
  const end = line.lastIndexOf('"');
  return line.slice(start, Math.max(start, end));
}

/** `Comment        Administrators have …`: a label, two spaces or more, the value. */
function valueOf(line: string): string {
  const gap = line.indexOf('  ');
  return gap < 0 ? '' : line.slice(gap).trim();
}

function fileStem(path: string): string {
  return (pathParts(path).at(-1) ?? '').replace(/\.[^.]*$/, '');
}
