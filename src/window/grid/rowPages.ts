import type { RowView } from '../../packages/reading/messages.ts';
import type { Cancel } from '../host.ts';

export const pageLength = 100;
const keptPages = 60;
/** Rows around those in view that are asked for as well, so that slow scrolling finds them there. */
const margin = 60;

export type AskRows = (
  from: number,
  count: number,
  take: (rows: RowView[]) => void,
  fail: (fault: string) => void,
) => Cancel;

/** The rows of one view, by their place in it, as far as they have come. */
export class RowPages {
  readonly count: number;
  readonly #ask: AskRows;
  /** By their number; those that were in use last come last. */
  readonly #pages = new Map<number, readonly RowView[]>();
  readonly #asked = new Map<number, Cancel>();
  readonly #failed = new Set<number>();
  /** Pages that are shown until they have come anew. */
  readonly #old = new Set<number>();
  readonly #arrived: () => void;
  readonly #fail: (fault: string) => void;
  #isClosed = false;

  constructor(count: number, ask: AskRows, arrived: () => void, fail: (fault: string) => void) {
    this.count = count;
    this.#ask = ask;
    this.#arrived = arrived;
    this.#fail = fail;
  }

  row(place: number): RowView | undefined {
    return this.#pages.get(Math.floor(place / pageLength))?.[place % pageLength];
  }

  /** Asks for what is missing around some places, and takes back what was asked for elsewhere. */
  need(start: number, end: number): void {
    if (this.#isClosed) {
      return;
    }
    const first = Math.floor(Math.max(0, start - margin) / pageLength);
    const last = Math.floor((Math.min(this.count, end + margin) - 1) / pageLength);
    for (const [page, cancel] of this.#asked) {
      if (page < first || page > last) {
        this.#asked.delete(page);
        cancel();
      }
    }
    for (let page = first; page <= last; page++) {
      const rows = this.#pages.get(page);
      if (rows) {
        this.#pages.delete(page);
        this.#pages.set(page, rows);
      }
      if ((!rows || this.#old.has(page)) && !this.#asked.has(page) && !this.#failed.has(page)) {
        this.#fetch(page);
      }
    }
  }

  /** What it has of the rows may be outdated. */
  renew(): void {
    this.#cancelAll();
    this.#failed.clear();
    for (const page of this.#pages.keys()) {
      this.#old.add(page);
    }
  }

  /** Nothing more is wanted; what has come stays. */
  close(): void {
    this.#isClosed = true;
    this.#cancelAll();
  }

  #cancelAll(): void {
    for (const cancel of this.#asked.values()) {
      cancel();
    }
    this.#asked.clear();
  }

  #fetch(page: number): void {
    const from = page * pageLength;
    const cancel = this.#ask(
      from,
      Math.min(pageLength, this.count - from),
      (rows) => {
        this.#asked.delete(page);
        this.#old.delete(page);
        this.#pages.set(page, rows);
        for (const oldest of [...this.#pages.keys()].slice(0, -keptPages)) {
          this.#pages.delete(oldest);
        }
        this.#arrived();
      },
      (fault) => {
        this.#asked.delete(page);
        this.#failed.add(page);
        this.#fail(fault);
      },
    );
    this.#asked.set(page, cancel);
  }
}
