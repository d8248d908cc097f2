export type Range = readonly [from: number, to: number];

/** Which places of a view are selected: ranges in ascending order that do not touch, both ends included. */
export class RowSelection {
  #ranges: Range[] = [];
  /** Where a range begins that Shift extends. */
  #anchor = 0;

  get ranges(): readonly Range[] {
    return this.#ranges;
  }

  get count(): number {
    return this.#ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  }

  has(place: number): boolean {
    return this.#ranges.some(([from, to]) => from <= place && place <= to);
  }

  /** Nothing is selected any more, and the next range begins at `anchor`. */
  clear(anchor = 0): void {
    this.#ranges = [];
    this.#anchor = anchor;
  }

  only(place: number): void {
    this.#ranges = [[place, place]];
    this.#anchor = place;
  }

  toggle(place: number): void {
    const isSelected = this.has(place);
    this.#remove([place, place]);
    if (!isSelected) {
      this.#add([place, place]);
    }
    this.#anchor = place;
  }

  /** From where the last selection began to `place`; `adds` keeps what else is selected. */
  extend(place: number, adds = false): void {
    const range: Range = [Math.min(this.#anchor, place), Math.max(this.#anchor, place)];
    this.#ranges = adds ? this.#ranges : [];
    this.#add(range);
  }

  all(count: number): void {
    this.#ranges = count > 0 ? [[0, count - 1]] : [];
  }

  restore(ranges: readonly Range[], count: number): void {
    this.#ranges = [];
    for (const [from, to] of ranges) {
      if (from <= to && to < count) {
        this.#add([from, to]);
      }
    }
  }

  #add([from, to]: Range): void {
    const touching = this.#ranges.filter((range) => range[1] >= from - 1 && range[0] <= to + 1);
    const others = this.#ranges.filter((range) => !touching.includes(range));
    const merged: Range = [
      Math.min(from, ...touching.map(([start]) => start)),
      Math.max(to, ...touching.map(([, end]) => end)),
    ];
    this.#ranges = [...others, merged].sort(([one], [other]) => one - other);
  }

  #remove([from, to]: Range): void {
    this.#ranges = this.#ranges.flatMap((range): Range[] => {
      const [start, end] = range;
      if (end < from || start > to) {
        return [range];
      }
      const parts: Range[] = [
        [start, from - 1],
        [to + 1, end],
      ];
      return parts.filter(([first, last]) => first <= last);
    });
  }
}
