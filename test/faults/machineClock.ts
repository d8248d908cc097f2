import type { FakeClock } from '../support/fakeClock.ts';

/** The clock of the machine, which can be set, and may stand still while the time passes for others. */
export class MachineClock {
  readonly #time: () => number;
  #setMs = 0;
  #sleptMs = 0;

  /** @param clock shows from now on what the machine's clock shows; waits on it last as long as ever */
  constructor(clock: FakeClock) {
    this.#time = clock.now.bind(clock);
    clock.now = () => this.trueNow + this.#setMs;
  }

  /** What the clocks of others show. */
  get trueNow(): number {
    return this.#time() + this.#sleptMs;
  }

  /** Sets the clock forth, or back where it is negative. */
  set(ms: number): void {
    this.#setMs += ms;
  }

  /** Lets the machine sleep: time passes for the others, and not for what waits here. */
  sleep(ms: number): void {
    this.#sleptMs += ms;
  }
}
