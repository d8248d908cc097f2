import { statedOffset } from './witness.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const monthsLookedBack = 36;

/**
 * What offset a host had at other times than the one at which it is proven. Its zone is not known, so that all zones
 * that fit the proof have to agree: in summer a time of last winter may be an hour off.
 */
export class OffsetHistory {
  readonly #offsetMinutes: number;
  readonly #atMs: number;
  readonly #statedZone: string;
  readonly #days = new Map<number, number | undefined>();
  #zones: ZoneOffsets[] | undefined;

  /** @param statedZone what the host says of its zone, in its language; empty when it says nothing */
  constructor(offsetMinutes: number, atMs: number, statedZone: string) {
    this.#offsetMinutes = offsetMinutes;
    this.#atMs = atMs;
    this.#statedZone = statedZone;
  }

  /**
   * The offset in minutes all through a day and its edges.
   * @param localMs a time of the day, read as if it were in UTC
   * @returns undefined when the zones differ, or it changed that day
   */
  offsetAt(localMs: number): number | undefined {
    const day = Math.floor(localMs / dayMs);
    if (!this.#days.has(day)) {
      this.#days.set(day, this.#offsetOfDay(day * dayMs - this.#offsetMinutes * minuteMs));
    }
    return this.#days.get(day);
  }

  #offsetOfDay(startMs: number): number | undefined {
    const edges = [startMs - 3 * hourMs, startMs + dayMs + 3 * hourMs];
    this.#zones ??= fittingZones(this.#offsetMinutes, this.#atMs, this.#statedZone);
    const offsets = new Set(this.#zones.flatMap((zone) => edges.map((edge) => zone.at(edge))));
    const [only] = offsets;
    return offsets.size === 1 ? only : undefined;
  }
}

class ZoneOffsets {
  readonly #format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    // Month, day, year, hour and minute: names of zones would take far longer to load.
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  }

  /** In minutes. */
  at(utcMs: number): number {
    const numbers = this.#format.format(utcMs).match(/\d+/g) ?? [];
    const [month = 1, day = 1, year = 1970, hour = 0, minute = 0] = numbers.map(Number);
    return Math.floor(Date.UTC(year, month - 1, day, hour, minute) / minuteMs) - Math.floor(utcMs / minuteMs);
  }
}

/** Making one takes its time, and there are hundreds. */
const zones = new Map<string, ZoneOffsets>();

function zoneOf(name: string): ZoneOffsets {
  const zone = zones.get(name) ?? new ZoneOffsets(name);
  zones.set(name, zone);
  return zone;
}

/** Zones that the list of all has by the older names of their cities. */
const renamed = ['Asia/Kolkata', 'Asia/Kathmandu', 'Asia/Yangon', 'Asia/Ho_Chi_Minh'];

function fittingZones(offsetMinutes: number, atMs: number, statedZone: string): ZoneOffsets[] {
  const names = Intl.supportedValuesOf('timeZone');
  const cities = [...names, ...renamed].filter((name) => statedZone.includes(cityOf(name)));
  const stated = statedOffset(statedZone);
  const fitting = (among: readonly string[]) =>
    among
      .map(zoneOf)
      .filter((zone) => zone.at(atMs) === offsetMinutes)
      .filter((zone) => stated === undefined || standardOffset(zone, atMs) === stated);
  const named = cities.length > 0 ? fitting(cities) : [];
  return distinct(named.length > 0 ? named : fitting(names), atMs);
}

/** `Europe/Berlin` is in the name that Windows gives the zone, in any language that spells the city so. */
function cityOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

function standardOffset(zone: ZoneOffsets, atMs: number): number {
  return Math.min(zone.at(atMs), zone.at(atMs - 182 * dayMs));
}

/** Of zones that went the same way for years, one is enough. */
function distinct(among: readonly ZoneOffsets[], atMs: number): ZoneOffsets[] {
  const byHistory = new Map<string, ZoneOffsets>();
  for (const zone of among) {
    const offsets = Array.from({ length: monthsLookedBack }, (_, month) =>
      zone.at(atMs - month * 30 * dayMs),
    );
    byHistory.set(offsets.join(), zone);
  }
  return [...byHistory.values()];
}
