/** The days between 1601, where Windows begins to count, and 1970. */
export const epochSeconds = 11_644_473_600n;
export const ticksPerSecond = 10_000_000n;
const latestMs = 8_640_000_000_000_000;

/**
 * @param ticks 100 ns each since the beginning of 1601, UTC (FILETIME)
 * @returns ISO 8601 in UTC with all seven digits, so that texts sort as times; undefined after the year 9999
 */
export function fileTimeText(ticks: bigint): string | undefined {
  const seconds = ticks / ticksPerSecond - epochSeconds;
  const date = new Date(Math.min(Number(seconds) * 1000, latestMs));
  if (date.getUTCFullYear() > 9999) {
    return undefined;
  }
  const fraction = String(ticks % ticksPerSecond).padStart(7, '0');
  return `${date.toISOString().slice(0, 19)}.${fraction}Z`;
}
