import * as path from 'node:path';
import type { Clock } from '../defender/clock.ts';
import { InTurn } from '../defender/inTurn.ts';
import type { Logger } from '../defender/logger.ts';
import { tryLock, type FileLock } from '../evidence/disk/fileLock.ts';
import type { Files } from '../evidence/disk/files.ts';
import { isName, processNames } from '../evidence/disk/processName.ts';
import { SharedList } from '../evidence/disk/sharedList.ts';

/** A package that somebody asked for together with others. Holds no link and no token. */
export interface QueuedPackage {
  /** Id of the machine action, and the name of its device. */
  actionId: string;
  device: string;
  /** Name of the connection, and what it led to when it was asked for. */
  connection: string;
  tenantId: string;
  clientId: string;
  /** Full path of the workspace folder, and the folder for packages in it. */
  root: string;
  folder: string;
}

/** In the file: who brings it. */
interface QueuedElement extends QueuedPackage {
  worker: string;
}

export interface PackageQueueOptions {
  files: Files;
  clock: Clock;
  logger: Logger;
  /** Full path of a folder of the extension's own; made when it is needed. */
  folder: string;
}

/** What one window has taken over of the others'. */
export interface TakenOver {
  taken: QueuedPackage[];
  /** Whether there are others that some process still seems to be about. */
  areSomeHeld: boolean;
}

/**
 * What the windows of this machine have been asked to download, kept over reloads. Each package has one worker: a
 * window, which holds a lock under its name for as long as it has something to do. Where the file cannot be written the
 * work goes on all the same; it just ends with the window.
 */
export class PackageQueue {
  readonly #options: PackageQueueOptions;
  readonly #list: SharedList<QueuedElement>;
  readonly #turns = new InTurn();
  /** The name under which this window works, and its lock; only while something in the file is its own. */
  #worker: { name: string; lock: FileLock | undefined } | undefined;

  constructor(options: PackageQueueOptions) {
    this.#options = options;
    this.#list = new SharedList({
      ...options,
      path: path.join(options.folder, 'queued-packages.json'),
      isElement: isQueuedElement,
    });
  }

  /** What is queued in any window. */
  async read(): Promise<QueuedPackage[]> {
    return this.#list.read().catch(() => []);
  }

  /**
   * Makes them this window's.
   * @returns those that are: not the ones that another window is about
   */
  async add(packages: readonly QueuedPackage[]): Promise<QueuedPackage[]> {
    const keys = new Set(packages.map(packageKey));
    const { free } = await this.#foreign((element) => keys.has(packageKey(element)));
    let own = [...packages];
    await this.#change((list, worker) => {
      const theirs = new Set(
        list.filter((one) => one.worker !== worker && !free.has(one.worker)).map(packageKey),
      );
      own = packages.filter((one) => !theirs.has(packageKey(one)));
      const added = new Set(own.map(packageKey));
      return [
        ...list.filter((one) => !added.has(packageKey(one))),
        ...own.map((one) => ({ ...one, worker })),
      ];
    });
    return own;
  }

  /** Takes over what windows that have closed were to download into these folders, full paths. */
  async takeOver(roots: readonly string[]): Promise<TakenOver> {
    const { free, areSomeHeld } = await this.#foreign(({ root }) => roots.includes(root));
    const taken: QueuedPackage[] = [];
    if (free.size > 0) {
      await this.#change((list, worker) =>
        list.map((one) => {
          // Another window may have been quicker: then it is another one's by now.
          if (!free.has(one.worker) || !roots.includes(one.root)) {
            return one;
          }
          taken.push(one);
          return { ...one, worker };
        }),
      );
    }
    return { taken, areSomeHeld };
  }

  /** Is not to be downloaded any more, whatever has become of it. */
  async remove(one: QueuedPackage): Promise<void> {
    const key = packageKey(one);
    await this.#change((list) => list.filter((other) => packageKey(other) !== key));
  }

  /** Leaves what is this window's to whoever comes next. */
  async dispose(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.lock?.release();
  }

  /** Of the workers of some packages that are not this window: those that have ended, and whether some have not. */
  async #foreign(
    isMeant: (element: QueuedElement) => boolean,
  ): Promise<{ free: Set<string>; areSomeHeld: boolean }> {
    const elements = await this.#list.read().catch(() => []);
    const workers = new Set(elements.filter(isMeant).map(({ worker }) => worker));
    workers.delete(this.#worker?.name ?? '');
    const free = new Set<string>();
    for (const worker of workers) {
      const lock = await tryLock(this.#lockPathOf(worker), this.#options).catch(() => undefined);
      if (lock) {
        free.add(worker);
        await lock.release();
      }
    }
    return { free, areSomeHeld: free.size < workers.size };
  }

  #change(change: (list: QueuedElement[], worker: string) => QueuedElement[]): Promise<void> {
    return this.#turns.run(async () => {
      try {
        const worker = (this.#worker ??= await this.#begin());
        let changed: QueuedElement[] = [];
        await this.#list.change((list) => {
          changed = change(list, worker.name);
          return changed;
        });
        if (!changed.some((one) => one.worker === worker.name)) {
          this.#worker = undefined;
          await worker.lock?.release();
        }
      } catch (error) {
        this.#options.logger.warn(`What is queued may not outlive this window: ${(error as Error).message}`);
      }
    });
  }

  async #begin(): Promise<{ name: string; lock: FileLock | undefined }> {
    const { files, folder } = this.#options;
    await files.mkdir(folder, { recursive: true });
    const name = (await processNames(files)).next();
    return { name, lock: await tryLock(this.#lockPathOf(name), this.#options) };
  }

  #lockPathOf(worker: string): string {
    return path.join(this.#options.folder, `${worker}.lock`);
  }
}

/** The same for two wishes that the same file would fulfil. */
export function packageKey({
  actionId,
  root,
  folder,
}: Pick<QueuedPackage, 'actionId' | 'root' | 'folder'>): string {
  return JSON.stringify([actionId.toLowerCase(), root, folder]);
}

function isQueuedElement(value: unknown): value is QueuedElement {
  const { worker, ...fields } = (value ?? {}) as Partial<Record<keyof QueuedElement, unknown>>;
  const { actionId, device, connection, tenantId, clientId, root, folder } = fields;
  // A file is named after the worker.
  return (
    isName(worker) &&
    [actionId, device, connection, tenantId, clientId, root, folder].every((text) => typeof text === 'string')
  );
}
