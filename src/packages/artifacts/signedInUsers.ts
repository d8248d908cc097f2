import { first, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { MemberText } from '../text/memberText.ts';

/** Characters of a line that are looked at. */
const longestRow = 1000;

/** `query user`: a header and a row for each session, or one line that says there is none. */
export function readSignedInUsers(text: MemberText): Table {
  const table = new TableBuilder('signedInUsers', [
    first('user'),
    first('session'),
    first('sessionId', 'number'),
    first('state'),
    first('idle'),
    first('signedIn', 'localTime'),
  ]);
  const held = [];
  for (let line = 0; line < text.lineCount; line++) {
    if (text.line(line).trim() !== '') {
      held.push(line);
    }
  }
  const [header, ...rows] = held;
  // The session's name stands below the header's second word, and may be missing.
  const sessionAt = /^\s*\S+\s+/.exec(text.line(header ?? 0).slice(0, 200))?.[0].length ?? 0;
  for (const line of rows) {
    const cells = sessionCells(text.line(line), sessionAt);
    if (cells) {
      table.add(text, line, cells);
    } else {
      table.addUnparsed(text, line);
    }
  }
  return table;
}

function sessionCells(line: string, sessionAt: number): string[] | undefined {
  // The collector's own session has a mark before the name.
  const user = line
    .slice(0, sessionAt)
    .replace(/^\s*>?/, '')
    .trim();
  const words = line.slice(sessionAt, longestRow).trim().split(/\s+/);
  const id = words.findIndex((word) => /^\d+$/.test(word));
  if (user === '' || id < 0 || id > 1) {
    return undefined;
  }
  const [state = '', idle = '', ...signedIn] = words.slice(id + 1);
  return [user, id === 1 ? (words[0] ?? '') : '', words[id] ?? '', state, idle, signedIn.join(' ')];
}
