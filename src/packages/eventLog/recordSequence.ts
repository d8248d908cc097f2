/** Record identifiers, from the first to the last of them. */
export interface RecordRange {
  first: bigint;
  last: bigint;
}

export interface RecordCoverage {
  /** The lowest and the highest record identifier. */
  recordIds: RecordRange | undefined;
  /** 100 ns since 1601, UTC: the earliest and the latest event. */
  times: RecordRange | undefined;
  /** Identifiers between them that no record has, by their numbers: at most `keptGaps` ranges. */
  gaps: RecordRange[];
  /** How many ranges there are; undefined when they are too many to tell. */
  gapCount: number | undefined;
  /** How many records have an identifier that another one has, too. */
  repeated: number;
}

export const keptGaps = 1000;
/** Ranges without a gap that are remembered. Logs have one or two; logs that were filtered have very many. */
export const mostRanges = 200_000;

/** Sees each record go by, and knows which times and identifiers are there. */
export class RecordSequence {
  #ranges: RecordRange[] = [];
  #current: RecordRange | undefined;
  #recordIds: RecordRange | undefined;
  #times: RecordRange | undefined;
  #hasTooMany = false;
  #repeated = 0;

  add(recordId: bigint, time: bigint): void {
    this.#recordIds = widened(this.#recordIds, recordId);
    this.#times = widened(this.#times, time);
    const current = this.#current;
    if (current && recordId === current.last + 1n) {
      current.last = recordId;
    } else if (current && recordId >= current.first && recordId <= current.last) {
      this.#repeated++;
    } else if (!this.#hasTooMany) {
      this.#begin(recordId);
    }
  }

  /** Of the records so far. */
  coverage(): RecordCoverage {
    this.#merge();
    const gaps: RecordRange[] = [];
    let before: RecordRange | undefined;
    for (const range of this.#ranges) {
      if (before && gaps.length < keptGaps) {
        gaps.push({ first: before.last + 1n, last: range.first - 1n });
      }
      before = range;
    }
    return {
      recordIds: this.#recordIds,
      times: this.#times,
      gaps: this.#hasTooMany ? [] : gaps,
      gapCount: this.#hasTooMany ? undefined : Math.max(0, this.#ranges.length - 1),
      repeated: this.#repeated,
    };
  }

  #begin(recordId: bigint): void {
    if (this.#ranges.length === mostRanges) {
      this.#merge();
      this.#hasTooMany = this.#ranges.length > mostRanges / 2;
    }
    this.#current = { first: recordId, last: recordId };
    this.#ranges.push(this.#current);
  }

  /** Puts the ranges in order, for a full log begins in the middle, and those that touch into one. */
  #merge(): void {
    const merged: RecordRange[] = [];
    for (const range of this.#ranges.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
      const last = merged.at(-1);
      if (!last || range.first > last.last + 1n) {
        merged.push(range);
        continue;
      }
      const shared = (range.last < last.last ? range.last : last.last) - range.first + 1n;
      this.#repeated += Number(shared);
      last.last = range.last > last.last ? range.last : last.last;
    }
    this.#ranges = merged;
    this.#current = undefined;
  }
}

function widened(range: RecordRange | undefined, value: bigint): RecordRange {
  if (!range) {
    return { first: value, last: value };
  }
  if (value < range.first) {
    range.first = value;
  }
  if (value > range.last) {
    range.last = value;
  }
  return range;
}
