import type { Clock } from '../../defender/clock.ts';

/** How long a host may send nothing. */
const stalledMs = 60_000;

/** Calls `onStall` when nothing moved for a minute. */
export class StallWatch {
  readonly #clock: Clock;
  readonly #over = new AbortController();
  #movedMs: number;
  stalled = false;

  constructor(clock: Clock, onStall: () => void) {
    this.#clock = clock;
    this.#movedMs = clock.now();
    void this.#watch(onStall);
  }

  moved(): void {
    this.#movedMs = this.#clock.now();
  }

  stop(): void {
    this.#over.abort();
  }

  async #watch(onStall: () => void): Promise<void> {
    try {
      for (;;) {
        const now = this.#clock.now();
        // A clock that was set back does not tell how long it has been quiet: the minute begins anew.
        this.#movedMs = Math.min(this.#movedMs, now);
        const sinceMs = now - this.#movedMs;
        if (sinceMs >= stalledMs) {
          this.stalled = true;
          onStall();
          return;
        }
        await this.#clock.sleep(stalledMs - sinceMs, this.#over.signal);
      }
    } catch {
      // Stopped.
    }
  }
}
