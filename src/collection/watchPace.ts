const second = 1000;
const minute = 60 * second;

/** How old a collection is, and how often it is then asked for: most take minutes, some wait days for their device. */
const paces = [
  [2 * minute, 10 * second],
  [15 * minute, 20 * second],
  [60 * minute, minute],
  [Infinity, 5 * minute],
] as const;

/** The service knows a new action everywhere only after a while. */
const unknownForMs = 2 * minute;

/** Milliseconds until the next look at collections that are watched since these times, milliseconds since 1970. */
export function pauseMs(sinceMs: readonly number[], nowMs: number): number {
  const youngestMs = Math.min(...sinceMs.map((since) => Math.max(0, nowMs - since)));
  return paces.find(([age]) => youngestMs < age)?.[1] ?? paces[0][1];
}

/** Whether an action that is not found may only be too new. */
export function mayBeNew(sinceMs: number, nowMs: number): boolean {
  return nowMs - sinceMs < unknownForMs;
}
