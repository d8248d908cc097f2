import { decode, findEncoding, type Encoding, type EncodingEvidence, type TextOrigin } from './encoding.ts';
import { Uint32List } from './uint32List.ts';

/** Of a member, the bytes that are read as text: a string cannot be longer. */
export const maxTextBytes = 512_000_000;
/** Lines that are told apart: whatever follows belongs to the last one. */
const mostLines = 1 << 24;

/** The text of a member, in lines whose places in the member's bytes are known. */
export class MemberText {
  /** Of the member in the archive. */
  readonly path: string;
  /** Without a byte order mark. */
  readonly text: string;
  readonly encoding: Encoding;
  readonly evidence: EncodingEvidence;
  readonly hasMark: boolean;
  /** Bytes at the end that were not read, as the member is longer than a text can be. */
  readonly unreadBytes: number;
  /** Where the lines begin, in characters. */
  readonly #starts: Uint32List;
  /** The same in bytes behind the mark, where a character may take several. */
  readonly #byteStarts: Uint32List | undefined;
  readonly #bytesPerCharacter: number;
  readonly #markLength: number;

  /** @param origin what is known of the text beside its bytes */
  constructor(path: string, bytes: Uint8Array, origin?: TextOrigin) {
    const read = bytes.subarray(0, maxTextBytes);
    const found = findEncoding(read, origin);
    this.path = path;
    this.unreadBytes = bytes.length - read.length;
    this.encoding = found.encoding;
    this.evidence = found.evidence;
    this.hasMark = found.evidence === 'mark';
    this.text = decode(read, found);
    this.#markLength = found.markLength;
    this.#bytesPerCharacter = found.encoding.startsWith('utf-16') ? 2 : 1;
    const body = read.subarray(found.markLength);
    this.#starts = startsInText(this.text);
    if (found.encoding === 'utf-8' && !found.isAscii) {
      this.#byteStarts = startsInBytes(body);
    }
  }

  /** Of lines that end with a line break, or that hold anything. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** In characters; for the line behind the last one, the text's length. */
  lineStart(line: number): number {
    return line < this.#starts.length ? this.#starts.at(line) : this.text.length;
  }

  /** Without its line break, carriage returns at its end included. */
  line(line: number): string {
    return this.text.slice(this.lineStart(line), this.lineEnd(line));
  }

  /** In characters, without its line break. */
  lineEnd(line: number): number {
    const start = this.lineStart(line);
    let end = this.lineStart(line + 1);
    if (end > start && this.text.charCodeAt(end - 1) === lineFeed) {
      end--;
    }
    while (end > start && this.text.charCodeAt(end - 1) === carriageReturn) {
      end--;
    }
    return end;
  }

  /** Bytes from the beginning of the member to the line. */
  lineOffset(line: number): number {
    return this.#markLength + (this.#byteStarts?.at(line) ?? this.lineStart(line) * this.#bytesPerCharacter);
  }

  /** Whether there is nothing but white space and line breaks. */
  get isBlank(): boolean {
    return !/\S/.test(this.text);
  }
}

const lineFeed = 10;
const carriageReturn = 13;

function startsInBytes(bytes: Uint8Array): Uint32List {
  const starts = new Uint32List();
  const end = bytes.includes(lineFeed) ? lineFeed : carriageReturn;
  const { length } = bytes;
  if (length > 0) {
    starts.push(0);
  }
  for (let at = 0; at < length - 1 && starts.length < mostLines; at++) {
    if (bytes[at] === end) {
      starts.push(at + 1);
    }
  }
  return starts;
}

function startsInText(text: string): Uint32List {
  const starts = new Uint32List();
  // Some texts have nothing but carriage returns.
  const end = text.includes('\n') ? '\n' : '\r';
  if (text !== '') {
    starts.push(0);
  }
  for (
    let at = text.indexOf(end);
    at >= 0 && at < text.length - 1 && starts.length < mostLines;
    at = text.indexOf(end, at + 1)
  ) {
    starts.push(at + 1);
  }
  return starts;
}
