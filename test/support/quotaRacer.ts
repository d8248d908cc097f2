// A window that asks for links all day, on the time that the process which started it gives out.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../src/defender/clock.ts';
import { nodeFiles, type Files } from '../../src/evidence/disk/files.ts';
import { QuotaLedger } from '../../src/evidence/quota/quotaLedger.ts';
import type { SavedBook } from '../../src/evidence/quota/quotaBook.ts';
import { Random } from '../simulator/tenant/random.ts';
import { QuietDisk } from './quietDisk.ts';
import { booksFile, callsFile, type WrittenBook } from './quotaRace.ts';
import { RecordingLogger } from './recordingLogger.ts';

const [folder = '', seed = '', startMs = '', bootMs = ''] = process.argv.slice(2);

/** Those who sleep for so long wake at whole multiples of it, hence together and some of them early: that is quicker. */
const stepMs = 2000;

class GivenTime implements Clock {
  #nowMs = Number(startMs);
  readonly #sleepers = new Set<{ atMs: number; wake: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const leave = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const atMs = this.#nowMs + ms;
      const sleeper = { atMs: ms < stepMs ? atMs : atMs - (atMs % stepMs), wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  moveTo(nowMs: number): void {
    this.#nowMs = nowMs;
    for (const sleeper of [...this.#sleepers].filter(({ atMs }) => atMs <= nowMs)) {
      sleeper.wake();
    }
  }

  get nextMs(): number {
    return Math.min(...[...this.#sleepers].map(({ atMs }) => atMs));
  }
}

const time = new GivenTime();
const random = new Random(seed);
const disk = new QuietDisk(recording(nodeFiles));
const logger = new RecordingLogger();
const ledger = new QuotaLedger({
  files: disk.files,
  clock: time,
  folder,
  key: 'contoso|app',
  uptimeMs: () => time.now() - Number(bootMs),
  logger,
});

process.on('message', (nowMs: number) => {
  time.moveTo(nowMs);
  void tellWhenAsleep();
});
void askAllDay();
void tellWhenAsleep();

/** When nothing more happens at this moment, the other side may let time pass. */
async function tellWhenAsleep(): Promise<void> {
  await disk.quiet();
  assert.deepEqual(logger.lines, []);
  process.send?.(time.nextMs);
}

async function askAllDay(): Promise<void> {
  for (;;) {
    const abort = new AbortController();
    const done = ledger.run(call, { signal: abort.signal });
    if (random.chance(0.1)) {
      void time.sleep(random.integer(0, 300_000)).then(() => abort.abort());
    }
    await done.catch(() => undefined);
    await time.sleep(random.integer(0, 1000));
  }
}

/** The service counts a call somewhere between its start and its end. */
async function call(): Promise<void> {
  const takesMs = random.integer(100, 1500);
  const countedMs = time.now() + random.integer(0, takesMs);
  appendFileSync(join(folder, callsFile), `${countedMs}\n`);
  await time.sleep(takesMs);
}

function recording(files: Files): Files {
  return {
    ...files,
    rename: async (from, to) => {
      const { queue, open } = JSON.parse(readFileSync(String(from), 'utf8')) as SavedBook;
      await files.rename(from, to);
      const line: WrittenBook = { queue, open: open.map(({ name }) => name) };
      appendFileSync(join(folder, booksFile), `${JSON.stringify(line)}\n`);
    },
  };
}
