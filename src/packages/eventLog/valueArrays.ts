import { mostValuesPerRecord, UnreadableContent } from './bounds.ts';
import type { EventChunk, FoundValue } from './eventChunk.ts';
import { arrayFlag, fixedLength, sidLength, valueTypes } from './valueTypes.ts';

export function isArray(type: number): boolean {
  return (type & arrayFlag) !== 0;
}

/** The value as it can be shown: the bare bytes of one that cannot be read as what it claims to be. */
export function valueOfItem(value: FoundValue, problem: 'valueType' | 'valueSize' | undefined): FoundValue {
  return problem ? { ...value, type: valueTypes.binary } : value;
}

/**
 * The items of an array: texts up to the character that ends each of them, and all others one behind the other. What
 * is left at the end, too short for an item, comes last.
 * @throws {UnreadableContent} when there are more than a record may bring
 */
export function arrayItems(chunk: EventChunk, array: FoundValue): FoundValue[] {
  const type = array.type & ~arrayFlag;
  const end = array.start + array.length;
  const items: FoundValue[] = [];
  for (let start = array.start; start < end;) {
    if (items.length === mostValuesPerRecord) {
      throw new UnreadableContent('values', start);
    }
    const next = Math.min(end, itemEnd(chunk, type, start, array));
    items.push({ type, start, length: next - start });
    start = next;
  }
  return items;
}

/** May lie behind the end of the array. */
function itemEnd(chunk: EventChunk, type: number, start: number, array: FoundValue): number {
  const end = array.start + array.length;
  switch (type) {
    case valueTypes.string: {
      let at = start;
      while (at + 1 < end && chunk.view.getUint16(at, true) !== 0) {
        at += 2;
      }
      return at + 2;
    }
    case valueTypes.ansiString: {
      const at = chunk.bytes.indexOf(0, start);
      return at < 0 ? end : at + 1;
    }
    case valueTypes.sid:
      return start + (sidLength(chunk.bytes, start, end) ?? end - start);
    case valueTypes.size:
      // Which of the two it is, it does not say: hexadecimal numbers do, and are what is there usually.
      return start + (array.length % 8 === 0 ? 8 : 4);
    default:
      return start + (fixedLength(type) ?? end - start);
  }
}
