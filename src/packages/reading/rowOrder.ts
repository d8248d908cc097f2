import { columnIndex, type Table } from '../table/table.ts';
import { cellText } from './cellText.ts';
import type { Sorting } from './messages.ts';
import type { Pace } from './pace.ts';

/** Sorts names with numbers in them as people do: `disk2` before `disk10`. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * Sorts rows by a column, those without a value last in both directions; equal ones stay in their order.
 * @param rows numbers of the table's rows
 * @returns other rows; the same ones when there is no such column
 * @throws the reason of the pace's signal
 */
export async function sortRows(
  table: Table,
  rows: Uint32Array<ArrayBuffer>,
  { column: id, isDescending }: Sorting,
  pace: Pace,
): Promise<Uint32Array<ArrayBuffer>> {
  const column = columnIndex(table, id);
  if (column < 0) {
    return rows;
  }
  const kind = table.columns[column]?.kind ?? 'text';
  const isText = kind === 'text' || kind === 'localTime';
  const ranks = isText
    ? await textRanks(table, column, rows, pace)
    : await numbers(table, column, rows, pace);
  const sign = isDescending ? -1 : 1;
  const order = await sorted(
    Uint32Array.from(rows, (_, at) => at),
    (one, other) => {
      const [left, right] = [ranks[one] ?? NaN, ranks[other] ?? NaN];
      const [noLeft, noRight] = [Number.isNaN(left), Number.isNaN(right)];
      return noLeft || noRight ? Number(noLeft) - Number(noRight) : sign * (left - right);
    },
    pace,
  );
  return order.map((at) => rows[at] ?? 0);
}

async function numbers(table: Table, column: number, rows: Uint32Array, pace: Pace): Promise<Float64Array> {
  const keys = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    keys[at] = table.number(rows[at] ?? 0, column);
    if (pace.isDue()) {
      await pace.rest();
    }
  }
  return keys;
}

/** Each different text is compared once only: a column of thousands of rows often has a dozen of them. */
async function textRanks(table: Table, column: number, rows: Uint32Array, pace: Pace): Promise<Float64Array> {
  const texts: string[] = [];
  const numberOf = new Map<string, number>();
  const keys = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const text = cellText(table, rows[at] ?? 0, column);
    const known = numberOf.get(text) ?? texts.length;
    if (known === texts.length) {
      numberOf.set(text, known);
      texts.push(text);
    }
    keys[at] = text === '' ? NaN : known;
    if (pace.isDue()) {
      await pace.rest();
    }
  }
  const compare = (one: number, other: number) => collator.compare(texts[one] ?? '', texts[other] ?? '');
  const order = await sorted(
    Uint32Array.from(texts, (_, at) => at),
    compare,
    pace,
  );
  const ranks = new Float64Array(texts.length);
  for (let at = 1; at < order.length; at++) {
    const [before = 0, here = 0] = [order[at - 1], order[at]];
    ranks[here] = (ranks[before] ?? 0) + (compare(before, here) === 0 ? 0 : 1);
  }
  return keys.map((key) => (Number.isNaN(key) ? NaN : (ranks[key] ?? 0)));
}

/** Runs that are sorted at once, which takes some milliseconds. */
const runLength = 2048;

/** Sorts run by run, and merges the runs: a list of a million must not keep the thread from hearing anything. */
async function sorted(
  items: Uint32Array<ArrayBuffer>,
  compare: (one: number, other: number) => number,
  pace: Pace,
): Promise<Uint32Array<ArrayBuffer>> {
  for (let start = 0; start < items.length; start += runLength) {
    // Equal ones stay in their order: the sort of typed arrays does not move them.
    items.subarray(start, start + runLength).sort(compare);
    await pace.rest();
  }
  let [from, to] = [items, new Uint32Array(items.length)];
  for (let length = runLength; length < items.length; length *= 2) {
    for (let start = 0; start < items.length; start += 2 * length) {
      await merge(from, to, { start, length }, compare, pace);
    }
    [from, to] = [to, from];
  }
  return from;
}

async function merge(
  from: Uint32Array,
  to: Uint32Array,
  { start, length }: { start: number; length: number },
  compare: (one: number, other: number) => number,
  pace: Pace,
): Promise<void> {
  const middle = Math.min(start + length, from.length);
  const end = Math.min(start + 2 * length, from.length);
  let [left, right] = [start, middle];
  for (let at = start; at < end; at++) {
    const isLeft = right >= end || (left < middle && compare(from[left] ?? 0, from[right] ?? 0) <= 0);
    to[at] = from[isLeft ? left++ : right++] ?? 0;
    if (pace.isDue()) {
      await pace.rest();
    }
  }
}
