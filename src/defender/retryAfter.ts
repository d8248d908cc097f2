/**
 * Reads a `Retry-After` header: whole seconds or an HTTP date.
 * @param now milliseconds since 1970, for the date form
 * @returns milliseconds to wait, never negative; undefined when the header is missing or malformed
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim();
  if (!text) {
    return undefined;
  }
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text) * 1000;
  }
  // Date.parse alone would also take "-5" or "1/2" for a date.
  const at = /GMT|UTC|\d{4}/.test(text) && /[A-Za-z]{3}/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
