/** How many bytes may still be unpacked; one budget may serve several files and cabinets. */
export class ByteBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get left(): number {
    return this.#left;
  }

  /** @returns false when there are not as many left, of which then none are taken */
  take(bytes: number): boolean {
    if (bytes > this.#left) {
      return false;
    }
    this.#left -= bytes;
    return true;
  }
}
