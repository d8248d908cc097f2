export interface RateWindow {
  readonly calls: number;
  readonly seconds: number;
}

/** Calls per sliding window, counted for each caller on its own. A refused call does not count. */
export class RateLimit {
  readonly #windows: readonly RateWindow[];
  readonly #now: () => number;
  readonly #calls = new Map<string, number[]>();

  constructor(windows: readonly RateWindow[], now: () => number) {
    this.#windows = windows;
    this.#now = now;
  }

  /** 0 when the call may go on and is counted; else the whole seconds until one may. */
  take(caller: string): number {
    const now = this.#now();
    const longest = Math.max(...this.#windows.map(({ seconds }) => seconds)) * 1000;
    const calls = (this.#calls.get(caller) ?? []).filter((at) => at > now - longest);
    this.#calls.set(caller, calls);
    const waitMs = Math.max(0, ...this.#windows.map((window) => waitFor(window, calls, now)));
    if (waitMs === 0) {
      calls.push(now);
    }
    return Math.ceil(waitMs / 1000);
  }
}

function waitFor({ calls: allowed, seconds }: RateWindow, calls: readonly number[], now: number): number {
  const decisive = calls.at(-allowed);
  return decisive === undefined ? 0 : Math.max(0, decisive + seconds * 1000 - now);
}
