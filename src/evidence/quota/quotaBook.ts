import {
  atOnce,
  blockEnd,
  forecast,
  mattering,
  memoryMs,
  type LinkUse,
  type PaceWait,
} from '../../defender/linkWindows.ts';
import { isName, processOf } from '../disk/processName.ts';

/** No request is under way for so long: the client's time limit is a minute. */
const longestCallMs = 10 * 60_000;
/** Within so long of its sending the service counts a request whose process has ended meanwhile. */
const arrivalMs = 5000;
/** More may wait, but then have no place in the queue. */
const longestQueue = 1000;
/** The system may count its uptime in whole seconds; so close together the wall clock is the finer one. */
const uptimeStepMs = 1000;

/** The clocks at one moment. */
export interface Reading {
  /** Milliseconds since 1970, as far as the wall clock is right. */
  nowMs: number;
  /** Milliseconds since the start of the system. */
  upMs: number;
  /** Names the system whose start that was. */
  place: string;
}

/** What a file holds; its times are those of the wall clock as it was when they were saved. */
export interface SavedBook {
  version: 1;
  saved: Reading;
  /** When requests were answered or failed. */
  sentMs: number[];
  /** Requests under way. */
  open: { name: string; sinceMs: number }[];
  blockedUntilMs: number;
  /** Names of those who wait, in the order of asking. */
  queue: string[];
}

/** What was sent with the quota of one tenant and app, and who waits for it, at one moment. */
export class QuotaBook {
  readonly #at: Reading;
  readonly #book: SavedBook;

  /** @param book as it was saved at any time before */
  constructor(book: SavedBook, at: Reading) {
    // Every time moves by as much as the wall clock jumped since.
    const jumpMs = at.nowMs - book.saved.nowMs - elapsedMs(book.saved, at);
    this.#at = at;
    this.#book = {
      version: 1,
      saved: at,
      sentMs: book.sentMs.map((ms) => ms + jumpMs),
      open: book.open.map(({ name, sinceMs }) => ({ name, sinceMs: sinceMs + jumpMs })),
      blockedUntilMs: book.blockedUntilMs + jumpMs,
      queue: [...book.queue],
    };
  }

  get saved(): SavedBook {
    return this.#book;
  }

  get first(): string | undefined {
    return this.#book.queue[0];
  }

  /** Whether the first of the queue may send its request, and others wait for it to do so. */
  get isFirstDue(): boolean {
    return this.first !== undefined && !this.waitOf(this.first);
  }

  isQueued(name: string): boolean {
    return this.#book.queue.includes(name);
  }

  /** Undefined when it is the turn of this one, or of one before. */
  waitOf(name: string): PaceWait | undefined {
    const { queue } = this.#book;
    const place = queue.indexOf(name);
    return forecast(this.#use(), place === -1 ? queue.length : place, this.#at.nowMs);
  }

  /** Whether nothing is in it of processes that have ended. */
  isSettled(isGone: (name: string) => boolean): boolean {
    const { open, queue } = this.#book;
    return !open.some((call) => this.#isOver(call, isGone)) && !queue.some(isGone);
  }

  /** Whatever is in it of processes that have ended comes to its end now, and what is past is forgotten. */
  settle(isGone: (name: string) => boolean): void {
    const book = this.#book;
    const over = book.open.filter((call) => this.#isOver(call, isGone));
    book.open = book.open.filter((call) => !over.includes(call));
    book.sentMs.push(...over.map(() => this.#at.nowMs));
    book.sentMs = book.sentMs
      .filter((ms) => ms > this.#at.nowMs - memoryMs)
      .sort((a, b) => a - b)
      .slice(-mattering);
    book.queue = book.queue.filter((name) => !isGone(name));
  }

  /** Joins the queue, unless it is in it already or that is full, and opens a request when it is its turn. */
  ask(name: string): boolean {
    const { queue, open } = this.#book;
    if (!queue.includes(name) && queue.length < longestQueue) {
      queue.push(name);
    }
    if (queue[0] !== name || this.waitOf(name)) {
      return false;
    }
    queue.shift();
    open.push({ name, sinceMs: this.#at.nowMs });
    return true;
  }

  finish(name: string): void {
    this.leave(name);
    this.#book.sentMs.push(this.#at.nowMs);
  }

  /** Gives up a place in the queue, or a request that was opened and is not sent. */
  leave(name: string): void {
    const book = this.#book;
    book.open = book.open.filter((call) => call.name !== name);
    book.queue = book.queue.filter((other) => other !== name);
  }

  /** Takes all of a process from the queue, in which it stands still. */
  passOver(name: string): void {
    const book = this.#book;
    book.queue = book.queue.filter((other) => processOf(other) !== processOf(name));
  }

  block(retryAfterMs: number): void {
    const book = this.#book;
    book.blockedUntilMs = Math.max(book.blockedUntilMs, blockEnd(retryAfterMs, this.#at.nowMs));
  }

  #use(): LinkUse {
    const { sentMs, open, blockedUntilMs } = this.#book;
    return { sentMs: [...sentMs, ...open.map(() => this.#at.nowMs)], blockedUntilMs };
  }

  #isOver({ name, sinceMs }: SavedBook['open'][number], isGone: (name: string) => boolean): boolean {
    return this.#at.nowMs - sinceMs > (isGone(name) ? arrivalMs : longestCallMs);
  }
}

export function emptyBook(at: Reading): SavedBook {
  return { version: 1, saved: at, sentMs: [], open: [], blockedUntilMs: 0, queue: [] };
}

/** In the place of one that cannot be read: as if all that a minute allows had been sent when it was last written. */
export function assumedBook(writtenMs: number, at: Reading): SavedBook {
  return { ...emptyBook(at), sentMs: Array<number>(atOnce).fill(writtenMs) };
}

/** @returns undefined when the text is no book, or one that was never written here */
export function parseBook(text: string): SavedBook | undefined {
  try {
    const book = JSON.parse(text) as SavedBook;
    const { version, saved, sentMs, open, blockedUntilMs, queue } = book;
    const names = [...queue, ...open.map(({ name }) => name)];
    const past = [...sentMs, ...open.map(({ sinceMs }) => sinceMs)];
    const isBook =
      (version as number) === 1 &&
      typeof saved.place === 'string' &&
      [sentMs, open, queue].every(Array.isArray) &&
      [saved.nowMs, saved.upMs, blockedUntilMs, ...past].every(Number.isFinite) &&
      past.every((ms) => ms <= saved.nowMs) &&
      blockedUntilMs <= blockEnd(Infinity, saved.nowMs) &&
      sentMs.length <= 2 * mattering &&
      open.length <= mattering &&
      queue.length <= longestQueue &&
      new Set(names).size === names.length &&
      names.every(isName);
    return isBook ? book : undefined;
  } catch {
    return undefined;
  }
}

/** Real milliseconds between two readings, rather too few than too many: the wall clock may have been set. */
function elapsedMs(before: Reading, now: Reading): number {
  const byWall = Math.max(0, now.nowMs - before.nowMs);
  const byUptime = now.upMs - before.upMs;
  if (before.place !== now.place || byUptime < 0) {
    return byWall;
  }
  return Math.abs(byWall - byUptime) <= uptimeStepMs ? byWall : Math.max(0, byUptime - uptimeStepMs);
}
