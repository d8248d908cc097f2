import { abortable } from '../../defender/abortable.ts';
import type { Clock } from '../../defender/clock.ts';
import { onChange, type LinkPace, type PaceOptions } from '../../defender/linkPace.ts';
import type { PaceWait } from '../../defender/linkWindows.ts';
import { LedgerFile, type LedgerFileOptions } from './ledgerFile.ts';

/** Who waits looks this often for what others did. */
const lookEveryMs = 2000;
/** Whose turn it is beside others goes after them, which takes them milliseconds. */
const glanceMs = 100;
/** Who does not take its turn for so long stands still, and the next one goes instead. */
const patienceMs = 10_000;

type Tell = (wait: PaceWait | undefined) => void;

/** One who asked for a request; the name is given when it joins the queue. */
interface Asker {
  name?: string;
}

/**
 * A pace for one tenant and app that all windows of a machine share, through a file: first come, first served among all
 * of them. A process that ended keeps nobody waiting; its requests count nevertheless. Where the file cannot be
 * written, which is logged once, the pace is this process's own.
 */
export class QuotaLedger implements LinkPace {
  readonly #file: LedgerFile;
  readonly #clock: Clock;

  constructor(options: LedgerFileOptions) {
    this.#file = new LedgerFile(options);
    this.#clock = options.clock;
  }

  async run<T>(send: () => Promise<T>, { signal, onWait }: PaceOptions = {}): Promise<T> {
    const name = await this.#slot(signal, onChange(onWait));
    try {
      return await send();
    } finally {
      // A link lives for minutes: it does not wait for the disk. Until this is written the request counts as now.
      void this.#file.change((book) => book.finish(name));
    }
  }

  throttled(retryAfterMs: number): void {
    // Whoever asks next in this process asks after this is written.
    void this.#file.change((book) => book.block(retryAfterMs));
  }

  /** Waits for a slot. When this returns it is written down, under the name that is returned. */
  async #slot(signal: AbortSignal | undefined, tell: Tell): Promise<string> {
    signal?.throwIfAborted();
    const asker: Asker = {};
    try {
      for (;;) {
        const asked = this.#file.change((book, names) => {
          asker.name ??= names.next();
          return { name: asker.name, isOpen: book.ask(asker.name), wait: book.waitOf(asker.name) };
        }, signal);
        const { name, isOpen, wait } = await abortable(asked, signal);
        if (isOpen) {
          return name;
        }
        tell(wait);
        await this.#rest(name, signal, tell);
      }
    } catch (error) {
      // Whoever gives up does not wait for the disk either.
      void this.#file.change((book) => {
        if (asker.name) {
          book.leave(asker.name);
        }
      });
      throw error;
    }
  }

  /** Waits until it may be the turn of this one, or something in the book has to be put right. */
  async #rest(name: string, signal: AbortSignal | undefined, tell: Tell): Promise<void> {
    let first: string | undefined;
    let stoodMs = 0;
    for (;;) {
      const book = await abortable(this.#file.look(), signal);
      if (!book?.isQueued(name)) {
        await this.#clock.sleep(lookEveryMs, signal);
        return;
      }
      const wait = book.waitOf(name);
      if (!wait && book.first === name) {
        return;
      }
      if (book.first !== first || !book.isFirstDue) {
        first = book.first;
        stoodMs = 0;
      }
      if (stoodMs >= patienceMs) {
        await this.#passOver(first);
        return;
      }
      tell(wait);
      const pauseMs = Math.min(wait ? wait.untilMs - this.#clock.now() : glanceMs, lookEveryMs);
      await this.#clock.sleep(pauseMs, signal);
      // Not by the clock: while the machine sleeps nobody can take a turn.
      stoodMs += pauseMs;
    }
  }

  /** Lets the others go before a process whose turn it is, and which may be suspended. */
  async #passOver(first: string | undefined): Promise<void> {
    await this.#file.change((book) => {
      if (first && book.first === first) {
        book.passOver(first);
      }
    });
  }
}
