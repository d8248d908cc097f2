import type { Clock } from '../../src/defender/clock.ts';

/** A clock on which every wait is over at once; only a request's time limit is never reached. */
export class SkippingClock implements Clock {
  /** How long each wait would have been, in milliseconds. */
  readonly waits: number[] = [];
  readonly #limitMs: number;
  #nowMs: number;

  constructor({ limitMs = 60_000, nowMs = Date.now() } = {}) {
    this.#limitMs = limitMs;
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) {
      return Promise.reject(signal.reason as Error);
    }
    if (ms === this.#limitMs) {
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    }
    this.waits.push(ms);
    this.#nowMs += ms;
    return Promise.resolve();
  }
}
