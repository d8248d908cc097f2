import type { Clock } from '../../src/defender/clock.ts';

interface Sleeper {
  atMs: number;
  wake: () => void;
}

/** A clock that stands still until a test moves it on. */
export class FakeClock implements Clock {
  #nowMs: number;
  #sleepers: Sleeper[] = [];

  constructor(nowMs = Date.UTC(2026, 0, 2, 3, 4, 5)) {
    this.#nowMs = nowMs;
  }

  /** When the next of those who sleep wants to wake, in milliseconds since 1970. */
  get nextWakeMs(): number | undefined {
    return this.#sleepers.map(({ atMs }) => atMs).sort((a, b) => a - b)[0];
  }

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const sleeper = { atMs: this.#nowMs + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  /** Moves on, waking those whose time has come in their order, each before the next. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      await settle();
      const next = this.#sleepers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) {
        break;
      }
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      next.wake();
    }
    this.#nowMs = endMs;
    await settle();
  }
}

/** Lets everything that waits for nothing but promises run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
