import { EventEmitter, RelativePattern, Uri, workspace, type Disposable, type Event } from 'vscode';
import * as path from 'node:path';
import { ReaderThread } from '../../packages/reading/readerThread.ts';
import type { Overview } from '../../packages/reading/messages.ts';
import type { AnswerTo, NotesOfRows, ThreadQuestion } from '../../packages/reading/threadMessages.ts';

export interface PackageReadersOptions {
  /** Full path of the bundle that a reading thread runs. */
  program: string;
  /** Translations, as VS Code has them for this extension; none for English. */
  words: Record<string, string> | undefined;
  notes: (packagePath: string) => Promise<NotesOfRows>;
}

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
  readonly #overviews = new Map<string, { stamp: string; overview: Overview }>();

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
      ask: async (question, signal) => (await this.#threadOf(packagePath, reader)).ask(question, signal),
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
   * @throws ReadingFault, ThreadEnded, what the file system throws
   */
  async overview(packagePath: string): Promise<Overview> {
    const { size, mtime } = await workspace.fs.stat(Uri.file(packagePath));
    const stamp = `${size} ${mtime}`;
    const known = this.#overviews.get(packagePath);
    if (known?.stamp === stamp) {
      return known.overview;
    }
    const open = this.open(packagePath);
    try {
      const overview = await open.ask({ kind: 'overview' });
      this.#overviews.set(packagePath, { stamp, overview });
      return overview;
    } finally {
      open.dispose();
    }
  }

  dispose(): void {
    for (const [packagePath, reader] of this.#readers) {
      reader.users = 0;
      this.#endUnused(packagePath, reader);
    }
  }

  #start(packagePath: string): Reader {
    const changed = new EventEmitter<'package' | 'overview'>();
    const pattern = new RelativePattern(Uri.file(path.dirname(packagePath)), path.basename(packagePath));
    const watcher = workspace.createFileSystemWatcher(pattern);
    const reader: Reader = { thread: this.#begin(packagePath, changed), users: 0, changed, watcher };
    const restart = () => {
      const old = reader.thread;
      reader.thread = old.then((thread) => thread.dispose()).then(() => this.#begin(packagePath, changed));
      changed.fire('package');
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
    return new ReaderThread(program, start, () => changed.fire('overview'));
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
