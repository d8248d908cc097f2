import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock } from '../defender/clock.ts';
import type { Files } from './files.ts';

/** A held lock touches its file this often. */
const beatMs = 5000;
/** Untouched for so long a lock is suspected, and then watched: clocks jump, and machines sleep. */
const suspiciousMs = 3 * beatMs;
/** A holder that is watched for so long without a touch is gone, whatever has its process id by now. */
const watchMs = beatMs + 2000;
const firstRetryMs = 5;
const longestRetryMs = 100;

export interface LockServices {
  files: Files;
  clock: Clock;
}

export interface FileLock {
  /** Whether nobody took it meanwhile, as others may after this process stood still for long. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

interface Holder {
  host: string;
  pid: number;
  token: string;
}

/** Who holds a lock file, and when it was last touched; the text is that of the file. */
interface Sighting {
  text: string;
  touchedMs: number;
}

/** Tokens of the locks that this process holds: a file with its process id and another token is a leftover. */
const held = new Set<string>();

/**
 * Takes the lock file at `path` if nobody alive holds it. One that a crashed process left is taken over.
 * @returns undefined when it is held
 * @throws what the file system throws; the signal's reason
 */
export async function tryLock(
  path: string,
  services: LockServices,
  signal?: AbortSignal,
): Promise<FileLock | undefined> {
  for (;;) {
    signal?.throwIfAborted();
    const lock = await create(path, services);
    if (lock) {
      return lock;
    }
    const seen = await look(path, services);
    if (seen && (await isAlive(seen, path, services, signal))) {
      return undefined;
    }
    if (seen) {
      await removeLeftover(path, seen, services);
    }
  }
}

/**
 * Runs work of some milliseconds while no other process runs work under the same lock file.
 * @throws what `work` and the file system throw; the signal's reason while it waits
 */
export async function withLock<T>(
  path: string,
  services: LockServices,
  work: (lock: FileLock) => Promise<T>,
  signal?: AbortSignal,
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

async function create(path: string, services: LockServices): Promise<FileLock | undefined> {
  const token = randomUUID();
  const text = JSON.stringify({ host: hostname(), pid: process.pid, token } satisfies Holder);
  held.add(token);
  try {
    await services.files.writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    held.delete(token);
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return undefined;
    }
    throw error;
  }
  return new HeldLock(path, token, text, services);
}

class HeldLock implements FileLock {
  readonly #path: string;
  readonly #token: string;
  readonly #text: string;
  readonly #services: LockServices;
  readonly #over = new AbortController();

  constructor(path: string, token: string, text: string, services: LockServices) {
    this.#path = path;
    this.#token = token;
    this.#text = text;
    this.#services = services;
    void this.#beat();
  }

  async isHeld(): Promise<boolean> {
    return held.has(this.#token) && (await look(this.#path, this.#services))?.text === this.#text;
  }

  async release(): Promise<void> {
    if (await this.isHeld()) {
      await this.#services.files.rm(this.#path, { force: true });
    }
    held.delete(this.#token);
    this.#over.abort();
  }

  async #beat(): Promise<void> {
    const { clock, files } = this.#services;
    try {
      for (;;) {
        await clock.sleep(beatMs, this.#over.signal);
        if (await this.isHeld()) {
          const now = new Date();
          await files.utimes(this.#path, now, now);
        }
      }
    } catch {
      // Released; or the folder is gone, which whoever writes there is told.
    }
  }
}

async function look(path: string, { files }: LockServices): Promise<Sighting | undefined> {
  try {
    const { mtimeMs } = await files.stat(path);
    return { text: await files.readFile(path, 'utf8'), touchedMs: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

async function isAlive(
  seen: Sighting,
  path: string,
  services: LockServices,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const holder = parseHolder(seen.text);
  if (holder?.host === hostname() && !isRunning(holder)) {
    return false;
  }
  if (Math.abs(Date.now() - seen.touchedMs) < suspiciousMs) {
    return true;
  }
  await services.clock.sleep(watchMs, signal);
  const later = await look(path, services);
  return later !== undefined && (later.text !== seen.text || later.touchedMs !== seen.touchedMs);
}

function parseHolder(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    const { host, pid, token } = holder ?? {};
    return typeof host === 'string' && Number.isInteger(pid) && typeof token === 'string'
      ? (holder as Holder)
      : undefined;
  } catch {
    // Its holder is about to write it, or died before.
    return undefined;
  }
}

function isRunning({ pid, token }: Holder): boolean {
  if (pid === process.pid) {
    return held.has(token);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Removes the lock of somebody who is gone. Of several that see the same leftover only one does it: the others must
 * not remove the lock that the first one takes next.
 */
async function removeLeftover(path: string, seen: Sighting, services: LockServices): Promise<void> {
  const guardPath = `${path}.takeover`;
  const guard = await create(guardPath, services);
  if (!guard) {
    await removeOldGuard(guardPath, services);
    return;
  }
  try {
    if ((await look(path, services))?.text === seen.text) {
      await services.files.rm(path, { force: true });
    }
  } finally {
    await guard.release();
  }
}

/** A guard is held for a moment. One that stays was left by a crash in that moment. */
async function removeOldGuard(guardPath: string, services: LockServices): Promise<void> {
  const before = await look(guardPath, services);
  if (before && Math.abs(Date.now() - before.touchedMs) < suspiciousMs) {
    await services.clock.sleep(firstRetryMs);
    return;
  }
  if (before && (await look(guardPath, services))?.text === before.text) {
    await services.files.rm(guardPath, { force: true });
  }
}
