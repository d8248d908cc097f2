import type { RowWish } from './messages.ts';
import { QuestionFault } from './questionFault.ts';
import { faultWords } from './words/faultWords.ts';

// A question comes from another thread, and by way of it from a window: nothing of it is taken for granted.

/** Rows that are given at once. */
export const mostRows = 5000;
const mostColumns = 2000;
const longestText = 100_000;

/** @throws QuestionFault for anything but whole numbers from 0 on */
export function checkCount(value: unknown, most = Number.MAX_SAFE_INTEGER): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most
    ? value
    : refuse();
}

/** @throws QuestionFault */
export function checkText(value: unknown): string {
  return isText(value) ? value : refuse();
}

/** @throws QuestionFault */
export function checkTexts(value: unknown): string[] {
  return Array.isArray(value) && value.length <= mostColumns && value.every(isText) ? value : refuse();
}

/** @throws QuestionFault */
export function checkWish(value: unknown): RowWish {
  const { filters, text, sorting, hidesCollector, onlyTagged } = fieldsOf(value);
  const order = sorting === undefined ? undefined : fieldsOf(sorting);
  const ofColumns = Object.entries(fieldsOf(filters));
  return ofColumns.length <= mostColumns &&
    ofColumns.every(([, filter]) => isText(filter)) &&
    (order === undefined || (isText(order.column) && typeof order.isDescending === 'boolean')) &&
    isText(text) &&
    typeof hidesCollector === 'boolean' &&
    typeof onlyTagged === 'boolean'
    ? (value as RowWish)
    : refuse();
}

/** @throws QuestionFault for what is no object */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuse();
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText;
}

function refuse(): never {
  throw new QuestionFault(faultWords.badQuestion());
}
