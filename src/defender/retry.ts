import type { Clock } from './clock.ts';
import { DefenderError } from './defenderError.ts';
import type { Logger } from './logger.ts';
import { NetworkError } from './networkError.ts';

const attempts = 3;
const firstBackoffMs = 1000;
/** A longer wait is for a person to decide, who is told of it. */
const longestUnseenMs = 10_000;
const unnamedThrottleMs = 30_000;

/** How long an error asks to wait before the same read is tried again; undefined when that would not help. */
export type RetryDelay = (error: unknown, attempt: number) => number | undefined;

/** Waits as told after a 429, but not for longer than a person would; doubles the wait after other faults. */
export const readDelay: RetryDelay = (error, attempt) => {
  if (DefenderError.is(error, 'throttled')) {
    const wait = throttleMs(error);
    return wait <= longestUnseenMs ? wait : undefined;
  }
  const passing =
    DefenderError.is(error, 'server') || (error instanceof NetworkError && error.reason === 'interrupted');
  // Jitter keeps the windows of one machine from coming back together.
  return passing ? firstBackoffMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2) : undefined;
};

export function throttleMs(error: DefenderError): number {
  return error.data.retryAfterMs ?? unnamedThrottleMs;
}

/** Repeats a read that is safe to repeat. Throws the last error. */
export async function withRetries<T>(
  { clock, logger, signal }: { clock: Clock; logger: Logger; signal?: AbortSignal | undefined },
  delay: RetryDelay,
  read: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      const waitMs = attempt < attempts ? delay(error, attempt) : undefined;
      if (waitMs === undefined) {
        throw error;
      }
      logger.info(
        `${(error as Error).message}; attempt ${attempt + 1} of ${attempts} in ${Math.round(waitMs)} ms`,
      );
      await clock.sleep(waitMs, signal);
    }
  }
}
