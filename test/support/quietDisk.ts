import type { Files } from '../../src/evidence/disk/files.ts';

/** A disk that knows when nothing is under way on it: then those who use it wait for the clock, or for nothing. */
export class QuietDisk {
  readonly files: Files;
  readonly #underWay = new Set<Promise<unknown>>();

  /** @param disk operations that are replaced in it later count as well */
  constructor(disk: Files) {
    const operations = Object.keys(disk) as (keyof Files)[];
    const counting = operations.map((operation) => [operation, this.#counting(disk, operation)]);
    this.files = Object.fromEntries(counting) as Files;
  }

  /** Waits until everything has come to a rest that waits for the disk, or for promises alone. */
  async quiet(): Promise<void> {
    for (let calm = 0; calm < 2; calm++) {
      if (this.#underWay.size > 0) {
        await Promise.allSettled(this.#underWay);
        calm = 0;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #counting(disk: Files, operation: keyof Files): (...values: unknown[]) => Promise<unknown> {
    return (...values) => {
      const done = (disk[operation] as (...values: unknown[]) => Promise<unknown>)(...values);
      this.#underWay.add(done);
      const end = () => this.#underWay.delete(done);
      done.then(end, end);
      return done;
    };
  }
}
