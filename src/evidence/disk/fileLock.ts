import { createHash } from 'node:crypto';
import { abortable } from '../../defender/abortable.ts';
import type { Clock } from '../../defender/clock.ts';
import type { Files } from './files.ts';
import { isSame, look, type Sighting } from './lockSighting.ts';
import { isName, processNames, type ProcessNames } from './processName.ts';

/** A held lock touches its file this often. */
const beatMs = 5000;
/** Within so long of its making a lock file has the name of its holder. */
const namingMs = 500;
/** Untouched for so many beats a lock is suspected, and then watched: clocks jump, and those of file servers differ. */
const suspiciousBeats = 3;
/** A holder whose lock stays untouched for a beat and this is gone, whatever has its process id by now. */
const graceMs = 2000;
/** It is watched in small steps: a machine that sleeps meanwhile loses one of them, and its holder beats in the others. */
const glanceMs = 500;
const firstRetryMs = 5;
const longestRetryMs = 100;

export interface LockServices {
  files: Files;
  clock: Clock;
}

export interface FileLock {
  /** Whether nobody took it meanwhile, as others may after this process stood still for long. */
  isHeld(): Promise<boolean>;
  /** Never throws: a lock that cannot be removed is a leftover from then on. */
  release(): Promise<void>;
}

/** Names of the locks that this process holds: another one with its name in it is a leftover. */
const held = new Set<string>();

/** The ends of the work under each lock file: within this process one takes turns, and does not look and look again. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Takes the lock file at `path` if nobody alive holds it. One that a crashed process left is taken over: at once when
 * its process is known to have ended, else after it was watched for some seconds.
 * @returns undefined when it is held, or somebody else is taking it over
 * @throws what the file system throws; the signal's reason
 */
export async function tryLock(
  path: string,
  services: LockServices,
  signal?: AbortSignal,
): Promise<FileLock | undefined> {
  const names = await processNames(services.files);
  for (;;) {
    signal?.throwIfAborted();
    const lock = await create(path, names.next(), services);
    if (lock) {
      return lock;
    }
    const seen = await look(path, services.files);
    if (!seen) {
      continue;
    }
    if (
      (await isAlive(path, seen, names, services, signal)) ||
      !(await removeLeftover(path, seen, services, signal))
    ) {
      return undefined;
    }
  }
}

/**
 * Runs work of some milliseconds while nobody else, in any process, runs work under the same lock file.
 * @throws what `work` and the file system throw; the signal's reason while it waits
 */
export async function withLock<T>(
  path: string,
  services: LockServices,
  work: (lock: FileLock) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const before = turns.get(path);
  const { promise: end, resolve: finish } = Promise.withResolvers<unknown>();
  const turn = Promise.all([before, end]);
  turns.set(path, turn);
  try {
    await abortable(Promise.resolve(before), signal);
    return await withFile(path, services, work, signal);
  } finally {
    finish(undefined);
    if (turns.get(path) === turn) {
      turns.delete(path);
    }
  }
}

async function withFile<T>(
  path: string,
  services: LockServices,
  work: (lock: FileLock) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  let retryMs = firstRetryMs;
  for (;;) {
    const lock = await tryLock(path, services, signal);
    if (lock) {
      try {
        return await work(lock);
      } finally {
        await lock.release();
      }
    }
    await services.clock.sleep(retryMs * (0.5 + Math.random()), signal);
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  }
}

async function create(path: string, name: string, services: LockServices): Promise<FileLock | undefined> {
  held.add(name);
  const startedMs = Date.now();
  try {
    await services.files.writeFile(path, name, { flag: 'wx' });
    const lock = new HeldLock(path, name, services);
    if (Date.now() - startedMs < namingMs || (await lock.isHeld())) {
      return lock;
    }
    await lock.release();
    return undefined;
  } catch (error) {
    held.delete(name);
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === 'write') {
      // A full disk took the file, and not what belongs into it.
      await services.files.rm(path, { force: true }).catch(() => undefined);
    } else if (code === 'EEXIST' || (await look(path, services.files).catch(() => undefined))) {
      // Windows says something else than EEXIST of a file that is just being removed.
      return undefined;
    }
    throw error;
  }
}

class HeldLock implements FileLock {
  readonly #path: string;
  readonly #name: string;
  readonly #services: LockServices;
  readonly #over = new AbortController();

  constructor(path: string, name: string, services: LockServices) {
    this.#path = path;
    this.#name = name;
    this.#services = services;
    void this.#beat();
  }

  async isHeld(): Promise<boolean> {
    return held.has(this.#name) && (await look(this.#path, this.#services.files))?.text === this.#name;
  }

  async release(): Promise<void> {
    try {
      if (await this.isHeld()) {
        await this.#services.files.rm(this.#path, { force: true });
      }
    } catch {
      // This process takes what is left for a leftover at once, the others once it was untouched for long.
    }
    held.delete(this.#name);
    this.#over.abort();
  }

  async #beat(): Promise<void> {
    const { clock, files } = this.#services;
    for (;;) {
      try {
        await clock.sleep(beatMs, this.#over.signal);
      } catch {
        return;
      }
      try {
        if (await this.isHeld()) {
          const now = new Date();
          await files.utimes(this.#path, now, now);
        }
      } catch {
        // The next beat may succeed, and whoever writes there is told.
      }
    }
  }
}

async function isAlive(
  path: string,
  seen: Sighting,
  names: ProcessNames,
  services: LockServices,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (names.isOwn(seen.text)) {
    return held.has(seen.text);
  }
  if (names.isGone(seen.text)) {
    return false;
  }
  const touchedEveryMs = isName(seen.text) ? beatMs : namingMs;
  // Not the clock of the services: this is about the stamps of the file system.
  if (Math.abs(Date.now() - seen.touchedMs) < suspiciousBeats * touchedEveryMs) {
    return true;
  }
  for (let watched = 0; watched < touchedEveryMs + graceMs; watched += glanceMs) {
    await services.clock.sleep(glanceMs, signal);
    const later = await look(path, services.files);
    if (!isSame(later, seen)) {
      return later !== undefined;
    }
  }
  return false;
}

/**
 * Removes the lock of somebody who is gone. Of several that see it only one may: the others would remove the lock that
 * the first one takes next. That is settled by another lock, whose name is this leftover's own.
 * @returns false when somebody else is about it
 */
async function removeLeftover(
  path: string,
  seen: Sighting,
  services: LockServices,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const id = createHash('sha256').update(`${seen.text} ${seen.touchedMs}`).digest('hex').slice(0, 8);
  const claim = await tryLock(`${path}.${id}`, services, signal);
  if (!claim) {
    return false;
  }
  try {
    if (isSame(await look(path, services.files), seen)) {
      await services.files.rm(path, { force: true });
    }
    return true;
  } finally {
    await claim.release();
  }
}
