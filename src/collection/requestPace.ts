import type { Clock } from '../defender/clock.ts';

/** The service allows 100 requests a minute, of which the list and the watches need some. */
const paceMs = 700;

/** Keeps the requests for many devices so far apart that the service's limit is not reached. */
export class RequestPace {
  readonly #clock: Clock;
  #nextMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits until the next request may be sent. @throws the signal's reason */
  async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const waitMs = Math.min(this.#nextMs - this.#clock.now(), paceMs);
    if (waitMs > 0) {
      await this.#clock.sleep(waitMs, signal);
    }
    this.#nextMs = this.#clock.now() + paceMs;
  }
}
