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
  const lines = text.includes('\n')
    ? text.split('\n').map(withoutReturns).join('\n').replaceAll('\r', '\u240d')
    : text.replaceAll('\r', '\n');
  if (lines.length <= mostCharacters && bytes.length < longestText) {
    return { text: lines, isHex: false, isWhole: true };
  }
  const end = lines.lastIndexOf('\n', mostCharacters);
  const shown = lines.slice(0, end < 0 ? mostCharacters : end);
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

/** A line without the carriage returns at its end. */
function withoutReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === carriageReturn) {
    end--;
  }
  return end === line.length ? line : line.slice(0, end);
}

const carriageReturn = 13;
