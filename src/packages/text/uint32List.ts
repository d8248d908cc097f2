/** A growing list of whole numbers below 2^32, at four bytes each. */
export class Uint32List {
  #values = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Uint32Array(this.#length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length++] = value;
  }

  /** @returns 0 for an index that is not in the list */
  at(index: number): number {
    return index < this.#length ? (this.#values[index] ?? 0) : 0;
  }

  /** Forgets all values from this index on. */
  cut(length: number): void {
    this.#length = Math.min(this.#length, length);
  }
}
