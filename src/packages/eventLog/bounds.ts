import type { ContentProblem } from './eventLogFault.ts';

/** How many templates may be in use at once, one within the other's values or within the other itself. */
export const deepestNesting = 32;
/** How many elements may be open at once. */
export const mostOpenElements = 512;
export const mostTokensPerTemplate = 20_000;
/** Values that a record brings along, and likewise those that come out of it: an array brings many. */
export const mostValuesPerRecord = 4096;

/*
 * Content may mean the same template and the same value over and over, each of them from within the other, so that a
 * few bytes come to very much. What follows is far above what the 64 KiB of a chunk come to otherwise.
 */
/** Elements, values and tokens that are looked at. */
const mostSteps = { record: 60_000, chunk: 600_000 };
/** Bytes of names and values that are looked at. */
const mostText = { record: 1 << 20, chunk: 8 << 20 };

/** Why a record's content cannot be read further. Never leaves this folder. */
export class UnreadableContent extends Error {
  readonly problem: ContentProblem;
  /** Bytes from the beginning of the chunk. */
  readonly at: number;

  constructor(problem: ContentProblem, at: number) {
    super(problem);
    this.problem = problem;
    this.at = at;
  }
}

/** Counts the work for the records of one chunk. */
export class WorkBudget {
  #chunkSteps = mostSteps.chunk;
  #chunkText = mostText.chunk;
  #steps = 0;
  #text = 0;

  startRecord(): void {
    this.#chunkSteps -= this.#steps;
    this.#chunkText -= this.#text;
    this.#steps = 0;
    this.#text = 0;
  }

  /** @throws {UnreadableContent} */
  step(at: number): void {
    this.#steps++;
    if (this.#steps > mostSteps.record || this.#steps > this.#chunkSteps) {
      throw new UnreadableContent('work', at);
    }
  }

  /** @throws {UnreadableContent} */
  text(bytes: number, at: number): void {
    this.#text += bytes;
    if (this.#text > mostText.record || this.#text > this.#chunkText) {
      throw new UnreadableContent('work', at);
    }
  }
}
