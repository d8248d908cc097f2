import type { TextOrigin } from '../text/encoding.ts';
import { MemberText } from '../text/memberText.ts';
import { bytesPerLine, hexLineLength, hexView } from './hexView.ts';
import type { ThreadAnswers } from './threadMessages.ts';
import { cutLine } from './words/detailWords.ts';

/** Characters of a member that are shown: editors show no more. */
const mostCharacters = 50_000_000;
/** Bytes that a hex view shows of a member; those behind are shown as parts of it. */
export const hexPart = Math.floor(mostCharacters / hexLineLength) * bytesPerLine;

/** Bytes of a text that are looked at: as many characters as are shown may take. */
export const longestText = 4 * mostCharacters;

/**
 * A text as an editor shows it: a line of the member is a line there, whatever characters are in it.
 * @param bytes at most `longestText` of the member's; @param size of the whole member
 * @param origin as for the tables that are read from it
 */
export function textView(bytes: Uint8Array, size: number, origin?: TextOrigin): ThreadAnswers['member'] {
  const { text } = new MemberText('', bytes, origin);
  // Editors end a line at every carriage return; here only those before a line break, or without any, do.
  const part = text.slice(0, mostCharacters);
  const lines = text.includes('\n')
    ? withoutReturns(part).replaceAll('\r', '\u240d')
    : part.replaceAll('\r', '\n');
  if (part.length === text.length && bytes.length < longestText) {
    return { text: lines, isHex: false, isWhole: true };
  }
  const end = lines.lastIndexOf('\n');
  const shown = end < 0 ? lines : lines.slice(0, end);
  return {
    text: `${shown}\n${cutLine(Buffer.byteLength(shown), size)}`,
    isHex: false,
    isWhole: false,
  };
}

/** @param start bytes of the member before these; @param size of the whole member */
export function bytesView(bytes: Uint8Array, start: number, size: number): ThreadAnswers['member'] {
  const shown = bytes.subarray(0, hexPart);
  const isWhole = start + shown.length >= size;
  const text = hexView(shown, start);
  return { text: isWhole ? text : `${text}\n${cutLine(start + shown.length, size)}`, isHex: true, isWhole };
}

/** Without the carriage returns at the ends of lines, of which most have one. */
function withoutReturns(text: string): string {
  const plain = text.replaceAll('\r\n', '\n');
  return /\r(?:\n|$)/.test(plain) ? plain.replaceAll(/(?<!\r)\r+(?=\n|$)/g, '') : plain;
}
