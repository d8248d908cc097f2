import type { MemberText } from '../text/memberText.ts';
import { keptUnparsed, type UnparsedLine, type UnparsedLines } from './table.ts';

/** A line is kept up to here: one of them may be a whole member. */
const keptCharacters = 10_000;

/** Counts the lines that no rule fits, however many there are, and keeps the first ones. */
export class UnparsedList implements UnparsedLines {
  #count = 0;
  readonly #lines: UnparsedLine[] = [];

  get count(): number {
    return this.#count;
  }

  get lines(): readonly UnparsedLine[] {
    return this.#lines;
  }

  /** Blank lines are not worth it. */
  add(text: MemberText, line: number): void {
    const content = text.line(line);
    if (!/\S/.test(content)) {
      return;
    }
    this.#count++;
    if (this.#lines.length < keptUnparsed) {
      const shown = content.slice(0, keptCharacters);
      this.#lines.push({ member: text.path, offset: text.lineOffset(line), line, text: shown });
    }
  }
}
