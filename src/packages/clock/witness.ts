import type { RowSource } from '../table/table.ts';
import { dateOrders, naiveMs, onlyOrder, parseLocalTime, timeOfDay, type DateOrder } from './localTime.ts';

/**
 * Who says how the host's clock stands to UTC: the collector's own process in the process list; the start of the copy
 * log; the zone that the host states, which may be an hour off, as it does not tell of summer time.
 */
export type WitnessId = 'processList' | 'copyLog' | 'statedZone';

/** A moment of which the package has both the host's own time and that in UTC. */
export interface Moment {
  readonly witness: WitnessId;
  /** As the host writes it. */
  readonly localText: string;
  /** Milliseconds since 1970. */
  readonly utcMs: number;
  readonly source: RowSource;
}

/** What a moment allows. */
export interface Reading {
  /** Of the host's time before that of UTC. */
  readonly offsetMinutes: number;
  /** Undefined when it does not follow from the text. */
  readonly order: DateOrder | undefined;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Every zone of the world is within these, and lies on a quarter of an hour. */
const [mostWestern, mostEastern] = [-12 * 60, 14 * 60];
const quarter = 15;
/** Between the two times of a moment, which two programs wrote. */
const toleranceMinutes = 2;

/** Every offset and order under which the two times of a moment are the same. */
export function readingsOf({ localText, utcMs }: Moment): Reading[] {
  const time = parseLocalTime(localText);
  if (time === undefined) {
    return spelledOut(localText, utcMs);
  }
  const readings = dateOrders.flatMap((order) => {
    const offsetMinutes = offsetOf(naiveMs(time, order), utcMs);
    return offsetMinutes === undefined ? [] : [{ offsetMinutes, order }];
  });
  const [one, two] = readings;
  if (time.isYearFirst || (one && two && one.offsetMinutes === two.offsetMinutes)) {
    return one ? [{ offsetMinutes: one.offsetMinutes, order: onlyOrder(time) }] : [];
  }
  return readings;
}

function offsetOf(localMs: number | undefined, utcMs: number): number | undefined {
  if (localMs === undefined) {
    return undefined;
  }
  const minutes = (localMs - utcMs) / minuteMs;
  const offset = Math.round(minutes / quarter) * quarter;
  return Math.abs(minutes - offset) <= toleranceMinutes && offset >= mostWestern && offset <= mostEastern
    ? offset
    : undefined;
}

/** `Donnerstag, 7. August 2025 18:32:57`: the day's number is enough, as the day is the one before, the same or the next. */
function spelledOut(text: string, utcMs: number): Reading[] {
  const ofDay = text.length <= 100 ? timeOfDay(text) : undefined;
  const numbers = (text.slice(0, 100).match(/\d+/g) ?? []).map(Number);
  if (ofDay === undefined) {
    return [];
  }
  const midnight = Math.floor(utcMs / dayMs) * dayMs;
  const readings = [-dayMs, 0, dayMs].flatMap((shift) => {
    const date = new Date(midnight + shift);
    const isNamed = numbers.includes(date.getUTCFullYear()) && numbers.includes(date.getUTCDate());
    const offsetMinutes = isNamed ? offsetOf(date.getTime() + ofDay, utcMs) : undefined;
    return offsetMinutes === undefined ? [] : [{ offsetMinutes, order: undefined }];
  });
  return readings;
}

/** `(UTC+05:30) Chennai, Kolkata`: minutes before UTC, without summer time; undefined when nothing of the kind stands there. */
export function statedOffset(text: string): number | undefined {
  const found = /\(UTC(?:([+-])(\d{2}):(\d{2}))?\)/.exec(text.slice(0, 200));
  if (!found) {
    return undefined;
  }
  const minutes = Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
  return found[1] === '-' ? -minutes : minutes;
}

/** Whether a host that states an offset can be at another one. */
export function fitsStated(offsetMinutes: number, stated: number): boolean {
  const summer = offsetMinutes - stated;
  return summer === 0 || summer === 60 || summer === 30;
}
