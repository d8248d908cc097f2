/** Which of two numbers is the day. */
export type DateOrder = 'dayFirst' | 'monthFirst';

export const dateOrders: readonly DateOrder[] = ['dayFirst', 'monthFirst'];

/** A date and a time of day as a host writes them, in whatever order. */
export interface LocalTime {
  readonly year: number;
  /** Day and month, in the order of the text; month and day where the year comes first. */
  readonly numbers: readonly [number, number];
  readonly isYearFirst: boolean;
  /** Of the day, in milliseconds. */
  readonly timeOfDayMs: number;
}

/** No date and time that any host writes is longer. */
const longest = 80;

const datePattern = /(?<!\d)(\d{1,4})[-./]\s?(\d{1,2})[-./]\s?(\d{1,4})(?!\d)/;
const timePattern = /(?<!\d)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?!\d)/;
const morning = /\ba\.?\s?m\b|上午|오전|午前/i;
const afternoon = /\bp\.?\s?m\b|下午|오후|午後/i;

/** `07-08-2025 14:56:17`, `8/7/2025 2:56:17 PM`, `07.08.2025, 14:56` and their like; undefined for anything else. */
export function parseLocalTime(text: string): LocalTime | undefined {
  const date = text.length <= longest ? datePattern.exec(text) : null;
  const timeOfDayMs = date ? timeOfDay(text.slice(date.index + date[0].length)) : undefined;
  if (!date || timeOfDayMs === undefined) {
    return undefined;
  }
  const [a, b, c] = date.slice(1);
  const [one, two, three] = [Number(a), Number(b), Number(c)];
  if (a?.length === 4) {
    return { year: one, numbers: [two, three], isYearFirst: true, timeOfDayMs };
  }
  if (c?.length !== 4 && c?.length !== 2) {
    return undefined;
  }
  const year = c.length === 2 ? 2000 + three : three;
  return { year, numbers: [one, two], isYearFirst: false, timeOfDayMs };
}

/** In milliseconds, of a text without a date. */
export function timeOfDay(text: string): number | undefined {
  const time = timePattern.exec(text);
  if (!time) {
    return undefined;
  }
  const [hour = 0, minute = 0, second = 0] = time.slice(1).map((part) => Number(part || 0));
  const isTwelve = hour === 12;
  const shift = afternoon.test(text) ? (isTwelve ? 0 : 12) : morning.test(text) && isTwelve ? -12 : 0;
  return hour > 23 || minute > 59 || second > 59
    ? undefined
    : (((hour + shift) * 60 + minute) * 60 + second) * 1000;
}

/** The time as if it were in UTC, in milliseconds since 1970; undefined when there is no such date in this order. */
export function naiveMs(
  { year, numbers, isYearFirst, timeOfDayMs }: LocalTime,
  order: DateOrder,
): number | undefined {
  const [one, two] = numbers;
  const [month, day] = isYearFirst || order === 'monthFirst' ? [one, two] : [two, one];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.getTime() + timeOfDayMs
    : undefined;
}

/** The only order that a time can have; undefined when it can have both, or none. */
export function onlyOrder(time: LocalTime): DateOrder | undefined {
  const possible = dateOrders.filter((order) => naiveMs(time, order) !== undefined);
  return time.isYearFirst || possible.length !== 1 ? undefined : possible[0];
}

/** What Windows writes for a time that never was: 30 November 1999, midnight. */
export function isNever(time: LocalTime): boolean {
  const numbers = time.numbers.toSorted((a, b) => a - b);
  return time.year === 1999 && numbers[0] === 11 && numbers[1] === 30 && time.timeOfDayMs === 0;
}
