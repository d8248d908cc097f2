import type { Clock } from './clock.ts';
import { blockEnd, forecast, mattering, type PaceWait } from './linkWindows.ts';

export type { PaceReason, PaceWait } from './linkWindows.ts';

export interface PaceOptions {
  signal?: AbortSignal | undefined;
  /** Told each time the wait begins or changes. */
  onWait?: ((wait: PaceWait) => void) | undefined;
}

/** Spaces the requests for package links, of which a tenant allows an app 2 a minute and 120 an hour. */
export interface LinkPace {
  /** Runs `send` as soon as the service allows another request, in the order of asking. */
  run<T>(send: () => Promise<T>, options?: PaceOptions): Promise<T>;
  /** Learns from a 429 that came anyway: a colleague's request counts too. */
  throttled(retryAfterMs: number): void;
}

/** Tells a wait only when it differs from what was told before. */
export function onChange(onWait: PaceOptions['onWait']): (wait: PaceWait | undefined) => void {
  let told: PaceWait | undefined;
  return (wait) => {
    if (wait && (wait.reason !== told?.reason || wait.untilMs !== told.untilMs)) {
      told = wait;
      onWait?.(wait);
    }
  };
}

interface Sent {
  /** When the answer came, or failed to come; undefined while it is awaited, which counts as now. */
  atMs?: number;
}

/** A pace kept in memory, for one tenant and app. */
export class SlidingPace implements LinkPace {
  readonly #clock: Clock;
  #sent: Sent[] = [];
  #blockedUntilMs = 0;
  /** First come, first served; aborting a controller wakes its waiter. */
  readonly #waiting: AbortController[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async run<T>(send: () => Promise<T>, options: PaceOptions = {}): Promise<T> {
    const slot = await this.#nextSlot(options);
    try {
      return await send();
    } finally {
      slot.atMs = this.#clock.now();
    }
  }

  throttled(retryAfterMs: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, blockEnd(retryAfterMs, this.#clock.now()));
    this.#wakeAll();
  }

  async #nextSlot({ signal, onWait }: PaceOptions): Promise<Sent> {
    let wake = new AbortController();
    const tell = onChange(onWait);
    this.#waiting.push(wake);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const place = this.#waiting.indexOf(wake);
        const wait = this.#forecast(place);
        if (!wait && place === 0) {
          const slot: Sent = {};
          this.#sent = [...this.#sent, slot].slice(-mattering);
          return slot;
        }
        tell(wait);
        // Without a wait it is the turn of those before, who wake this one when they have gone.
        await this.#sleep(wait?.untilMs ?? Infinity, signal, wake.signal);
        if (wake.signal.aborted) {
          const sleeper = this.#waiting.indexOf(wake);
          wake = new AbortController();
          this.#waiting[sleeper] = wake;
        }
      }
    } finally {
      this.#waiting.splice(this.#waiting.indexOf(wake), 1);
      this.#wakeAll();
    }
  }

  async #sleep(untilMs: number, signal: AbortSignal | undefined, wake: AbortSignal): Promise<void> {
    const either = signal ? AbortSignal.any([signal, wake]) : wake;
    try {
      await this.#clock.sleep(untilMs - this.#clock.now(), either);
    } catch (error) {
      if (!wake.aborted) {
        throw error;
      }
    }
  }

  #forecast(place: number): PaceWait | undefined {
    const now = this.#clock.now();
    const sentMs = this.#sent.map(({ atMs = now }) => atMs);
    return forecast({ sentMs, blockedUntilMs: this.#blockedUntilMs }, place, now);
  }

  #wakeAll(): void {
    for (const waiter of this.#waiting) {
      waiter.abort();
    }
  }
}
