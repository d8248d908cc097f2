import { Worker } from 'node:worker_threads';
import { abortable } from '../../defender/abortable.ts';
import type {
  AnswerTo,
  FromThread,
  NotesOfRows,
  ThreadQuestion,
  ThreadStart,
  ToThread,
} from './threadMessages.ts';

/** The thread has ended, by itself or because it was told to: what was asked of it has no answer. */
export class ThreadEnded extends Error {
  constructor(cause?: unknown) {
    super('The thread that reads the package has ended.', { cause });
    this.name = 'ThreadEnded';
  }
}

/** What the reader said was wrong with a question, in words that may be shown. */
export class ReadingFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReadingFault';
  }
}

/** One package, read in a thread of its own, which can be ended at any moment. */
export class ReaderThread {
  readonly #worker: Worker;
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #changed: () => void;
  #lastId = 0;
  #end: ThreadEnded | undefined;

  /**
   * @param program path of the bundle that the thread runs
   * @param changed told when an overview would say more than it did
   */
  constructor(program: string | URL, start: ThreadStart, changed: () => void = () => undefined) {
    this.#changed = changed;
    // What a hostile package makes of it must not be the end of the extension host.
    const resourceLimits = { maxOldGenerationSizeMb: 2048 };
    this.#worker = new Worker(program, { workerData: start, resourceLimits });
    this.#worker.on('message', (message: FromThread) => this.#settle(message));
    this.#worker.on('error', (error) => this.#finish(error));
    this.#worker.on('exit', () => this.#finish());
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /**
   * @throws ReadingFault where the question has no answer, ThreadEnded, the signal's reason
   */
  async ask<Q extends ThreadQuestion>(question: Q, signal?: AbortSignal): Promise<AnswerTo<Q>> {
    signal?.throwIfAborted();
    if (this.#end) {
      throw this.#end;
    }
    const id = ++this.#lastId;
    const asked = Promise.withResolvers<unknown>();
    this.#asked.set(id, asked);
    const cancel = () => this.#post({ cancel: id });
    signal?.addEventListener('abort', cancel, { once: true });
    this.#post({ id, question });
    try {
      return (await abortable(asked.promise, signal)) as AnswerTo<Q>;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  setNotes(notes: NotesOfRows): void {
    this.#post({ notes });
  }

  async dispose(): Promise<void> {
    this.#finish();
    await this.#worker.terminate();
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #settle(message: FromThread): void {
    if ('changed' in message) {
      this.#changed();
      return;
    }
    const asked = this.#asked.get(message.id);
    this.#asked.delete(message.id);
    if ('answer' in message) {
      asked?.resolve(message.answer);
    } else {
      asked?.reject(new ReadingFault(message.fault));
    }
  }

  #finish(cause?: unknown): void {
    const end = (this.#end ??= new ThreadEnded(cause));
    for (const { reject } of this.#asked.values()) {
      reject(end);
    }
    this.#asked.clear();
  }
}
