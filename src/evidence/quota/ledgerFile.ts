import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../defender/clock.ts';
import { InTurn } from '../../defender/inTurn.ts';
import { silentLogger, type Logger } from '../../defender/logger.ts';
import { withLock, type FileLock } from '../disk/fileLock.ts';
import type { Files } from '../disk/files.ts';
import { processNames, type ProcessNames } from '../disk/processName.ts';
import { assumedBook, emptyBook, parseBook, QuotaBook, type Reading, type SavedBook } from './quotaBook.ts';

/** A longer file is none of ours: the longest queue and the fullest hour have less. */
const longestFile = 256 * 1024;
/** On Windows a file cannot be replaced in the moments in which somebody else reads it. */
const passing = new Set(['EACCES', 'EBUSY', 'EPERM']);
const replacements = 8;
const firstPauseMs = 5;
/** A lock is lost by standing still for long, which hardly happens twice. */
const locks = 3;

export interface LedgerFileOptions {
  files: Files;
  clock: Clock;
  /** Full path; made when it is needed. */
  folder: string;
  /** Names the tenant and the app: one file each. */
  key: string;
  /** Milliseconds since the start of the system. */
  uptimeMs?: () => number;
  logger?: Logger;
}

/** Looks into a book, changes it, or both, in one go and possibly twice. */
export type Entry<T> = (book: QuotaBook, names: ProcessNames) => T;

/**
 * The book of one tenant and app in a file that all processes share. It is replaced as a whole, under a lock. When it
 * cannot be written a copy in memory takes its place, and no error of the file system reaches the caller.
 */
export class LedgerFile {
  readonly #options: LedgerFileOptions;
  readonly #path: string;
  readonly #turns = new InTurn();
  /** Instead of the file, once that could not be written. */
  #kept: SavedBook | undefined;
  #seen: { stamp: string; book: SavedBook } | undefined;

  constructor(options: LedgerFileOptions) {
    this.#options = options;
    const name = createHash('sha256').update(options.key).digest('hex').slice(0, 32);
    this.#path = join(options.folder, `${name}.json`);
  }

  /**
   * Makes an entry, after the earlier ones of this process. When this returns, it is on the disk.
   * @throws the signal's reason while it waits for others
   */
  change<T>(entry: Entry<T>, signal?: AbortSignal): Promise<T> {
    return this.#turns.run(async () => {
      const names = await processNames(this.#options.files);
      try {
        return this.#kept
          ? this.#changeKept(this.#kept, entry, names)
          : await this.#changeFile(entry, names, signal);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (typeof code !== 'string' || signal?.aborted) {
          throw error;
        }
        this.#warn(code);
        return this.#changeKept(await this.#lastBook(names), entry, names);
      }
    });
  }

  /**
   * The book as it is now, without waiting for those who change it.
   * @returns undefined when there is none, or an entry has to put something right: it is damaged, or processes in it
   * have ended
   */
  async look(): Promise<QuotaBook | undefined> {
    const names = await processNames(this.#options.files);
    const saved = this.#kept ?? (await this.#peek().catch(() => undefined));
    const book = saved && new QuotaBook(saved, this.#reading(names.place));
    return book?.isSettled((name) => names.isGone(name)) ? book : undefined;
  }

  async #peek(): Promise<SavedBook | undefined> {
    const stats = await this.#options.files.stat(this.#path);
    const stamp = `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
    if (this.#seen?.stamp !== stamp) {
      const book = await this.#read(stats);
      this.#seen = book && { stamp, book };
    }
    return this.#seen?.book;
  }

  async #read(stats: Stats): Promise<SavedBook | undefined> {
    const isText = stats.isFile() && stats.size <= longestFile;
    return isText ? parseBook(await this.#options.files.readFile(this.#path, 'utf8')) : undefined;
  }

  #changeKept<T>(kept: SavedBook, entry: Entry<T>, names: ProcessNames): T {
    const book = new QuotaBook(kept, this.#reading(names.place));
    book.settle((name) => names.isGone(name));
    const result = entry(book, names);
    this.#kept = book.saved;
    return result;
  }

  async #changeFile<T>(entry: Entry<T>, names: ProcessNames, signal: AbortSignal | undefined): Promise<T> {
    const attempt = (lock: FileLock) => this.#changeLocked(entry, names, lock);
    let isFolderMade = false;
    for (let lost = 0; lost < locks;) {
      try {
        const made = await withLock(`${this.#path}.lock`, this.#options, attempt, signal);
        if (made) {
          return made.result;
        }
        lost++;
      } catch (error) {
        if (isFolderMade || (error as NodeJS.ErrnoException).code !== 'ENOENT') {
          throw error;
        }
        await this.#options.files.mkdir(this.#options.folder, { recursive: true });
        isFolderMade = true;
      }
    }
    throw Object.assign(new Error('The lock was lost again and again'), { code: 'ESTALE' });
  }

  /** @returns undefined when the lock was lost before anything was written */
  async #changeLocked<T>(
    entry: Entry<T>,
    names: ProcessNames,
    lock: FileLock,
  ): Promise<{ result: T } | undefined> {
    const book = new QuotaBook(await this.#load(names), this.#reading(names.place));
    book.settle((name) => names.isGone(name));
    const result = entry(book, names);
    return (await this.#replace(JSON.stringify(book.saved), lock)) ? { result } : undefined;
  }

  async #load({ place }: ProcessNames): Promise<SavedBook> {
    const at = this.#reading(place);
    const stats = await this.#options.files.stat(this.#path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return undefined;
      }
      throw error;
    });
    if (!stats) {
      return emptyBook(at);
    }
    const book = await this.#read(stats).catch(() => undefined);
    return book ?? assumedBook(Math.min(stats.mtimeMs, at.nowMs), at);
  }

  /** @returns false when the lock was lost */
  async #replace(text: string, lock: FileLock): Promise<boolean> {
    const { files, clock } = this.#options;
    const next = `${this.#path}.next`;
    await files.writeFile(next, text, { flush: true });
    for (let attempt = 1; await lock.isHeld(); attempt++) {
      try {
        await files.rename(next, this.#path);
        return true;
      } catch (error) {
        if (attempt === replacements || !passing.has((error as NodeJS.ErrnoException).code ?? '')) {
          throw error;
        }
      }
      await clock.sleep(firstPauseMs * 2 ** attempt);
    }
    return false;
  }

  /** What was known of the others when the file could be written last; of their own they see to themselves. */
  async #lastBook(names: ProcessNames): Promise<SavedBook> {
    const saved = await this.#load(names).catch(() => emptyBook(this.#reading(names.place)));
    const last = new QuotaBook(saved, this.#reading(names.place));
    last.settle((name) => !names.isOwn(name));
    return last.saved;
  }

  #warn(code: string): void {
    const { logger = silentLogger } = this.#options;
    logger.warn(
      `The quota of package links is not shared with other windows: its file cannot be written (${code})`,
    );
  }

  #reading(place: string): Reading {
    const { clock, uptimeMs = () => os.uptime() * 1000 } = this.#options;
    return { nowMs: clock.now(), upMs: uptimeMs(), place };
  }
}
