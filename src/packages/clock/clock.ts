import type { RowSource, TimeProof } from '../table/table.ts';
import { isNever, naiveMs, onlyOrder, parseLocalTime, type DateOrder } from './localTime.ts';
import { OffsetHistory } from './offsetHistory.ts';
import {
  fitsStated,
  readingsOf,
  statedOffset,
  type Moment,
  type Reading,
  type WitnessId,
} from './witness.ts';

/** What a witness says, and whether the clock that was found fits it. */
export interface Testimony {
  readonly witness: WitnessId;
  readonly localText: string;
  /** Undefined for a stated zone. */
  readonly utcMs: number | undefined;
  /** Undefined when the witness allows none. */
  readonly offsetMinutes: number | undefined;
  readonly fits: boolean;
  readonly source: RowSource;
}

/** Why no local time is converted: nobody witnesses a moment, or the witnesses contradict each other. */
export type ClockDoubt = 'noWitness' | 'contradiction';

export interface Conversion {
  readonly proof: TimeProof;
  /** NaN unless the time is proven. */
  readonly utcMs: number;
}

export interface ClockEvidence {
  readonly moments: readonly Moment[];
  /** What the host says of its zone, and where. */
  readonly zone: { readonly text: string; readonly source: RowSource } | undefined;
  /** Other times of the host's, from which the order of day and month follows when the moments leave it open. */
  readonly otherTimes: Iterable<string>;
}

const minuteMs = 60_000;
const none: Conversion = { proof: 'none', utcMs: NaN };
const unproven: Conversion = { proof: 'unproven', utcMs: NaN };
const never: Conversion = { proof: 'never', utcMs: NaN };
const keptConversions = 100_000;

/** Turns the host's own times into UTC where witnesses inside the package prove how. */
export class Clock {
  readonly testimonies: readonly Testimony[];
  /** Of the host's time before that of UTC, when it was collected; undefined unless it is proven. */
  readonly offsetMinutes: number | undefined;
  /** Undefined unless it is proven. */
  readonly order: DateOrder | undefined;
  readonly doubt: ClockDoubt | undefined;
  readonly #history: OffsetHistory | undefined;
  readonly #conversions = new Map<string, Conversion>();

  constructor({ moments, zone, otherTimes }: ClockEvidence) {
    const read = moments.map((moment) => ({ moment, readings: readingsOf(moment) }));
    const stated = zone && statedOffset(zone.text);
    const common = commonReadings(read.map(({ readings }) => readings)).filter(
      ({ offsetMinutes }) => stated === undefined || fitsStated(offsetMinutes, stated),
    );
    const offsets = new Set(common.map(({ offsetMinutes }) => offsetMinutes));
    const [offset] = offsets;
    this.offsetMinutes = offsets.size === 1 ? offset : undefined;
    if (this.offsetMinutes === undefined) {
      this.doubt = read.some(({ readings }) => readings.length > 0) ? 'contradiction' : 'noWitness';
    } else {
      const orders = new Set(common.map(({ order }) => order));
      const [order] = orders;
      this.order = orders.size === 1 && order !== undefined ? order : learnedOrder(otherTimes);
      this.#history = new OffsetHistory(this.offsetMinutes, moments[0]?.utcMs ?? 0, zone?.text ?? '');
    }
    this.testimonies = [
      ...read.map(({ moment, readings }) => ({
        witness: moment.witness,
        localText: moment.localText,
        utcMs: moment.utcMs,
        offsetMinutes: readings[0]?.offsetMinutes,
        fits: readings.some(({ offsetMinutes }) => offsetMinutes === this.offsetMinutes),
        source: moment.source,
      })),
      ...(zone
        ? [
            {
              witness: 'statedZone' as const,
              localText: zone.text,
              utcMs: undefined,
              offsetMinutes: stated,
              fits:
                stated !== undefined &&
                this.offsetMinutes !== undefined &&
                fitsStated(this.offsetMinutes, stated),
              source: zone.source,
            },
          ]
        : []),
    ];
  }

  get isProven(): boolean {
    return this.offsetMinutes !== undefined;
  }

  /** @param text a time in the host's format and zone; without a year there is nothing to convert */
  convert(text: string): Conversion {
    if (text === '') {
      return none;
    }
    const known = this.#conversions.get(text);
    if (known) {
      return known;
    }
    const conversion = this.#convert(text);
    if (this.#conversions.size < keptConversions) {
      this.#conversions.set(text, conversion);
    }
    return conversion;
  }

  #convert(text: string): Conversion {
    const time = parseLocalTime(text);
    if (time === undefined) {
      // Words for "not applicable" have no digits in any language.
      return /\d/.test(text) ? unproven : none;
    }
    if (isNever(time)) {
      return never;
    }
    const isEither = time.isYearFirst || time.numbers[0] === time.numbers[1];
    const order = this.order ?? (isEither ? 'dayFirst' : undefined);
    const localMs = order && naiveMs(time, order);
    const offset = localMs === undefined ? undefined : this.#history?.offsetAt(localMs);
    return localMs === undefined || offset === undefined
      ? unproven
      : { proof: 'proven', utcMs: localMs - offset * minuteMs };
  }
}

/** The readings that every witness allows which allows any. */
function commonReadings(all: readonly (readonly Reading[])[]): readonly Reading[] {
  const [some = [], ...others] = all.filter((readings) => readings.length > 0);
  return others.reduce(
    (common, readings) =>
      common.flatMap(({ offsetMinutes, order }) =>
        readings
          .filter((reading) => reading.offsetMinutes === offsetMinutes && isSame(reading.order, order))
          .map((reading) => ({ offsetMinutes, order: order ?? reading.order })),
      ),
    some,
  );
}

function isSame(one: DateOrder | undefined, other: DateOrder | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

/** Times of which some can only be read in one order, and none only in the other, are all in that order. */
function learnedOrder(texts: Iterable<string>): DateOrder | undefined {
  const orders = new Set<DateOrder>();
  for (const text of texts) {
    const time = parseLocalTime(text);
    const order = time && !isNever(time) ? onlyOrder(time) : undefined;
    if (order !== undefined) {
      orders.add(order);
    }
  }
  const [order] = orders;
  return orders.size === 1 ? order : undefined;
}
