import { cancelled, isCancellation } from '../defender/reasonedError.ts';

/** One piece of work of a batch. No two with the same key are in it at once. */
export interface Job {
  readonly key: string;
}

/** How a job ended. */
export type Outcome<Result> =
  { kind: 'done'; result: Result } | { kind: 'failed'; error: unknown } | { kind: 'cancelled' };

/** A job that has ended, and how. */
export interface Settled<J extends Job, Result> {
  job: J;
  outcome: Outcome<Result>;
}

export interface BatchOptions<J extends Job, Result, Progress> {
  /** How many jobs run at once. */
  concurrency: number;
  run: (job: J, signal: AbortSignal, report: (progress: Progress) => void) => Promise<Result>;
  /** Told whenever something has begun, gone on or ended. */
  onChange: () => void;
  /** The place of a job is free once this is done. Must not throw. */
  onSettled: (settled: Settled<J, Result>) => Promise<void>;
  /** Told of all that have ended since the last time, once nothing is left to do. */
  onIdle: (settled: Settled<J, Result>[]) => void;
}

interface Running<Progress> {
  controller: AbortController;
  progress?: Progress;
}

/**
 * Does jobs in their order, a few at once. One that fails or is cancelled does not stop the others, and more may be
 * added at any time.
 */
export class Batch<J extends Job, Result, Progress> {
  readonly #options: BatchOptions<J, Result, Progress>;
  readonly #running = new Map<J, Running<Progress>>();
  #waiting: J[] = [];
  #settled: Settled<J, Result>[] = [];

  constructor(options: BatchOptions<J, Result, Progress>) {
    this.#options = options;
  }

  get waiting(): readonly J[] {
    return this.#waiting;
  }

  /** What is being done, and how far each is. */
  get running(): { job: J; progress: Progress | undefined }[] {
    return [...this.#running].map(([job, { progress }]) => ({ job, progress }));
  }

  /** How many have ended since there was last nothing to do. */
  get settled(): number {
    return this.#settled.length;
  }

  get total(): number {
    return this.#settled.length + this.#running.size + this.#waiting.length;
  }

  get isIdle(): boolean {
    return this.#running.size + this.#waiting.length === 0;
  }

  /** Those that wait or run already are not added again. */
  add(jobs: readonly J[]): void {
    const known = new Set([...this.#running.keys(), ...this.#waiting].map(({ key }) => key));
    for (const job of jobs) {
      if (!known.has(job.key)) {
        known.add(job.key);
        this.#waiting.push(job);
      }
    }
    this.#fill();
  }

  /** @param key of one job; without it all are cancelled */
  cancel(key?: string): void {
    const isMeant = (job: J) => key === undefined || job.key === key;
    const meant = this.#waiting.filter(isMeant);
    this.#waiting = this.#waiting.filter((job) => !isMeant(job));
    for (const [job, { controller }] of this.#running) {
      if (isMeant(job)) {
        controller.abort(cancelled());
      }
    }
    for (const job of meant) {
      // Counts as running until whoever keeps the list has heard of it.
      this.#running.set(job, { controller: new AbortController() });
      void this.#settle(job, { kind: 'cancelled' });
    }
  }

  #fill(): void {
    while (this.#running.size < this.#options.concurrency) {
      const job = this.#waiting.shift();
      if (!job) {
        break;
      }
      const running: Running<Progress> = { controller: new AbortController() };
      this.#running.set(job, running);
      void this.#run(job, running).then((outcome) => this.#settle(job, outcome));
    }
    this.#options.onChange();
  }

  async #run(job: J, running: Running<Progress>): Promise<Outcome<Result>> {
    try {
      const result = await this.#options.run(job, running.controller.signal, (progress) => {
        running.progress = progress;
        this.#options.onChange();
      });
      return { kind: 'done', result };
    } catch (error) {
      return isCancellation(error) ? { kind: 'cancelled' } : { kind: 'failed', error };
    }
  }

  async #settle(job: J, outcome: Outcome<Result>): Promise<void> {
    const settled = { job, outcome };
    await this.#options.onSettled(settled);
    this.#running.delete(job);
    this.#settled.push(settled);
    this.#fill();
    if (this.isIdle) {
      const all = this.#settled;
      this.#settled = [];
      this.#options.onIdle(all);
    }
  }
}
