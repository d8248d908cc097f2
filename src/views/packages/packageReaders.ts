import { EventEmitter, l10n, RelativePattern, Uri, workspace, type Disposable, type Event } from 'vscode';
import * as path from 'node:path';
import { ReaderThread, ThreadEnded } from '../../packages/reading/readerThread.ts';
import type { Overview } from '../../packages/reading/messages.ts';
import type { AnswerTo, NotesOfRows, ThreadQuestion } from '../../packages/reading/threadMessages.ts';

export interface PackageReadersOptions {
  /** Full path of the bundle that a reading thread runs. */
  program: string;
  /** Translations, as VS Code has them for this extension; none for English. */
  words: Record<string, string> | undefined;
  notes: (packagePath: string) => Promise<NotesOfRows>;
  /** How long an overview may take, of which nobody is asked whether to go on. */
  patienceMs?: number;
}

const usualPatienceMs = 30_000;

/** A package that somebody has open. */
export interface OpenPackage {
  readonly path: string;
  /** Another file, or other bytes, are under its name by now; or more is known of the same one. */
  readonly onDidChange: Event<'package' | 'overview'>;
  /** @throws ReadingFault, ThreadEnded, the signal's reason */
  ask<Q extends ThreadQuestion>(question: Q, signal?: AbortSignal): Promise<AnswerTo<Q>>;
  /** To be called when the notes have changed. */
  setNotes(notes: NotesOfRows): void;
  /** Ends what is being read; who asks again begins anew. */
  stop(): void;
  dispose(): void;
}

interface Reader {
  thread: Promise<ReaderThread>;
  users: number;
  changed: EventEmitter<'package' | 'overview'>;
  watcher: Disposable;
}

/** Packages are read in threads, one for each that is open: as long as a window shows it, or the tree asks for it. */
export class PackageReaders implements Disposable {
  readonly #options: PackageReadersOptions;
  readonly #readers = new Map<string, Reader>();
  /** What a package was found to be, and which file that was said of. */
  readonly #overviews = new Map<string, { stamp: string; overview: Overview; isFull: boolean }>();
  readonly #changed = new EventEmitter<string>();
  /** More is known of a package whose overview was asked for, or it is another one by now; with its full path. */
  readonly onDidChange = this.#changed.event;

  constructor(options: PackageReadersOptions) {
    this.#options = options;
  }

  open(packagePath: string): OpenPackage {
    const reader = this.#readers.get(packagePath) ?? this.#start(packagePath);
    reader.users++;
    let isOpen = true;
    return {
      path: packagePath,
      onDidChange: reader.changed.event,
      ask: (question, signal) => this.#ask(packagePath, reader, question, signal),
      stop: () => void reader.thread.then((thread) => thread.dispose()),
      setNotes: (notes) => void reader.thread.then((thread) => thread.setNotes(notes)),
      dispose: () => {
        if (isOpen) {
          isOpen = false;
          reader.users--;
          this.#endUnused(packagePath, reader);
        }
      },
    };
  }

  /**
   * What a package holds, read again only when it is another file by now.
   * @param isFull with what takes a moment to read
   * @throws ReadingFault, ThreadEnded, what the file system throws
   */
  async overview(packagePath: string, isFull = false): Promise<Overview> {
    const { size, mtime } = await workspace.fs.stat(Uri.file(packagePath));
    const stamp = `${size} ${mtime}`;
    const known = this.#overviews.get(packagePath);
    if (known?.stamp === stamp && (known.isFull || !isFull)) {
      return known.overview;
    }
    const overview = await this.ask(
      packagePath,
      { kind: isFull ? 'fullOverview' : 'overview' },
      AbortSignal.timeout(this.#options.patienceMs ?? usualPatienceMs),
    ).catch((error: unknown) => {
      throw (error as Error).name === 'TimeoutError'
        ? new Error(l10n.t('Reading it takes long: open the package to go on.'))
        : error;
    });
    this.#overviews.set(packagePath, { stamp, overview, isFull });
    return overview;
  }

  /**
   * One question to a package, which is opened for it if it is not open.
   * @throws ReadingFault, ThreadEnded, the signal's reason
   */
  async ask<Q extends ThreadQuestion>(
    packagePath: string,
    question: Q,
    signal?: AbortSignal,
  ): Promise<AnswerTo<Q>> {
    const open = this.open(packagePath);
    try {
      return await open.ask(question, signal);
    } finally {
      open.dispose();
    }
  }

  dispose(): void {
    for (const [packagePath, reader] of this.#readers) {
      reader.users = 0;
      this.#endUnused(packagePath, reader);
    }
    this.#changed.dispose();
  }

  #start(packagePath: string): Reader {
    const changed = new EventEmitter<'package' | 'overview'>();
    // Its own name may have brackets, which are signs of a pattern.
    const pattern = new RelativePattern(Uri.file(path.dirname(packagePath)), '*');
    const { fsPath } = Uri.file(packagePath);
    const watcher = workspace.createFileSystemWatcher(pattern);
    const reader: Reader = { thread: this.#begin(packagePath, changed), users: 0, changed, watcher };
    const restart = (changedFile: Uri) => {
      if (changedFile.fsPath !== fsPath) {
        return;
      }
      const old = reader.thread;
      reader.thread = old.then((thread) => thread.dispose()).then(() => this.#begin(packagePath, changed));
      changed.fire('package');
      this.#changed.fire(packagePath);
    };
    watcher.onDidChange(restart);
    watcher.onDidCreate(restart);
    watcher.onDidDelete(restart);
    this.#readers.set(packagePath, reader);
    return reader;
  }

  async #begin(packagePath: string, changed: Reader['changed']): Promise<ReaderThread> {
    const { program, words, notes } = this.#options;
    const start = { path: packagePath, words, notes: await notes(packagePath) };
    const thread = new ReaderThread(program, start, () => {
      changed.fire('overview');
      void this.#learn(packagePath, thread);
    });
    return thread;
  }

  /** What the threads of windows find out is kept for who asks when they are gone. */
  async #learn(packagePath: string, thread: ReaderThread): Promise<void> {
    const known = this.#overviews.get(packagePath);
    const overview = known && (await thread.ask({ kind: 'overview' }).catch(() => undefined));
    if (overview && this.#overviews.get(packagePath) === known) {
      known.overview = overview;
      this.#changed.fire(packagePath);
    }
  }

  /** What is asked while the package becomes another one is asked of that. */
  async #ask<Q extends ThreadQuestion>(
    packagePath: string,
    reader: Reader,
    question: Q,
    signal?: AbortSignal,
  ): Promise<AnswerTo<Q>> {
    const thread = await this.#threadOf(packagePath, reader);
    try {
      return await thread.ask(question, signal);
    } catch (error) {
      if (error instanceof ThreadEnded && reader.users > 0 && (await reader.thread) !== thread) {
        return this.#ask(packagePath, reader, question, signal);
      }
      throw error;
    }
  }

  /** A thread that a hostile package has ended is begun anew by whoever asks next. */
  async #threadOf(packagePath: string, reader: Reader): Promise<ReaderThread> {
    const thread = await reader.thread;
    if (!thread.hasEnded || reader.users === 0) {
      return thread;
    }
    reader.thread = this.#begin(packagePath, reader.changed);
    return reader.thread;
  }

  #endUnused(packagePath: string, reader: Reader): void {
    if (reader.users === 0) {
      this.#readers.delete(packagePath);
      reader.watcher.dispose();
      reader.changed.dispose();
      void reader.thread.then((thread) => thread.dispose());
    }
  }
}
