import type { Table } from '../table/table.ts';
import { columnIndex } from '../table/table.ts';
import { cellText } from './cellText.ts';
import type { RowWish } from './messages.ts';
import { isWide } from './tables/wideTable.ts';

/** What a person has put to a row. */
export interface RowNotes {
  has(row: number): boolean;
}

interface Words {
  wanted: string[];
  unwanted: string[];
}

/** Whether a row is among those that are wished for. */
export function rowTest(
  table: Table,
  { filters, text, hidesCollector, onlyTagged }: RowWish,
  notes: RowNotes,
  isCollector: (row: number) => boolean,
): (row: number) => boolean {
  const ofColumns = Object.entries(filters)
    .map(([id, filter]) => ({ column: columnIndex(table, id), words: wordsOf(filter) }))
    .filter(({ column, words }) => column >= 0 && !isEmpty(words));
  const ofRow = wordsOf(text);
  const isAnywhere = isEmpty(ofRow) ? () => true : (row: number) => matches(rowText(table, row), ofRow);
  return (row) =>
    (!onlyTagged || notes.has(row)) &&
    (!hidesCollector || !isCollector(row)) &&
    ofColumns.every(({ column, words }) => matches(cellText(table, row, column), words)) &&
    isAnywhere(row);
}

/** Whether a wish leaves nothing out. */
export function isForAll({ filters, text, hidesCollector, onlyTagged }: RowWish): boolean {
  const texts = [text, ...Object.values(filters)];
  return !hidesCollector && !onlyTagged && texts.every((filter) => isEmpty(wordsOf(filter)));
}

/** Words are apart by spaces; what stands in quotes is one. */
function wordsOf(text: string): Words {
  const words: Words = { wanted: [], unwanted: [] };
  for (const [, minus, quoted, plain] of text.toLowerCase().matchAll(/(-?)(?:"([^"]*)"?|(\S+))/g)) {
    const word = quoted ?? plain ?? '';
    if (word !== '') {
      (minus ? words.unwanted : words.wanted).push(word);
    }
  }
  return words;
}

function isEmpty({ wanted, unwanted }: Words): boolean {
  return wanted.length + unwanted.length === 0;
}

function matches(text: string, { wanted, unwanted }: Words): boolean {
  const lower = text.toLowerCase();
  return wanted.every((word) => lower.includes(word)) && !unwanted.some((word) => lower.includes(word));
}

const between = '\u0001';

/** Cells with something between them that nobody types. */
function rowText(table: Table, row: number): string {
  let text = isWide(table) ? table.moreText(row) : '';
  for (let column = 0; column < table.columns.length; column++) {
    text += between + cellText(table, row, column);
  }
  return text;
}
