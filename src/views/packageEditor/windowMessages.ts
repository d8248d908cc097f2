import type { FromWindow, Order, Question, RowWish } from '../../packages/reading/messages.ts';

// A page can be made to say anything by what it shows, were there a fault in it: nothing is taken as it comes.

/** @returns undefined for anything that the window of a package does not say */
export function readFromWindow(message: unknown): FromWindow | undefined {
  const { id, question, cancel, order } = fieldsOf(message);
  if (isCount(cancel)) {
    return { cancel };
  }
  const asked = isCount(id) ? readQuestion(question) : undefined;
  if (asked && isCount(id)) {
    return { id, question: asked };
  }
  const wanted = readOrder(order);
  return wanted && { order: wanted };
}

function readQuestion(value: unknown): Question | undefined {
  const { kind, artifact, wish, view, from, count, columns, row } = fieldsOf(value);
  const { text, hidesCollector, onlyTagged } = fieldsOf(value);
  switch (kind) {
    case 'overview':
      return { kind };
    case 'columns':
      return isText(artifact) ? { kind, artifact } : undefined;
    case 'view':
      return isText(artifact) && isWish(wish) && (row === undefined || isCount(row))
        ? { kind, artifact, wish, ...(row !== undefined && { row }) }
        : undefined;
    case 'rows':
      return isText(artifact) && isCount(view) && isCount(from) && isFew(count) && areTexts(columns)
        ? { kind, artifact, view, from, count, columns }
        : undefined;
    case 'details':
      return isText(artifact) && isCount(row) ? { kind, artifact, row } : undefined;
    case 'search':
      return isText(text) && typeof hidesCollector === 'boolean' && typeof onlyTagged === 'boolean'
        ? { kind, text, hidesCollector, onlyTagged }
        : undefined;
    default:
      return undefined;
  }
}

function readOrder(value: unknown): Order | undefined {
  const { kind, artifact, row, rows, text, tag, comment, wish, columns } = fieldsOf(value);
  switch (kind) {
    case 'copyHash':
      return { kind };
    case 'copy':
      return typeof text === 'string' && text.length <= longestCopy ? { kind, text } : undefined;
    case 'goToSource':
      return isText(artifact) && isCount(row) ? { kind, artifact, row } : undefined;
    case 'tag':
      return isText(artifact) && areCounts(rows) && isText(tag) && isText(comment)
        ? { kind, artifact, rows, tag, comment }
        : undefined;
    case 'export':
      return isText(artifact) && isWish(wish) && areTexts(columns)
        ? { kind, artifact, wish, columns }
        : undefined;
    default:
      return undefined;
  }
}

/** Nobody types, tags or shows more than this at a time. */
const longestText = 10_000;
const mostColumns = 1000;
const mostRows = 1000;
const longestCopy = 50_000_000;

function isWish(value: unknown): value is RowWish {
  const { filters, text, sorting, hidesCollector, onlyTagged } = fieldsOf(value);
  const { column, isDescending } = fieldsOf(sorting);
  return (
    typeof filters === 'object' &&
    filters !== null &&
    areTexts(Object.values(filters)) &&
    isText(text) &&
    (sorting === undefined || (isText(column) && typeof isDescending === 'boolean')) &&
    typeof hidesCollector === 'boolean' &&
    typeof onlyTagged === 'boolean'
  );
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText;
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= mostColumns && value.every(isText);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= mostRows && value.every(isCount);
}

function isFew(value: unknown): value is number {
  return isCount(value) && value <= mostRows;
}
