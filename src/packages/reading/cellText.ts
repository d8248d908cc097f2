import type { Table } from '../table/table.ts';
import { taskResult } from './words/taskWords.ts';
import { t } from './words/translate.ts';

/** More exact than milliseconds can tell. */
const exactTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{4,9}Z$/;

/**
 * A cell as it is shown: a time that is known in UTC as `2025-08-07 13:01:50.123Z`, every other cell, and a time that
 * nothing proves, as it stands in the source.
 */
export function cellText(table: Table, row: number, column: number): string {
  const text = table.text(row, column);
  const kind = table.columns[column]?.kind;
  if (kind === 'flag' && text === '1') {
    return t('Yes');
  }
  if (kind !== 'time') {
    return table.columns[column]?.id === 'result' ? taskResult(text) : text;
  }
  const proof = table.proof(row, column);
  if (proof === 'utc' && exactTime.test(text)) {
    return text.replace('T', ' ');
  }
  const utcMs = proof === 'utc' || proof === 'proven' ? table.number(row, column) : NaN;
  return Number.isNaN(utcMs) ? text : utcText(utcMs);
}

/** Whether a cell is a time that the host wrote in its own zone, and that is shown in UTC. */
export function isConverted(table: Table, row: number, column: number): boolean {
  return table.proof(row, column) === 'proven' && !Number.isNaN(table.number(row, column));
}

/** @param utcMs milliseconds since 1970 */
export function utcText(utcMs: number): string {
  const date = new Date(utcMs);
  if (Number.isNaN(date.getTime())) {
    return '';
  }
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$/, 'Z');
}

/** Characters of a cell that are shown in a grid. */
export const longestCell = 1000;
const goesOn = '…';

/** A cell for a grid, with a mark where it goes on. */
export function shortCellText(table: Table, row: number, column: number): string {
  const text = cellText(table, row, column);
  return text.length > longestCell ? text.slice(0, longestCell) + goesOn : text;
}
