/** Why a link request has to wait: one of the service's two windows is full, or the service itself said so. */
export type PaceReason = 'minute' | 'hour' | 'throttled';

export interface PaceWait {
  reason: PaceReason;
  /** Milliseconds since 1970 at which the request is sent, as far as is known now. */
  untilMs: number;
}

/** What decides when the next link request may be sent. */
export interface LinkUse {
  /** When the requests of the last hour were answered, or failed; those that are under way count as now. */
  sentMs: readonly number[];
  /** Nothing is sent before: the service said so. */
  blockedUntilMs: number;
}

const minute = { reason: 'minute', lengthMs: 60_000, requests: 2 } as const;
const hour = { reason: 'hour', lengthMs: 3_600_000, requests: 120 } as const;

/** The service counts a request when it arrives, which is after it was sent and before it was answered. */
const marginMs = 250;

/** Only so many of the requests that were sent, the latest, matter to what may be sent next. */
export const mattering = hour.requests;

/** How long a request matters to those that follow. */
export const memoryMs = hour.lengthMs + marginMs;

/** How many requests fill the shortest of the windows. */
export const atOnce = minute.requests;

/** When requests may be sent again after a 429: no window is longer than an hour, whatever the service demands. */
export function blockEnd(retryAfterMs: number, nowMs: number): number {
  return nowMs + Math.min(retryAfterMs, hour.lengthMs) + marginMs;
}

/** When the one at `place` of the queue may send, if that is not now: everyone before takes a slot first. */
export function forecast(
  { sentMs, blockedUntilMs }: LinkUse,
  place: number,
  nowMs: number,
): PaceWait | undefined {
  const times = [...sentMs].sort((a, b) => a - b);
  let wait: PaceWait = { reason: 'throttled', untilMs: nowMs };
  for (let i = 0; i <= place; i++) {
    wait = { reason: 'throttled', untilMs: Math.max(nowMs, blockedUntilMs) };
    for (const { reason, lengthMs, requests } of [minute, hour]) {
      const freeAt = (times.at(-requests) ?? -Infinity) + lengthMs + marginMs;
      if (freeAt > wait.untilMs) {
        wait = { reason, untilMs: freeAt };
      }
    }
    times.push(wait.untilMs);
  }
  return wait.untilMs > nowMs ? wait : undefined;
}
