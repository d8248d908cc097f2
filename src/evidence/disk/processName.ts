import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Files } from './files.ts';

/** What a process calls itself, and whatever of its own others may find on the disk. */
export interface ProcessNames {
  /** Where process ids and the time since the start of the system mean the same: 8 hexadecimal digits. */
  readonly place: string;
  /** A name for something of this process that nothing else has: `<place>.<process id>.<run>.<number>`. */
  next(): string;
  isOwn(name: string): boolean;
  /** Whether the process behind a name is known to have ended; of another machine's that is never known. */
  isGone(name: string): boolean;
}

const namePattern = /^[0-9a-f]{8}\.[1-9]\d{0,9}\.[0-9a-f]{8}\.\d{1,15}$/;

/** Tells this process from an earlier one that had its id. */
const run = randomBytes(4).toString('hex');
let named = 0;
let ownPlace: string | undefined;

export function isName(value: unknown): value is string {
  return typeof value === 'string' && namePattern.test(value);
}

/** What two names of one process have in common. */
export function processOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

export async function processNames(files: Files): Promise<ProcessNames> {
  const place = ownPlace ?? (await findPlace(files));
  const own = `${place}.${process.pid}.${run}`;
  return {
    place,
    next: () => `${own}.${++named}`,
    isOwn: (name) => processOf(name) === own,
    isGone: (name) => {
      const [namedPlace, pid] = name.split('.');
      return isName(name) && namedPlace === place && processOf(name) !== own && !isRunning(Number(pid));
    },
  };
}

/** On Linux containers, and Linux in Windows, may share folders and the host's name, and count processes apart. */
async function findPlace(files: Files): Promise<string> {
  const isLinux = process.platform === 'linux';
  const idSpace = isLinux && (await files.stat('/proc/self/ns/pid').catch(() => undefined))?.ino;
  const text = `${hostname()}\n${process.platform}\n${idSpace}`;
  const place = createHash('sha256').update(text).digest('hex').slice(0, 8);
  if (idSpace !== undefined) {
    ownPlace = place;
  }
  return place;
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) {
    // It is this process that runs, and the name is of one before.
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
