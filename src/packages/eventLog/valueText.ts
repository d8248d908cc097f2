import { epochSeconds, fileTimeText, ticksPerSecond } from '../fileTime.ts';
import { valueTypes } from './valueTypes.ts';

/**
 * The text of a value as Windows writes it: numbers in decimal, or hexadecimal with `0x`; bytes as hexadecimal digits;
 * GUIDs in braces; times as ISO 8601 in UTC with seven digits.
 * @param type one of `valueTypes`, for which the length is right
 */
export function valueText(type: number, bytes: Buffer, start: number, length: number): string {
  if (length === 0) {
    return '';
  }
  const end = start + length;
  switch (type) {
    case valueTypes.string:
    case valueTypes.xmlText:
      return withoutEnd(bytes.toString('utf16le', start, end));
    case valueTypes.ansiString:
      return withoutEnd(ansi(bytes, start, end));
    case valueTypes.int8:
      return String(bytes.readInt8(start));
    case valueTypes.uint8:
      return String(bytes.readUInt8(start));
    case valueTypes.int16:
      return String(bytes.readInt16LE(start));
    case valueTypes.uint16:
      return String(bytes.readUInt16LE(start));
    case valueTypes.int32:
      return String(bytes.readInt32LE(start));
    case valueTypes.uint32:
      return String(bytes.readUInt32LE(start));
    case valueTypes.int64:
      return String(bytes.readBigInt64LE(start));
    case valueTypes.uint64:
      return String(bytes.readBigUInt64LE(start));
    case valueTypes.real32:
      return realText(Math.fround(bytes.readFloatLE(start)), 6);
    case valueTypes.real64:
      return realText(bytes.readDoubleLE(start), 15);
    case valueTypes.boolean:
      return String(bytes.subarray(start, end).some((byte) => byte !== 0));
    case valueTypes.guid:
      return guidText(bytes, start);
    case valueTypes.fileTime:
      return fileTimeText(bytes.readBigUInt64LE(start)) ?? hex(bytes, start, end);
    case valueTypes.systemTime:
      return systemTimeText(bytes, start) ?? hex(bytes, start, end);
    case valueTypes.sid:
      return sidText(bytes, start, end);
    case valueTypes.size:
    case valueTypes.handle:
    case valueTypes.hex32:
    case valueTypes.hex64:
      return length === 8
        ? `0x${bytes.readBigUInt64LE(start).toString(16)}`
        : `0x${bytes.readUInt32LE(start).toString(16)}`;
    default:
      return hex(bytes, start, end);
  }
}

/**
 * @param text ISO 8601 in UTC
 * @returns 100 ns since 1601; undefined for what is no time or is before that
 */
export function fileTimeOf(text: string): bigint | undefined {
  const [, upToSeconds = '', fraction = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text) ?? [];
  const ms = Date.parse(`${upToSeconds}Z`);
  if (Number.isNaN(ms)) {
    return undefined;
  }
  const seconds = BigInt(ms / 1000) + epochSeconds;
  return seconds < 0n ? undefined : seconds * ticksPerSecond + BigInt(fraction.padEnd(7, '0').slice(0, 7));
}

/** @returns undefined for a date that does not exist */
export function systemTimeText(bytes: Buffer, start: number): string | undefined {
  const field = (index: number) => bytes.readUInt16LE(start + 2 * index);
  // The third field is the day of the week.
  const ms = Date.UTC(field(0), field(1) - 1, field(3), field(4), field(5), field(6), field(7));
  const date = new Date(ms);
  const isReal =
    field(0) >= 1601 &&
    date.getUTCFullYear() === field(0) &&
    date.getUTCMonth() === field(1) - 1 &&
    date.getUTCDate() === field(3) &&
    date.getUTCSeconds() === field(6);
  return isReal && field(0) <= 9999 ? `${date.toISOString().slice(0, 23)}0000Z` : undefined;
}

function guidText(bytes: Buffer, start: number): string {
  const digits = (value: number, length: number) => value.toString(16).padStart(length, '0');
  const first = digits(bytes.readUInt32LE(start), 8);
  const second = digits(bytes.readUInt16LE(start + 4), 4);
  const third = digits(bytes.readUInt16LE(start + 6), 4);
  const rest = hex(bytes, start + 8, start + 16);
  return `{${first}-${second}-${third}-${rest.slice(0, 4)}-${rest.slice(4)}}`.toUpperCase();
}

function sidText(bytes: Buffer, start: number, end: number): string {
  const authority = bytes.readUIntBE(start + 2, 6);
  let text = `S-${bytes.readUInt8(start)}-${authority}`;
  for (let at = start + 8; at < end; at += 4) {
    text += `-${bytes.readUInt32LE(at)}`;
  }
  return text;
}

function realText(value: number, digits: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits + 1))) : String(value);
}

function hex(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('hex', start, end).toUpperCase();
}

const windows1252 = new TextDecoder('windows-1252');

/** The code page is not in the log; Western Europe's is the likeliest. */
function ansi(bytes: Buffer, start: number, end: number): string {
  return windows1252.decode(bytes.subarray(start, end));
}

/** Many writers count the character that ends a string. */
export function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) {
    end--;
  }
  return end === text.length ? text : text.slice(0, end);
}
