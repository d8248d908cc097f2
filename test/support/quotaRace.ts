import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Random } from '../simulator/tenant/random.ts';
import { callsBeyond } from './slidingWindow.ts';

/** What a racer writes down each time it has replaced the ledger's file, while it still has the lock: names. */
export interface WrittenBook {
  queue: string[];
  open: string[];
}

/** When the service counted each call, milliseconds since 1970, one a line. */
export const callsFile = 'calls';
/** Each WrittenBook, one a line. */
export const booksFile = 'books';

export interface RaceResult {
  calls: number;
  /** Calls that the service would have refused: they came within a minute, or hour, of the 2, or 120, before. */
  overMinute: number;
  overHour: number;
  /** How often a place in the queue was taken in the ledger. */
  asked: number;
  /** Calls that were opened while somebody alive stood before them in the queue, or who joined it before others. */
  outOfOrder: number;
  killed: number;
}

const minute = 60_000;
const hour = 60 * minute;
const racer = fileURLToPath(new URL('quotaRacer.ts', import.meta.url));

/**
 * Real processes that race for the quota of one tenant, for simulated hours: the time of all of them is given out here,
 * and moves on when each of them sleeps. Some are killed on the way, asleep or at work, and replaced.
 */
export async function raceForQuota(options: {
  processes: number;
  hours: number;
  kills: number;
  seed: string;
}): Promise<RaceResult> {
  const folder = await mkdtemp(join(tmpdir(), 'race-'));
  const race = new Race(folder, options.seed);
  try {
    await race.run(options);
    return await judge(folder, race.killed);
  } finally {
    race.end();
    await rm(folder, { recursive: true, force: true });
  }
}

class Race {
  readonly killed = new Set<number>();
  readonly #folder: string;
  readonly #random: Random;
  readonly #startMs = Date.now();
  #nowMs = this.#startMs;
  #racers: Racer[] = [];
  #started = 0;

  constructor(folder: string, seed: string) {
    this.#folder = folder;
    this.#random = new Random(seed);
  }

  async run({ processes, hours, kills }: { processes: number; hours: number; kills: number }): Promise<void> {
    const endMs = this.#startMs + hours * hour;
    const killsMs = Array.from({ length: kills }, () => this.#random.integer(this.#startMs, endMs));
    killsMs.sort((a, b) => a - b);
    await Promise.all(Array.from({ length: processes }, () => this.#start()));
    while (this.#nowMs < endMs) {
      this.#nowMs = Math.min(...this.#racers.map(({ nextMs }) => nextMs));
      const due = this.#racers.filter(({ nextMs }) => nextMs <= this.#nowMs);
      const isKill = (killsMs[0] ?? Infinity) <= this.#nowMs;
      const atWork = Promise.all(due.map((one) => one.moveTo(this.#nowMs)));
      if (isKill) {
        killsMs.shift();
        await this.#kill(this.#random.pick(this.#random.chance(0.8) ? due : this.#racers));
      }
      await atWork;
      if (isKill) {
        await this.#start();
      }
    }
  }

  end(): void {
    for (const one of this.#racers) {
      void one.end();
    }
  }

  async #start(): Promise<void> {
    const seed = `${this.#random.hex(8)} ${++this.#started}`;
    const one = new Racer([this.#folder, seed, String(this.#nowMs), String(this.#startMs)]);
    this.#racers.push(one);
    await one.isAsleep();
  }

  async #kill(victim: Racer): Promise<void> {
    await setTimeout(this.#random.next() * 10);
    this.#racers = this.#racers.filter((one) => one !== victim);
    this.killed.add(victim.pid);
    await victim.end();
  }
}

class Racer {
  /** When it wakes next. */
  nextMs = Infinity;
  readonly #process: ChildProcess;
  #asleep = Promise.withResolvers<unknown>();
  #isEnded = false;

  constructor(args: string[]) {
    this.#process = fork(racer, args);
    this.#process.on('message', (nextMs: number) => {
      this.nextMs = nextMs;
      this.#asleep.resolve(undefined);
    });
    this.#process.once('exit', (code) => {
      this.nextMs = Infinity;
      if (this.#isEnded) {
        this.#asleep.resolve(undefined);
      } else {
        this.#asleep.reject(new Error(`a racer ended with ${code}`));
      }
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  moveTo(nowMs: number): Promise<unknown> {
    this.#asleep = Promise.withResolvers();
    this.#process.send(nowMs);
    return this.#asleep.promise;
  }

  isAsleep(): Promise<unknown> {
    return this.#asleep.promise;
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    if (this.#process.kill('SIGKILL')) {
      await once(this.#process, 'exit');
    }
  }
}

async function judge(folder: string, killed: ReadonlySet<number>): Promise<RaceResult> {
  const calls = (await linesOf(join(folder, callsFile))).map(Number);
  const books = (await linesOf(join(folder, booksFile))).map((line) => JSON.parse(line) as WrittenBook);
  return {
    calls: calls.length,
    overMinute: callsBeyond(calls, 2, minute),
    overHour: callsBeyond(calls, 120, hour),
    killed: killed.size,
    ...judgeOrder(books, killed),
  };
}

async function linesOf(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n').slice(0, -1);
}

/** Asking is the moment in which a name is first in the ledger's file; being served that in which it is opened there. */
function judgeOrder(
  books: readonly WrittenBook[],
  killed: ReadonlySet<number>,
): Pick<RaceResult, 'asked' | 'outOfOrder'> {
  const askedAt = new Map<string, number>();
  const served = new Set<string>();
  let waiting: string[] = [];
  let outOfOrder = 0;
  for (const { queue, open } of books) {
    for (const name of [...open, ...queue].filter((name) => !askedAt.has(name))) {
      askedAt.set(name, askedAt.size);
    }
    for (const name of open.filter((name) => !served.has(name))) {
      served.add(name);
      const before = waiting.filter(
        (other) => !served.has(other) && (askedAt.get(other) ?? 0) < (askedAt.get(name) ?? 0),
      );
      outOfOrder += before.some((other) => !killed.has(Number(other.split('.')[1]))) ? 1 : 0;
    }
    waiting = queue;
  }
  return { asked: askedAt.size, outOfOrder };
}
