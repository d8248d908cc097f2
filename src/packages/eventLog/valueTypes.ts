/** The types of values in binary XML, by the numbers that it gives them. Source: MS-EVEN6, 2.2.12 and libevtx's notes. */
export const valueTypes = {
  nothing: 0x00,
  string: 0x01,
  ansiString: 0x02,
  int8: 0x03,
  uint8: 0x04,
  int16: 0x05,
  uint16: 0x06,
  int32: 0x07,
  uint32: 0x08,
  int64: 0x09,
  uint64: 0x0a,
  real32: 0x0b,
  real64: 0x0c,
  boolean: 0x0d,
  binary: 0x0e,
  guid: 0x0f,
  size: 0x10,
  fileTime: 0x11,
  systemTime: 0x12,
  sid: 0x13,
  hex32: 0x14,
  hex64: 0x15,
  handle: 0x20,
  binaryXml: 0x21,
  xmlText: 0x23,
} as const;

/** The bit that makes an array of a type. */
export const arrayFlag = 0x80;

/** Bytes of a value of the types that have a fixed length. */
const lengths = new Map<number, number>([
  [valueTypes.int8, 1],
  [valueTypes.uint8, 1],
  [valueTypes.int16, 2],
  [valueTypes.uint16, 2],
  [valueTypes.int32, 4],
  [valueTypes.uint32, 4],
  [valueTypes.int64, 8],
  [valueTypes.uint64, 8],
  [valueTypes.real32, 4],
  [valueTypes.real64, 8],
  [valueTypes.boolean, 4],
  [valueTypes.guid, 16],
  [valueTypes.fileTime, 8],
  [valueTypes.systemTime, 16],
  [valueTypes.hex32, 4],
  [valueTypes.hex64, 8],
]);

const known = new Set<number>(Object.values(valueTypes));

/** @returns bytes; undefined for the types whose values have any length */
export function fixedLength(type: number): number | undefined {
  return lengths.get(type);
}

/** What makes a value of `type` unreadable in so many bytes. No bytes at all are an empty value of every type. */
export function misfit(
  type: number,
  bytes: Uint8Array,
  start: number,
  length: number,
): 'valueType' | 'valueSize' | undefined {
  if (length === 0) {
    return undefined;
  }
  if (!known.has(type)) {
    return 'valueType';
  }
  return fits(type, bytes, start, length) ? undefined : 'valueSize';
}

function fits(type: number, bytes: Uint8Array, start: number, length: number): boolean {
  switch (type) {
    case valueTypes.string:
    case valueTypes.xmlText:
      return length % 2 === 0;
    case valueTypes.size:
    case valueTypes.handle:
      return length === 4 || length === 8;
    case valueTypes.boolean: // usually four bytes
      return length <= 8;
    case valueTypes.sid:
      return length === sidLength(bytes, start, start + length);
    default:
      return length === (lengths.get(type) ?? length);
  }
}

/** @returns the bytes of the SID that begins at `start`; undefined when it does not end before `end` */
export function sidLength(bytes: Uint8Array, start: number, end: number): number | undefined {
  const length = 8 + 4 * (bytes[start + 1] ?? 0);
  return end - start >= 8 && start + length <= end ? length : undefined;
}
