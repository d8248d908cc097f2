import { l10n, window, workspace, type Disposable } from 'vscode';
import { Batch, type Job, type Settled } from '../collection/batch.ts';
import { packageKey, type PackageQueue, type QueuedPackage } from '../collection/packageQueue.ts';
import type { Acquired, AcquisitionProgress } from '../evidence/acquisitionTypes.ts';
import { AcquisitionError } from '../evidence/acquisitionError.ts';
import { setContextKey } from '../views/contextKeys.ts';
import { errorWords } from '../views/words/errorWords.ts';
import { phaseWords, queueWords } from '../views/words/queueWords.ts';
import { size } from '../views/words/sizeWords.ts';
import { plainText } from '../views/words/visibleText.ts';
import { tellSummary } from './bulkSummary.ts';
import { workspaceRoots } from './destination.ts';
import { keptConnection } from './keptConnection.ts';
import { acquire } from './packageWish.ts';
import { withCancellableProgress, type NotificationProgress } from '../views/progress.ts';
import type { Services } from './services.ts';

/** Each has its connection to the package host, its part file and its thread that hashes. */
const mostTransfers = 2;
/** VS Code drops what is reported more often. */
const drawEveryMs = 250;
/** So long the extension host of a window that was reloaded may still be about to end, and it is looked so often. */
const endingMs = 10_000;
const lookEveryMs = 1000;

interface PackageJob extends Job {
  one: QueuedPackage;
}

/**
 * The packages that this window downloads one after the other because they were asked for together: with one
 * notification and one summary for all, and over reloads.
 */
export class DownloadQueue implements Disposable {
  readonly #services: () => Services;
  readonly #kept: PackageQueue;
  readonly #batch: Batch<PackageJob, Acquired, AcquisitionProgress>;
  #leftOut: string[] = [];
  #showDetails: (() => Promise<void>) | undefined;
  /** While something is queued: ends its notification. */
  #finish: (() => void) | undefined;
  #notification: NotificationProgress | undefined;
  #drawnPercent = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param services given when they are all there */
  constructor(services: () => Services, kept: PackageQueue) {
    this.#services = services;
    this.#kept = kept;
    this.#batch = new Batch({
      concurrency: mostTransfers,
      run: ({ one }, signal, onProgress) => this.#run(one, signal, onProgress),
      onChange: () => (this.#timer ??= setTimeout(() => this.#draw(), drawEveryMs)),
      onSettled: ({ job }) => this.#kept.remove(job.one),
      onIdle: (settled) => this.#tell(settled),
    });
  }

  /** Whether this window has something to download. */
  get isBusy(): boolean {
    return !this.#batch.isIdle;
  }

  /** What is queued in any window. */
  async read(): Promise<QueuedPackage[]> {
    return this.#kept.read();
  }

  /**
   * Queues packages. Never asks, and tells of them when all are done.
   * @param leftOut what else was asked for, with the reason why nothing comes of it
   */
  async add(packages: readonly QueuedPackage[], leftOut: readonly string[] = []): Promise<void> {
    const own = new Set(await this.#kept.add(packages));
    const { what } = errorWords(new AcquisitionError('alreadyRunning'));
    const elsewhere = packages
      .filter((one) => !own.has(one))
      .map((one) => `${plainText(one.device)}\n  ${what}`);
    this.#leftOut.push(...leftOut, ...elsewhere);
    this.#begin([...own]);
    if (this.#batch.isIdle) {
      this.#tell([]);
    }
  }

  /**
   * Goes on with what windows that have closed were to download into the folders of this workspace.
   * @param signal ends the wait for those that are about to close
   */
  async start(signal: AbortSignal): Promise<void> {
    const roots = workspaceRoots();
    for (let waitedMs = 0; workspace.isTrusted && roots.length > 0; waitedMs += lookEveryMs) {
      const { taken, areSomeHeld } = await this.#kept.takeOver(roots);
      this.#begin(taken);
      if (!areSomeHeld || waitedMs >= endingMs || signal.aborted) {
        break;
      }
      await this.#services()
        .clock.sleep(lookEveryMs, signal)
        .catch(() => undefined);
    }
  }

  /** Lists what is queued, and cancels what is chosen. Without a queue it shows what became of the last one. */
  async show(): Promise<void> {
    const { running, waiting } = this.#batch;
    const jobs = [...running, ...waiting.map((job) => ({ job, progress: undefined }))];
    if (jobs.length === 0) {
      await this.#showDetails?.();
      return;
    }
    // Not renewed while it is open: what is chosen would not be what was meant.
    const items = jobs.map(({ job, progress }) => ({
      label: plainText(job.one.device),
      description: phaseWords(progress),
      detail: job.one.actionId,
      key: job.key,
    }));
    const title = l10n.t('Queued Investigation Packages');
    const placeHolder = l10n.t('Choose a package to cancel its download');
    const chosen = await window.showQuickPick(items, { title, placeHolder, matchOnDetail: true });
    if (chosen) {
      this.#batch.cancel(chosen.key);
    }
  }

  /** What is under way is left as it is: the next window goes on with it. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#finish?.();
    void this.#kept.dispose();
  }

  #begin(packages: readonly QueuedPackage[]): void {
    this.#batch.add(packages.map((one) => ({ key: packageKey(one), one })));
    if (this.#batch.isIdle || this.#finish) {
      return;
    }
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#finish = () => resolve(undefined);
    setContextKey('defenderMachineActions.queueRuns', true);
    void withCancellableProgress(l10n.t('Investigation packages'), (signal, notification) => {
      this.#drawnPercent = 0;
      this.#notification = notification;
      signal.addEventListener('abort', () => this.#batch.cancel());
      this.#draw();
      return promise;
    });
  }

  async #run(
    one: QueuedPackage,
    signal: AbortSignal,
    onProgress: (progress: AcquisitionProgress) => void,
  ): Promise<Acquired> {
    const services = this.#services();
    const { actionId, device, root, folder } = one;
    const connection = keptConnection(services.connections, one);
    const wish = { connection, actionId, device, destination: { root, folder } };
    return acquire(services, wish, { signal, onProgress });
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { settled, total, running, waiting, isIdle } = this.#batch;
    if (isIdle) {
      return;
    }
    const shown = running.map(({ job, progress }) => ({ device: plainText(job.one.device), progress }));
    const words = queueWords({ settled, total, running: shown, waiting: waiting.length });
    // More may have been added, and a bar does not go back.
    const increment = Math.max(0, (settled / total) * 100 - this.#drawnPercent);
    this.#drawnPercent += increment;
    this.#notification?.report({ message: words.join(' · '), increment });
    this.#services().statusBar.setQueue(words);
  }

  #tell(settled: Settled<PackageJob, Acquired>[]): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#finish?.();
    this.#finish = undefined;
    this.#notification = undefined;
    setContextKey('defenderMachineActions.queueRuns', false);
    const services = this.#services();
    services.statusBar.setQueue(undefined);
    const leftOut = this.#leftOut;
    this.#leftOut = [];
    const ended = settled.map(({ job, outcome }) => ({
      ...outcome,
      one: job.one,
      device: plainText(job.one.device),
    }));
    const done = ended.filter((end) => end.kind === 'done');
    const failed = ended.filter((end) => end.kind === 'failed');
    const fetched = done.filter(({ result }) => !result.wasThere);
    const there = done.filter(({ result }) => result.wasThere);
    const told = tellSummary(services, {
      title: l10n.t('Investigation packages'),
      sections: [
        { words: l10n.t('{0} downloaded', fetched.length), entries: fetched.map(fileWords) },
        { words: l10n.t('{0} already there and intact', there.length), entries: there.map(fileWords) },
      ],
      failures: failed.map(({ one, device, error }) => ({ device, connection: one.connection, error })),
      cancelled: ended.filter((end) => end.kind === 'cancelled').map(({ device }) => device),
      leftOut,
      retry: () => this.add(failed.map(({ one }) => one)),
    });
    if (told) {
      this.#showDetails = told.showDetails;
      const title = l10n.t('Show Details');
      const command = { title, command: 'defenderMachineActions.showQueue' };
      services.statusBar.announce(told.words, title, command, failed.length > 0 ? 'warning' : 'pass');
    }
  }
}

function fileWords({ device, result }: { device: string; result: Acquired }): string {
  const { packagePath, bytes, sha256 } = result;
  return [device, packagePath, `SHA-256 ${sha256}, ${size(bytes)}`].join('\n  ');
}
