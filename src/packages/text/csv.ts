import type { MemberText } from './memberText.ts';
import { Uint32List } from './uint32List.ts';

export type Delimiter = ',' | ';' | '\t';

/** The records of a CSV text (RFC 4180), as places in it: ten million cells take 80 MB. */
export interface CsvRecords {
  readonly delimiter: Delimiter;
  readonly count: number;
  /** Cells of a record. */
  width(record: number): number;
  /** Unquoted; empty when the record has no such cell. */
  cell(record: number, cell: number): string;
  /** The line that the record begins on, from 0. */
  line(record: number): number;
  /** The line behind the record's last one. */
  endLine(record: number): number;
  /** Lines that begin a quoted cell that nothing ends; their records end with the line. */
  readonly openLines: readonly number[];
}

const quote = 0x22;
const lineFeed = 10;
const carriageReturn = 13;

/** Cells that are told apart: behind them, what is left of a line is one cell. */
const mostCells = 1 << 25;

/** A cell's start has these bits beside it: a text is shorter than 2^29 characters. */
const doubledQuotes = 0x8000_0000;
const startBits = 0x1fff_ffff;

/** Cuts a text into records, from a line on. Blank lines are none. Whatever the text, each character is looked at twice at most. */
export function readCsv(
  text: MemberText,
  fromLine = 0,
  delimiter = findDelimiter(text, fromLine),
): CsvRecords {
  return new CsvReader(text, delimiter, fromLine);
}

class CsvReader implements CsvRecords {
  readonly delimiter: Delimiter;
  readonly openLines: number[] = [];
  readonly #text: string;
  readonly #starts = new Uint32List();
  readonly #ends = new Uint32List();
  /** Per record, its first cell. */
  readonly #records = new Uint32List();
  readonly #lines = new Uint32List();
  readonly #endLines = new Uint32List();

  constructor(text: MemberText, delimiter: Delimiter, fromLine: number) {
    this.delimiter = delimiter;
    this.#text = text.text;
    // Once a quote is left open up to the end of the text, all that follow are looked for on their line alone.
    let mayBreak = true;
    for (let line = fromLine; line < text.lineCount;) {
      const cellCount = this.#starts.length;
      const lineEnd = contentEnd(text, line);
      const end = this.#readRecord(text.lineStart(line), mayBreak ? this.#text.length : lineEnd, lineEnd);
      if (end === undefined) {
        this.#starts.cut(cellCount);
        this.#ends.cut(cellCount);
        if (mayBreak) {
          mayBreak = false;
          continue;
        }
        this.#add(text.lineStart(line), lineEnd);
        this.openLines.push(line);
      }
      const firstLine = line++;
      while (line < text.lineCount && text.lineStart(line) < (end ?? 0)) {
        line++;
      }
      if (this.#isBlank(cellCount)) {
        this.#starts.cut(cellCount);
        this.#ends.cut(cellCount);
      } else {
        this.#records.push(cellCount);
        this.#lines.push(firstLine);
        this.#endLines.push(line);
      }
    }
  }

  get count(): number {
    return this.#records.length;
  }

  width(record: number): number {
    if (record < 0 || record >= this.count) {
      return 0;
    }
    const next = record + 1 < this.count ? this.#records.at(record + 1) : this.#starts.length;
    return next - this.#records.at(record);
  }

  cell(record: number, cell: number): string {
    if (cell < 0 || cell >= this.width(record)) {
      return '';
    }
    const at = this.#records.at(record) + cell;
    const start = this.#starts.at(at);
    const content = this.#text.slice(start & startBits, this.#ends.at(at));
    return start & doubledQuotes ? content.replaceAll('""', '"') : content;
  }

  line(record: number): number {
    return this.#lines.at(record);
  }

  endLine(record: number): number {
    return this.#endLines.at(record);
  }

  /**
   * @param limit where a quoted cell has to have ended
   * @returns where the record ends, or undefined when a quoted cell does not
   */
  #readRecord(start: number, limit: number, firstLineEnd: number): number | undefined {
    const text = this.#text;
    const delimiter = this.delimiter.charCodeAt(0);
    let lineEnd = firstLineEnd;
    for (let at = start; ;) {
      if (this.#starts.length >= mostCells) {
        this.#add(at, lineEnd);
        return lineEnd;
      }
      if (text.charCodeAt(at) === quote && at < lineEnd) {
        const close = this.#closingQuote(at + 1, limit);
        if (close === undefined) {
          return undefined;
        }
        if (close.at > lineEnd) {
          lineEnd = endOfLine(text, close.at);
        }
        const behind = close.at + 1;
        if (behind >= lineEnd || text.charCodeAt(behind) === delimiter) {
          this.#add(close.isDoubled ? at + 1 + doubledQuotes : at + 1, close.at);
          at = behind;
        } else {
          // Something follows the quote: the cell is shown as it stands.
          const end = endOfPlainCell(text, behind, lineEnd, delimiter);
          this.#add(at, end);
          at = end;
        }
      } else {
        const end = endOfPlainCell(text, at, lineEnd, delimiter);
        this.#add(at, end);
        at = end;
      }
      if (at >= lineEnd) {
        return at;
      }
      at++;
    }
  }

  #closingQuote(start: number, limit: number): { at: number; isDoubled: boolean } | undefined {
    let isDoubled = false;
    for (
      let at = this.#text.indexOf('"', start);
      at >= 0 && at < limit;
      at = this.#text.indexOf('"', at + 2)
    ) {
      if (this.#text.charCodeAt(at + 1) !== quote) {
        return { at, isDoubled };
      }
      isDoubled = true;
    }
    return undefined;
  }

  #add(start: number, end: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
  }

  #isBlank(cellCount: number): boolean {
    const start = this.#starts.at(cellCount) & startBits;
    return (
      this.#starts.length === cellCount + 1 && !/\S/.test(this.#text.slice(start, this.#ends.at(cellCount)))
    );
  }
}

function endOfPlainCell(text: string, start: number, lineEnd: number, delimiter: number): number {
  let at = start;
  while (at < lineEnd && text.charCodeAt(at) !== delimiter) {
    at++;
  }
  return at;
}

/** Where the content of the line ends that a place is on. */
function endOfLine(text: string, place: number): number {
  const lineBreak = text.indexOf('\n', place);
  let end = lineBreak < 0 ? text.length : lineBreak;
  while (end > place + 1 && text.charCodeAt(end - 1) === carriageReturn) {
    end--;
  }
  return end;
}

function contentEnd(text: MemberText, line: number): number {
  const start = text.lineStart(line);
  let end = text.lineStart(line + 1);
  if (end > start && text.text.charCodeAt(end - 1) === lineFeed) {
    end--;
  }
  while (end > start && text.text.charCodeAt(end - 1) === carriageReturn) {
    end--;
  }
  return end;
}

const delimiters: readonly Delimiter[] = [',', ';', '\t'];
const sampledLines = 20;
const sampledCharacters = 10_000;

/** The delimiter that stands most often outside quotes in the first line, and again in the others; a comma in doubt. */
export function findDelimiter(text: MemberText, fromLine = 0): Delimiter {
  const last = Math.min(text.lineCount, fromLine + sampledLines);
  const counts = delimiters.map((delimiter) => {
    const perLine = [];
    for (let line = fromLine; line < last; line++) {
      perLine.push(countOutsideQuotes(text.line(line).slice(0, sampledCharacters), delimiter));
    }
    const head = perLine[0] ?? 0;
    return { delimiter, head, alike: perLine.filter((count) => count === head).length };
  });
  const [best] = counts
    .filter(({ head }) => head > 0)
    .toSorted((a, b) => b.alike - a.alike || b.head - a.head);
  return best?.delimiter ?? ',';
}

function countOutsideQuotes(line: string, delimiter: string): number {
  let count = 0;
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') {
      isQuoted = !isQuoted;
    } else if (character === delimiter && !isQuoted) {
      count++;
    }
  }
  return count;
}

/** The line that the header stands on: PowerShell puts a type above it. */
export function headerLine(text: MemberText): number {
  return text.line(0).startsWith('#TYPE') ? 1 : 0;
}
