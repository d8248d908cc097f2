const ticksInMillisecond = 10_000n;
const millisecondsTo1970 = 11_644_473_600_000n;
const lastMillisecond = Date.UTC(10_000, 0) - 1;

/**
 * @param ticks 100 ns each since the beginning of 1601, UTC (FILETIME)
 * @returns ISO 8601 in UTC with all seven digits, so that texts sort as times; undefined after the year 9999
 */
export function fileTimeText(ticks: bigint): string | undefined {
  const milliseconds = Number(ticks / ticksInMillisecond - millisecondsTo1970);
  if (milliseconds > lastMillisecond) {
    return undefined;
  }
  const rest = String(ticks % ticksInMillisecond).padStart(4, '0');
  return new Date(milliseconds).toISOString().replace('Z', `${rest}Z`);
}
