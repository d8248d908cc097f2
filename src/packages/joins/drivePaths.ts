import { DerivedTable } from '../table/derivedTable.ts';
import { columnIndex, first, rowMarks, type Table } from '../table/table.ts';
import type { MemberText } from '../text/memberText.ts';
import type { LetteredPath, VolumeLetters } from './volumeLetters.ts';

/** Paths on devices with their drive letters beside them; rows are marked with what the letters follow from. */
export function withDrivePaths(table: Table, id: string, letters: VolumeLetters): Table {
  const at = columnIndex(table, id);
  const found = (row: number) => letters.withLetter(table.text(row, at));
  return new DerivedTable(table, {
    columns: [{ column: drivePathColumn, text: (row) => found(row)?.path ?? '' }],
    marks: (row) => drivePathMarks(found(row)),
  });
}

export const drivePathColumn = first('drivePath');

export function drivePathMarks(found: LetteredPath | undefined): number {
  return found ? rowMarks[found.evidence === 'serial' ? 'letterBySerial' : 'letterByPaths'] : 0;
}

/** Every cell of a table's column. */
export function* cellsOf(table: Table | undefined, id: string): Iterable<string> {
  const at = table ? columnIndex(table, id) : -1;
  for (let row = 0; table && at >= 0 && row < table.rowCount; row++) {
    yield table.text(row, at);
  }
}

const headLines = 10;

/** `dir` names the serial number of the volume above the first directory, whose path has the letter. */
export function listedSerial(text: MemberText): [serial: string, letter: string][] {
  let serial: string | undefined;
  for (let line = 0; line < Math.min(text.lineCount, headLines); line++) {
    const content = text.line(line).slice(0, 400);
    serial ??= /(?<![\dA-F-])([\dA-F]{4}-[\dA-F]{4})\s*$/.exec(content)?.[1];
    const [, letter] = /^ \S.*?\s([A-Za-z]:)\\/.exec(content) ?? [];
    if (letter !== undefined) {
      return serial === undefined ? [] : [[serial, letter]];
    }
  }
  return [];
}
