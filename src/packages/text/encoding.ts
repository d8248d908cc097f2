import { isAscii, isUtf8 } from 'node:buffer';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What an encoding was told by: its mark, NULs in every other byte, bytes that are valid UTF-8; else the last resort. */
export type EncodingEvidence = 'mark' | 'nuls' | 'valid' | 'lastResort';

export interface FoundEncoding {
  readonly encoding: Encoding;
  readonly evidence: EncodingEvidence;
  /** Bytes before the text. */
  readonly markLength: number;
  /** Whether one byte is one character. */
  readonly isAscii: boolean;
}

const sampleBytes = 65_536;

/** What the bytes are encoded in, told by themselves and never by trial. */
export function findEncoding(bytes: Uint8Array): FoundEncoding {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    return { encoding: 'utf-8', evidence: 'mark', markLength: 3, isAscii: isAscii(bytes.subarray(3)) };
  }
  if (first === 0xff && second === 0xfe) {
    return { encoding: 'utf-16le', evidence: 'mark', markLength: 2, isAscii: false };
  }
  if (first === 0xfe && second === 0xff) {
    return { encoding: 'utf-16be', evidence: 'mark', markLength: 2, isAscii: false };
  }
  const wide = wideByNuls(bytes.subarray(0, sampleBytes));
  if (wide !== undefined) {
    return { encoding: wide, evidence: 'nuls', markLength: 0, isAscii: false };
  }
  if (isAscii(bytes)) {
    return { encoding: 'utf-8', evidence: 'valid', markLength: 0, isAscii: true };
  }
  return isUtf8(withoutCutCharacter(bytes))
    ? { encoding: 'utf-8', evidence: 'valid', markLength: 0, isAscii: false }
    : { encoding: 'windows-1252', evidence: 'lastResort', markLength: 0, isAscii: false };
}

/** A NUL or two in a text of one byte per character must not make it wide: every tenth pair has to have one. */
function wideByNuls(sample: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const pairs = sample.length >> 1;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < pairs * 2; at += 2) {
    even += sample[at] === 0 ? 1 : 0;
    odd += sample[at + 1] === 0 ? 1 : 0;
  }
  const isMuch = (count: number, other: number) => count * 10 >= pairs && count > other * 8;
  // Side by side, the bytes of a line break are one character each.
  if (pairs === 0 || even + odd === 0 || Buffer.from(sample).includes('\r\n')) {
    return undefined;
  }
  return isMuch(odd, even) ? 'utf-16le' : isMuch(even, odd) ? 'utf-16be' : undefined;
}

/** A member that breaks off within a character is still UTF-8; one whose only character beyond ASCII is cut may not be. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc2 && byte <= 0xf4) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      const whole = bytes.subarray(0, bytes.length - back);
      return length > back && !isAscii(whole) ? whole : bytes;
    }
    if (byte < 0x80) {
      return bytes;
    }
  }
  return bytes;
}

/** The characters of Windows-1252 from 0x80 to 0x9f; those that it does not define stay what they are. */
const highCharacters =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** The text without its mark. Bytes that are no character of the encoding become U+FFFD. */
export function decode(bytes: Uint8Array, { encoding, markLength, isAscii }: FoundEncoding): string {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset + markLength, bytes.length - markLength);
  switch (encoding) {
    case 'utf-8':
      return body.toString(isAscii ? 'latin1' : 'utf8');
    case 'utf-16le':
      return body.toString('utf16le');
    case 'utf-16be':
      return Buffer.from(body.subarray(0, body.length & ~1))
        .swap16()
        .toString('utf16le');
    case 'windows-1252':
      return body
        .toString('latin1')
        .replaceAll(
          /[\u0080-\u009f]/g,
          (character) => highCharacters[character.charCodeAt(0) - 0x80] ?? character,
        );
  }
}
