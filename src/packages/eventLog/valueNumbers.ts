import type { EventChunk, FoundValue } from './eventChunk.ts';
import { valueText } from './valueText.ts';
import { misfit, valueTypes } from './valueTypes.ts';

/** @returns undefined for what is no number that is exact here */
export function numberOf(
  { view, bytes }: EventChunk,
  { type, start, length }: FoundValue,
): number | undefined {
  switch (type) {
    case valueTypes.uint8:
      return length === 1 ? view.getUint8(start) : undefined;
    case valueTypes.uint16:
      return length === 2 ? view.getUint16(start, true) : undefined;
    case valueTypes.uint32:
    case valueTypes.hex32:
      return length === 4 ? view.getUint32(start, true) : undefined;
    default: {
      if (length > 64 || misfit(type, bytes, start, length)) {
        return undefined;
      }
      const number = wideNumberOf(valueText(type, bytes, start, length));
      return number !== undefined && number <= Number.MAX_SAFE_INTEGER ? Number(number) : undefined;
    }
  }
}

/** @returns undefined for what is no whole number of decimal digits or, behind `0x`, hexadecimal ones */
export function wideNumberOf(text: string): bigint | undefined {
  return /^(?:\d{1,20}|0x[\da-f]{1,16})$/i.test(text) ? BigInt(text) : undefined;
}
