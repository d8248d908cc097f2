import { isAscii, isUtf8 } from 'node:buffer';
import { scorePages } from './codePageEvidence.ts';
import { decodePage, hostPages, type CodePage } from './codePages.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | CodePage;

/**
 * What an encoding was told by: its mark, NULs in every other byte, bytes that are
 * valid UTF-8, all or nearly all; of a code page, the
 * words that it makes of the bytes, or else the host's language and the tool that wrote; else it is the last resort.
 */
export type EncodingEvidence =
  'mark' | 'nuls' | 'valid' | 'mostlyValid' | 'letters' | 'locale' | 'lastResort';

/** What is known of a text beside its bytes. */
export interface TextOrigin {
  /** Of the host's system, as in `de;Deutsch (Deutschland)`. */
  readonly locale?: string | undefined;
  /** Whether a console tool wrote it: those have a code page of their own. */
  readonly isOfConsole?: boolean;
}

export interface FoundEncoding {
  readonly encoding: Encoding;
  readonly evidence: EncodingEvidence;
  /** Bytes before the text. */
  readonly markLength: number;
  /** Whether one byte is one character. */
  readonly isAscii: boolean;
}

const sampleBytes = 65_536;

/** What the bytes are encoded in, told by themselves and never by trial; `origin` is asked where they leave it open. */
export function findEncoding(bytes: Uint8Array, origin: TextOrigin = {}): FoundEncoding {
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
  if (isUtf8(withoutCutCharacter(bytes))) {
    return { encoding: 'utf-8', evidence: 'valid', markLength: 0, isAscii: false };
  }
  return isDamagedUtf8(bytes)
    ? { encoding: 'utf-8', evidence: 'mostlyValid', markLength: 0, isAscii: false }
    : { ...findPage(bytes, origin), markLength: 0, isAscii: false };
}

function findPage(
  bytes: Uint8Array,
  { locale, isOfConsole = false }: TextOrigin,
): { encoding: CodePage; evidence: EncodingEvidence } {
  const pages = hostPages(locale);
  const scores = scorePages(bytes, pages);
  const highest = Math.max(...scores.map(({ score }) => score));
  const best = scores.filter(({ score }) => score === highest).map(({ page }) => page);
  const [first = pages.programs] = best;
  // Pages of consoles have most of their letters in common: the likelier one comes first.
  if (highest > 0 && (best.length === 1 || first !== pages.programs)) {
    return { encoding: first, evidence: 'letters' };
  }
  if (locale === undefined) {
    return { encoding: pages.programs, evidence: 'lastResort' };
  }
  const ofConsoles = isOfConsole ? pages.consoles.find((page) => best.includes(page)) : undefined;
  return { encoding: ofConsoles ?? pages.programs, evidence: 'locale' };
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

/** Characters of several bytes are looked at up to so many; of whole ones there are so many more in damaged UTF-8. */
const mostLooks = 10_000;
const wholeToBroken = 4;

/** Hardly anything in a code page is a character of UTF-8 by chance, and nearly everything in damaged UTF-8 is. */
function isDamagedUtf8(bytes: Uint8Array): boolean {
  let [whole, broken] = [0, 0];
  for (let at = 0; at < bytes.length && whole + broken < mostLooks; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      const isWhole = byte >= 0xc2 && byte <= 0xf4 && isUtf8(bytes.subarray(at, at + length));
      whole += isWhole ? 1 : 0;
      broken += isWhole ? 0 : 1;
      at += isWhole ? length - 1 : 0;
    }
  }
  return whole > broken * wholeToBroken;
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
    default:
      return decodePage(body, encoding);
  }
}
