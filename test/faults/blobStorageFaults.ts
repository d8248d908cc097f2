import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import nodeFetch from 'node-fetch';
import type { Fetch, HttpResponse } from '../../src/defender/http.ts';
import { startAzurite, type Azurite } from '../azurite/server.ts';
import { smallZip } from '../support/smallZip.ts';
import { arrives, fails, half, type Fault } from './fault.ts';
import type { Stage } from './stage.ts';

const where = 'The blob storage';
const second = 1000;
/** Of a link that expires in earnest, though not before a busy machine has sent its first request. */
const shortLife = 4 * second;
const minute = 60 * second;

/** Packages of which no two pieces are alike; the other one is as long as the first. */
const body = packageOf('one', 100_000);
const other = packageOf('two', 100_000);
const shorter = packageOf('three', 20_000);
const blob = 'WDATP_Investigation_Package.zip';

let azurite: Azurite;
let blobs = 0;

function packageOf(seed: string, bytes: number): Buffer {
  const text = createHash('shake256', { outputLength: bytes }).update(seed).digest('hex');
  return smallZip({ members: { 'Autoruns/autoruns.csv': text, 'summary.txt': seed } });
}

/** What is in the storage for one fault, and the links that are given out. */
class Storage {
  readonly #stage: Stage;
  readonly #name = `${++blobs}/${blob}`;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async put(bytes: Buffer): Promise<void> {
    await azurite.putBlob(this.#name, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#stage.digest = { bytes: bytes.length, sha256 };
  }

  /** Gives out these links, one after the other; the last one again and again, as long as the fault lasts. */
  giveOut(...made: string[]): void {
    let given = 0;
    this.#stage.setup.simulator.links.linkFor = () =>
      this.#stage.isLifted ? this.fresh() : (made[Math.min(given++, made.length - 1)] ?? '');
  }

  /** A link whose times begin and end so many milliseconds from now. */
  link(fromMs: number, toMs: number, name = this.#name): string {
    const now = Date.now();
    return azurite.sasLink(name, { startsMs: now + fromMs, expiresMs: now + toMs });
  }

  fresh(name?: string): string {
    return this.link(-15 * minute, 5 * minute, name);
  }

  expired(): string {
    return this.link(-15 * minute, -second);
  }

  wronglySigned(): string {
    const url = new URL(this.fresh());
    url.searchParams.set('sig', createHash('sha256').update('wrong').digest('base64'));
    return url.href;
  }

  prolonged(): string {
    const url = new URL(this.expired());
    url.searchParams.set('se', new URL(this.fresh()).searchParams.get('se') ?? '');
    return url.href;
  }

  ofAnother(): string {
    return this.fresh('another').replace('another', encodeURIComponent(this.#name));
  }
}

/** Breaks the first answer off in the middle, after which something may happen; then each answer if so told. */
function breaking(onBreak: () => unknown = () => undefined, times = 1): Fetch {
  let answers = 0;
  return async (url, request): Promise<HttpResponse> => {
    const response = await nodeFetch(url, request);
    if (++answers > times) {
      return response;
    }
    const { status, headers } = response;
    // What was received before is in the file, as a break is told behind it.
    const bytes = answers === 1 ? half : 0;
    return { status, headers, body: cutOff(response.body, bytes, onBreak) };
  };
}

async function* cutOff(
  body: HttpResponse['body'],
  bytes: number,
  onBreak: () => unknown,
): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of body ?? []) {
    const piece = Buffer.from(chunk).subarray(0, left);
    left -= piece.length;
    if (piece.length > 0) {
      yield piece;
    }
    if (left === 0) {
      break;
    }
  }
  await onBreak();
  throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
}

/** Until the storage itself no longer accepts a link, which knows whole seconds alone. */
async function ended(link: string): Promise<void> {
  for (;;) {
    const response = await nodeFetch(link, { headers: { Range: 'bytes=0-0' } });
    await response.arrayBuffer();
    if (response.status === 403) {
      return;
    }
  }
}

/** Prepares the storage, and what is given out. */
function stored(act: (storage: Storage, stage: Stage) => unknown): Fault['strike'] {
  return async (stage) => {
    const storage = new Storage(stage);
    await storage.put(body);
    storage.giveOut(storage.fresh());
    await act(storage, stage);
  };
}

const stale: [words: string, link: (storage: Storage) => string, status: number][] = [
  ['has expired', (storage) => storage.expired(), 403],
  ['is not valid yet', (storage) => storage.link(5 * minute, 10 * minute), 403],
  ['has a wrong signature', (storage) => storage.wronglySigned(), 403],
  ['was prolonged after it was signed', (storage) => storage.prolonged(), 403],
  ['was signed for another blob', (storage) => storage.ofAnother(), 403],
  ['leads to a blob that was deleted', (storage) => storage.fresh('deleted.zip'), 404],
];

export const blobStorageFaults: Fault[] = [
  ...stale.flatMap(([words, link, status]): Fault[] => [
    {
      where,
      fault: `is given a link that ${words}, once`,
      strike: stored((storage) => storage.giveOut(link(storage), storage.fresh())),
      promise: arrives({ from: [0, 0], links: 2 }),
    },
    {
      where,
      fault: `is given links of which each ${words}`,
      strike: stored((storage) => storage.giveOut(link(storage))),
      promise: fails('AcquisitionError: linkExpired', { from: [0, 0], links: 2, data: { status } }),
    },
  ]),
  {
    where,
    fault: 'breaks in the middle, and has the rest (206)',
    strike: stored((_storage, stage) => {
      stage.fetch = breaking();
    }),
    promise: arrives({ from: [0, half] }),
  },
  {
    where,
    fault: 'breaks in the middle, and again and again',
    strike: stored((_storage, stage) => {
      stage.fetch = breaking(undefined, Infinity);
    }),
    promise: fails('NetworkError: interrupted', { from: [0, half, half, half], keeps: half }),
  },
  {
    where,
    fault: 'breaks in the middle, and the link has expired by then',
    strike: stored((storage, stage) => {
      const short = storage.link(-15 * minute, shortLife);
      storage.giveOut(short, storage.fresh());
      stage.fetch = breaking(() => ended(short));
    }),
    promise: arrives({ from: [0, half, half], links: 2 }),
  },
  {
    where,
    fault: 'breaks in the middle, and by then the link has expired and the blob was deleted',
    strike: stored((storage, stage) => {
      const short = storage.link(-15 * minute, shortLife);
      storage.giveOut(short, storage.fresh('deleted.zip'));
      stage.fetch = breaking(() => ended(short));
    }),
    promise: fails('AcquisitionError: linkExpired', {
      from: [0, half, half],
      links: 2,
      data: { status: 404 },
      keeps: half,
    }),
  },
  {
    where,
    fault: 'breaks in the middle, and the blob is another one of the same length by then',
    strike: stored((storage, stage) => {
      stage.fetch = breaking(() => storage.put(other));
    }),
    // Azurite, other than Azure, does not look at If-Range: the ETag of its 206 is what gives it away.
    promise: arrives({ from: [0, half, 0] }),
  },
  {
    where,
    fault: 'breaks in the middle, and the blob has been replaced by a shorter one, which has no such rest',
    strike: stored((storage, stage) => {
      stage.fetch = breaking(() => storage.put(shorter));
    }),
    promise: arrives({ from: [0, half, 0] }),
  },
  {
    where,
    fault: 'breaks in the middle and again, and the blob is another one at the next attempt',
    strike: async (stage) => {
      const storage = new Storage(stage);
      await storage.put(body);
      storage.giveOut(storage.fresh());
      stage.fetch = breaking(undefined, Infinity);
      return () => storage.put(other);
    },
    promise: fails('NetworkError: interrupted', {
      from: [0, half, half, half],
      keeps: half,
      then: [half, 0],
    }),
  },
];

export async function beforeBlobStorage(this: Mocha.Context): Promise<void> {
  // The first time it is installed.
  this.timeout(10 * minute);
  azurite = await startAzurite();
  assert.ok(body.length > half && shorter.length < half);
}

export const afterBlobStorage = (): Promise<void> => azurite.close();
