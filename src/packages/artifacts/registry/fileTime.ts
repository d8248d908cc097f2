import { epochSeconds, fileTimeText as textOf } from '../../fileTime.ts';

const ticksPerMs = 10_000n;
/** No clock that wrote a time was further than this, in milliseconds since 1970. */
const [earliest, latest] = [Date.UTC(1980), Date.UTC(2200)];

/** A Windows time (100 ns since 1601, UTC) as ISO 8601 with all its seven digits. */
export function fileTimeText(ticks: bigint): string | undefined {
  const ms = Number(ticks / ticksPerMs - epochSeconds * 1000n);
  return ms < earliest || ms > latest ? undefined : textOf(ticks);
}

/** Of the first eight bytes, in hexadecimal, the lowest first. */
export function fileTimeOfHex(hex: string): string | undefined {
  const bytes = hex.slice(0, 16).match(/[\da-f]{2}/gi);
  return bytes?.length === 8 ? fileTimeText(BigInt(`0x${bytes.toReversed().join('')}`)) : undefined;
}
