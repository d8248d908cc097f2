import type { Clock } from './clock.ts';

/** Why a link request has to wait: one of the service's two windows is full, or the service itself said so. */
export type PaceReason = 'minute' | 'hour' | 'throttled';

export interface PaceWait {
  reason: PaceReason;
  /** Milliseconds since 1970 at which the request is sent, as far as is known now. */
  untilMs: number;
}

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

const windows = [
  { reason: 'minute', lengthMs: 60_000, requests: 2 },
  { reason: 'hour', lengthMs: 3_600_000, requests: 120 },
] as const;

/** The service counts a request when it arrives, which is after it was sent and before it was answered. */
const marginMs = 250;

/** Longest that a 429 is heeded: no window of the service is longer, whatever stands in the header. */
const longestBlockMs = windows[1].lengthMs;

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
    const blockMs = Math.min(retryAfterMs, longestBlockMs) + marginMs;
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, this.#clock.now() + blockMs);
    this.#wakeAll();
  }

  async #nextSlot({ signal, onWait }: PaceOptions): Promise<Sent> {
    let wake = new AbortController();
    let told: PaceWait | undefined;
    this.#waiting.push(wake);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const place = this.#waiting.indexOf(wake);
        const wait = this.#forecast(place);
        if (!wait && place === 0) {
          const slot: Sent = {};
          this.#sent = [...this.#sent, slot].slice(-windows[1].requests);
          return slot;
        }
        if (wait && (wait.reason !== told?.reason || wait.untilMs !== told.untilMs)) {
          told = wait;
          onWait?.(wait);
        }
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

  /** When the one at `place` of the queue may send, if that is not now: everyone before takes a slot first. */
  #forecast(place: number): PaceWait | undefined {
    const now = this.#clock.now();
    const times = this.#sent.map(({ atMs = now }) => atMs).sort((a, b) => a - b);
    let wait: PaceWait = { reason: 'throttled', untilMs: now };
    for (let i = 0; i <= place; i++) {
      wait = { reason: 'throttled', untilMs: Math.max(now, this.#blockedUntilMs) };
      for (const { reason, lengthMs, requests } of windows) {
        const freeAt = (times.at(-requests) ?? -Infinity) + lengthMs + marginMs;
        if (freeAt > wait.untilMs) {
          wait = { reason, untilMs: freeAt };
        }
      }
      times.push(wait.untilMs);
    }
    return wait.untilMs > now ? wait : undefined;
  }

  #wakeAll(): void {
    for (const waiter of this.#waiting) {
      waiter.abort();
    }
  }
}
