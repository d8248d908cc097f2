const millisecondsTo1970 = 11_644_473_600_000n;

/** A moment as Windows counts it: 100 ns each since the beginning of 1601, UTC. */
export function fileTicks(moment: Date, ticks = 0): bigint {
  return (BigInt(moment.getTime()) + millisecondsTo1970) * 10_000n + BigInt(ticks);
}
