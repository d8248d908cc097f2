import { chunkLength } from '../eventLog/eventChunk.ts';
import { readRecordXml } from '../eventLog/recordXml.ts';
import type { VolumeLetters } from '../joins/volumeLetters.ts';
import { columnIndex, type Table } from '../table/table.ts';
import { bytesBetween } from './bytesBetween.ts';
import { cellText, longestCell } from './cellText.ts';
import type { LogBytes } from './eventLogs.ts';
import type { DetailField } from './messages.ts';
import { EventTable } from './tables/eventTable.ts';
import { HexTable } from './tables/hexTable.ts';
import { SubsetTable } from './tables/subsetTable.ts';
import { isWide } from './tables/wideTable.ts';
import { columnTitle } from './words/columnWords.ts';
import { t } from './words/translate.ts';
import { drivePathTitle, letterWords, markWordsOf, remarkTitle, unsureTime } from './words/detailWords.ts';

/** Characters of a field; a value of the registry may have millions. */
const longestField = 200_000;
/** Characters of all fields of a row; of those behind, no more is shown than in a grid. */
const mostCharacters = 2_000_000;

/**
 * Every field of a row, with what is to be known of it first. Paths on devices have their drive letters behind them.
 * @param faults of its member, in words
 */
export function fieldsOfRow(
  table: Table,
  row: number,
  faults: readonly string[],
  letters: VolumeLetters,
): DetailField[] {
  const known = [...markWordsOf(table.marks(row)), ...faults];
  const hasDrivePath = columnIndex(table, 'drivePath') >= 0;
  const fields = [
    ...table.columns.map((column, at) => ({ title: columnTitle(column), ...fieldOf(table, row, at) })),
    ...(isWide(table)
      ? table.moreFields(row).map(({ name, value, words }) => ({
          title: name,
          ...(words
            ? { value: words.map((word) => t(word)).join(', '), original: value }
            : { value: cut(value) }),
        }))
      : []),
  ];
  let left = mostCharacters;
  const shown = fields.map((field) => {
    const value = cut(field.value, Math.max(left, longestCell));
    left -= value.length;
    return { ...field, value };
  });
  return [
    ...(known.length > 0 ? [{ title: remarkTitle(), value: known.join('\n') }] : []),
    ...(hasDrivePath ? shown : shown.flatMap((field) => [field, ...drivePathOf(field, letters)])),
  ];
}

function drivePathOf({ title, value }: DetailField, letters: VolumeLetters): DetailField[] {
  const found = letters.withLetter(value);
  return found
    ? [{ title: drivePathTitle(title), value: `${found.path}\n${letterWords(found.evidence)}` }]
    : [];
}

function fieldOf(table: Table, row: number, column: number): Omit<DetailField, 'title'> {
  const original = table.text(row, column);
  const isTime = table.columns[column]?.kind === 'time' && original !== '';
  const value = isTime
    ? unsureTime(cellText(table, row, column), table.proof(row, column))
    : cellText(table, row, column);
  // Between its date and its time of day there is a space here, and a letter there.
  const isOther = value.replace(' ', 'T') !== original;
  return { value: cut(value), ...(isTime && isOther && { original: cut(original) }) };
}

function cut(text: string, longest = longestField): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Whether the rows of a table come from bytes that have no lines. */
export function isOfBytes(table: Table): boolean {
  return table instanceof EventTable || table instanceof SubsetTable || table instanceof HexTable;
}

/** The event that a row stands for, in its log. */
export function eventOf(table: Table, row: number): { table: EventTable; row: number } | undefined {
  if (table instanceof SubsetTable && table.base instanceof EventTable) {
    return { table: table.base, row: table.baseRow(row) };
  }
  return table instanceof EventTable ? { table, row } : undefined;
}

/**
 * An event as XML: its part of the log is read once more, as logs are not kept.
 * @returns undefined when it is not there any more
 * @throws the signal's reason
 */
export async function eventXml(
  { table, row }: { table: EventTable; row: number },
  bytes: LogBytes,
  signal: AbortSignal,
): Promise<string | undefined> {
  const event = table.event(row);
  if (!event) {
    return undefined;
  }
  const { chunkOffset, offset } = event;
  const chunk = await bytesBetween(bytes(signal), chunkOffset, chunkOffset + chunkLength);
  const { xml } = readRecordXml(chunk, offset - chunkOffset);
  return xml === '' ? undefined : xml;
}
