import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type { DefenderClient } from '../defender/client.ts';
import type { Clock } from '../defender/clock.ts';
import { DefenderError } from '../defender/defenderError.ts';
import type { Logger } from '../defender/logger.ts';
import { isFinished, type MachineAction } from '../defender/machineAction.ts';
import { cancelled } from '../defender/reasonedError.ts';
import { throttleMs } from '../defender/retry.ts';
import { tryLock, type FileLock } from '../evidence/disk/fileLock.ts';
import type { Files } from '../evidence/disk/files.ts';
import { tenantAndApp, type Watch, type WatchList } from './watchList.ts';
import { mayBeNew, pauseMs } from './watchPace.ts';

/** While another window watches, this one looks so often whether it still does. */
const takeOverMs = 15_000;
/** After a failure, as offline or signed out. */
const afterFailureMs = 60_000;
/** So many ids fit into the address of one request. */
const idsAtOnce = 20;

/** How a watched collection ended: with the action in its final state, or without one where there is none any more. */
export interface WatchEnd {
  watch: Watch;
  action: MachineAction | undefined;
}

export interface WatcherOptions {
  list: WatchList;
  files: Files;
  clock: Clock;
  logger: Logger;
  /** @throws when the connection is not there, or is another tenant's or app's by now */
  client: (watch: Watch) => Pick<DefenderClient, 'listMachineActions' | 'getMachineAction'>;
  /** Told once of each end, in the one window that watched. */
  onEnd: (end: WatchEnd) => void;
  /** Told what is being watched, in whichever window, when that changes. */
  onWatching?: (watches: readonly Watch[]) => void;
}

/**
 * Watches collections to their end. Of all windows of this machine one does it for each tenant and app, with one
 * request for all of them; when it closes another one goes on. While nothing is watched nothing happens.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #over = new AbortController();
  /** By tenant and app: ends the present pause. */
  readonly #naps = new Map<string, AbortController>();
  /** Those of which there may be more to watch than was read last. */
  readonly #news = new Set<string>();

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  /** Looks at what is to be watched: at the start, and when the list may have changed. Never throws. */
  async look(): Promise<void> {
    const { list, onWatching, logger } = this.#options;
    try {
      const watches = await list.read();
      if (this.#over.signal.aborted) {
        return;
      }
      onWatching?.(watches);
      for (const key of new Set(watches.map(tenantAndApp))) {
        const nap = this.#naps.get(key);
        if (nap) {
          this.#news.add(key);
          nap.abort();
        } else {
          void this.#follow(key);
        }
      }
    } catch (error) {
      logger.warn(`What is watched cannot be read: ${(error as Error).message}`);
    }
  }

  dispose(): void {
    this.#over.abort(cancelled());
    for (const nap of this.#naps.values()) {
      nap.abort();
    }
  }

  async #follow(key: string): Promise<void> {
    const { files, clock, list, logger } = this.#options;
    const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
    const lockPath = path.join(list.folder, `${name}.lock`);
    this.#naps.set(key, new AbortController());
    try {
      do {
        this.#news.delete(key);
        const lock = await tryLock(lockPath, { files, clock }, this.#over.signal);
        if (lock) {
          await this.#watch(key, lock).finally(() => lock.release());
        } else {
          await this.#nap(key, takeOverMs);
        }
      } while (!this.#over.signal.aborted && (await this.#isMoreLeft(key)));
    } catch (error) {
      if (!this.#over.signal.aborted) {
        logger.warn(`Collections are no longer watched here: ${(error as Error).message}`);
      }
    } finally {
      this.#naps.delete(key);
    }
  }

  /** Until nothing is left to watch, or this process stood still for so long that another one has taken over. */
  async #watch(key: string, lock: FileLock): Promise<void> {
    const { clock } = this.#options;
    for (;;) {
      const watches = await this.#watchesOf(key);
      if (watches.length === 0 || this.#over.signal.aborted || !(await lock.isHeld())) {
        return;
      }
      const failureMs = await this.#ask(watches);
      const rest = await this.#watchesOf(key);
      if (rest.length > 0) {
        const pace = pauseMs(
          rest.map(({ sinceMs }) => sinceMs),
          clock.now(),
        );
        await this.#nap(key, Math.max(pace, failureMs));
      }
    }
  }

  /** @returns for how long nothing should be asked after a failure, in milliseconds; 0 after none */
  async #ask(watches: readonly Watch[]): Promise<number> {
    const { logger } = this.#options;
    const { signal } = this.#over;
    let failureMs = 0;
    for (const group of groupsOf(watches)) {
      try {
        await this.#askFor(group, signal);
      } catch (error) {
        if (signal.aborted) {
          return 0;
        }
        logger.info(`Collections cannot be watched now: ${(error as Error).message}`);
        const askedMs = DefenderError.is(error, 'throttled') ? throttleMs(error) : 0;
        failureMs = Math.max(failureMs, afterFailureMs, askedMs);
      }
    }
    return failureMs;
  }

  async #askFor([first, ...others]: WatchGroup, signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#options;
    const watches = [first, ...others];
    const ids = watches.map(({ actionId }) => actionId);
    const { actions } = await client(first).listMachineActions({ id: ids, top: idsAtOnce }, { signal });
    const found = new Map(actions.map((action) => [action.id.toLowerCase(), action]));
    for (const watch of watches) {
      const action = found.get(watch.actionId.toLowerCase()) ?? (await this.#askForOne(watch, signal));
      if (action ? isFinished(action) : !mayBeNew(watch.sinceMs, clock.now())) {
        await this.#end({ watch, action });
      }
    }
  }

  /** One that is in no list, as a new one is for a while. */
  async #askForOne(watch: Watch, signal: AbortSignal): Promise<MachineAction | undefined> {
    try {
      return await this.#options.client(watch).getMachineAction(watch.actionId, { signal });
    } catch (error) {
      if (DefenderError.is(error, 'notFound')) {
        return undefined;
      }
      throw error;
    }
  }

  async #end(end: WatchEnd): Promise<void> {
    const { list, onEnd, onWatching } = this.#options;
    // A window that stood still for long may have been taken for closed, and another one have told of it.
    const isFirst = await list.remove(end.watch.actionId);
    onWatching?.(await list.read());
    if (isFirst) {
      onEnd(end);
    }
  }

  async #isMoreLeft(key: string): Promise<boolean> {
    return (await this.#watchesOf(key)).length > 0 || this.#news.has(key);
  }

  async #watchesOf(key: string): Promise<Watch[]> {
    return (await this.#options.list.read()).filter((watch) => tenantAndApp(watch) === key);
  }

  /** A pause that a change of the list ends. */
  async #nap(key: string, ms: number): Promise<void> {
    const nap = new AbortController();
    this.#naps.set(key, nap);
    await this.#options.clock
      .sleep(ms, AbortSignal.any([nap.signal, this.#over.signal]))
      .catch(() => undefined);
  }
}

type WatchGroup = [Watch, ...Watch[]];

/** What one request can ask for: of one connection, since each has an account of its own, and not too many. */
function groupsOf(watches: readonly Watch[]): WatchGroup[] {
  const groups: WatchGroup[] = [];
  for (const watch of watches) {
    const group = groups.find(
      (other) => other[0].connection === watch.connection && other.length < idsAtOnce,
    );
    if (group) {
      group.push(watch);
    } else {
      groups.push([watch]);
    }
  }
  return groups;
}
