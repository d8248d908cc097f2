/** The largest number of moments that any window of this length holds; its end is not part of it. Milliseconds. */
export function mostIn(moments: readonly number[], lengthMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [last, moment] of sorted.entries()) {
    while ((sorted[first] ?? 0) <= moment - lengthMs) {
      first++;
    }
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** How many moments follow `allowed` others within a window of this length. Milliseconds. */
export function callsBeyond(moments: readonly number[], allowed: number, lengthMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  return sorted.filter((moment, i) => moment - (sorted[i - allowed] ?? -Infinity) < lengthMs).length;
}
