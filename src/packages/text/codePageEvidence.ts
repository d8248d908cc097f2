import { highCharacters, type CodePage, type HostPages } from './codePages.ts';

/** How much a page speaks for itself; the higher, the more of what it makes of the bytes are words and figures. */
export interface PageScore {
  readonly page: CodePage;
  score: number;
}

/** Bytes that are no ASCII; more of them say nothing new. */
const mostLooks = 4000;

// What a byte is in a page.
const [nothing, mark, quote, space, box, lower, usualLower, upper, usualUpper, digit] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;
type Class = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** Words of one letter in the languages of Western Europe. */
const letterWords = 'àèéóåÀÈÉÓÅ';

interface ReadPage {
  readonly page: CodePage;
  /** From 0x80 on. */
  readonly characters: string;
  readonly classes: readonly Class[];
}

const readPages = new Map<HostPages, readonly ReadPage[]>();

/** How well each page of a host fits bytes of which every one is a character, in the order of the pages. */
export function scorePages(bytes: Uint8Array, host: HostPages): PageScore[] {
  const pages = readPages.get(host) ?? pagesOf(host);
  readPages.set(host, pages);
  const scores = pages.map(({ page }) => ({ page, score: 0 }));
  let looks = 0;
  for (let at = 0; at < bytes.length && looks < mostLooks; at++) {
    if ((bytes[at] ?? 0) >= 0x80) {
      looks++;
      for (const [index, each] of scores.entries()) {
        const page = pages[index];
        each.score += page ? scoreAt(bytes, at, page) : 0;
      }
    }
  }
  return scores;
}

function pagesOf({ programs, consoles, letters }: HostPages): ReadPage[] {
  const ascii = Array.from({ length: 128 }, (_, code) => classOf(String.fromCharCode(code), letters));
  return [programs, ...consoles].map((page) => {
    const characters = highCharacters(page);
    return {
      page,
      characters,
      classes: [...ascii, ...Array.from(characters, (character) => classOf(character, letters))],
    };
  });
}

function classOf(character: string, letters: string): Class {
  if (character < '\u0080') {
    return /[a-z]/.test(character)
      ? usualLower
      : /[A-Z]/.test(character)
        ? usualUpper
        : /\d/.test(character)
          ? digit
          : mark;
  }
  if (/[\p{Cc}\ufffd]/u.test(character)) {
    return nothing;
  }
  if (/[\u2500-\u259f]/.test(character)) {
    return box;
  }
  if (character === '\u00a0') {
    return space;
  }
  if (/[‘’“”„…–]/.test(character)) {
    return quote;
  }
  const isUsual = letters.includes(character.toLowerCase());
  if (/\p{Lu}/u.test(character)) {
    return isUsual ? usualUpper : upper;
  }
  return /\p{Ll}/u.test(character) && character !== 'µ' ? (isUsual ? usualLower : lower) : mark;
}

function scoreAt(bytes: Uint8Array, at: number, { classes, characters }: ReadPage): number {
  const byte = bytes[at] ?? 0;
  const [before, after] = [classes[bytes[at - 1] ?? 0] ?? mark, classes[bytes[at + 1] ?? 0] ?? mark];
  const own = classes[byte] ?? mark;
  const besideLetters = Number(isLetter(before)) + Number(isLetter(after));
  switch (own) {
    case nothing:
      return -3;
    case box:
      return besideLetters > 0 ? -2 : before === box || after === box ? 1 : 0;
    case space:
      return before === digit && after === digit ? 2 : 0;
    case quote:
      return scoreQuote(characters[byte - 0x80] ?? '', isLetter(before), isLetter(after));
    case mark:
      return -besideLetters;
    default:
      return scoreLetter(own, before, after, characters[byte - 0x80] ?? '', isRun(bytes, at));
  }
}

/** Inside a word there is none but an apostrophe, which begins none; dashes and dots stand alone, too. */
function scoreQuote(character: string, isBehindLetter: boolean, isBeforeLetter: boolean): number {
  if (isBehindLetter && isBeforeLetter) {
    return character === '’' ? 1 : -2;
  }
  if (isBehindLetter || isBeforeLetter) {
    return character === '’' && isBeforeLetter ? 0 : 2;
  }
  return /[–…]/.test(character) ? 1 : 0;
}

function scoreLetter(own: Class, before: Class, after: Class, character: string, isInRun: boolean): number {
  const usual = own === usualLower || own === usualUpper ? 1 : 0;
  if (!isLetter(before) && !isLetter(after)) {
    return before === digit || after === digit ? -1 : letterWords.includes(character) ? 1 : 0;
  }
  if (isInRun) {
    return -1;
  }
  if (isUpper(own)) {
    return isLower(before) ? -2 : usual * 2;
  }
  // A small letter among capitals, or before the capital that begins a word.
  return isUpper(after) && !isLower(before) ? -1 : usual * 2;
}

/** Three of a kind are a line that is drawn. */
function isRun(bytes: Uint8Array, at: number): boolean {
  return bytes[at - 1] === bytes[at] && bytes[at + 1] === bytes[at];
}

function isLower(each: Class): boolean {
  return each === lower || each === usualLower;
}

function isUpper(each: Class): boolean {
  return each === upper || each === usualUpper;
}

function isLetter(each: Class): boolean {
  return isLower(each) || isUpper(each);
}
