import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';

/** What the thread runs. Text, so that it needs no file of its own beside the bundle. */
const program = `
const { createHash } = require('node:crypto');
const { parentPort, workerData } = require('node:worker_threads');
const hash = createHash('sha256');
parentPort.on('message', ({ at, length, isTail }) => {
  const bytes = new Uint8Array(workerData, at, length);
  if (isTail) {
    parentPort.postMessage(hash.copy().update(bytes).digest('hex'));
  } else {
    hash.update(bytes);
    parentPort.postMessage(undefined);
  }
});
`;

interface Request {
  at: number;
  length: number;
  isTail: boolean;
}

interface Asked {
  request: Request;
  promise: Promise<string | undefined>;
  resolve: (digest: string | undefined) => void;
}

/**
 * The SHA-256 of bytes that pass through a ring of memory, block by block. It is made in a thread of its own, since
 * the network leaves this one no time for it. Should the thread fail, there is no hash, and nobody waits for it.
 */
export class RingHash {
  readonly #memory: SharedArrayBuffer;
  readonly #blockBytes: number;
  /** Not before there is a block: for less, starting a thread takes longer than hashing. */
  #worker: Worker | undefined;
  /** In the order in which the thread answers. */
  readonly #asked: Asked[] = [];
  #added = 0;
  #done = 0;
  #isLost = false;

  /** @param memory a whole number of blocks */
  constructor(memory: SharedArrayBuffer, blockBytes: number) {
    this.#memory = memory;
    this.#blockBytes = blockBytes;
  }

  /** Bytes that have been hashed: their place in the ring may be used again. */
  get bytes(): number {
    return this.#isLost ? Infinity : this.#done;
  }

  /** The next block of the ring is full. */
  addBlock(): void {
    void this.#ask({ at: this.#added % this.#memory.byteLength, length: this.#blockBytes, isTail: false });
    this.#added += this.#blockBytes;
  }

  /** Resolves when more has been hashed, or need not be any more. */
  async next(): Promise<void> {
    await this.#asked[0]?.promise;
  }

  /**
   * @param tailBytes how much there is behind the last whole block; less than a block, and still to be added with it
   * @returns the hash of it all, 64 lower-case hexadecimal digits; undefined when the thread has failed
   */
  async digest(tailBytes: number): Promise<string | undefined> {
    const at = this.#added % this.#memory.byteLength;
    if (this.#added === 0) {
      return createHash('sha256')
        .update(new Uint8Array(this.#memory, at, tailBytes))
        .digest('hex');
    }
    return this.#ask({ at, length: tailBytes, isTail: true });
  }

  /** Waits for the thread, which then no longer reads the memory. */
  async close(): Promise<void> {
    this.#lose();
    await this.#worker?.terminate();
  }

  async #ask(request: Request): Promise<string | undefined> {
    if (this.#isLost) {
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#asked.push({ request, promise, resolve });
    try {
      this.#worker ??= this.#start();
      this.#worker.postMessage(request);
    } catch {
      this.#lose();
    }
    return promise;
  }

  #start(): Worker {
    const worker = new Worker(program, { eval: true, workerData: this.#memory });
    worker.on('message', (digest: string | undefined) => {
      const asked = this.#asked.shift();
      if (asked && !asked.request.isTail) {
        this.#done += asked.request.length;
      }
      asked?.resolve(digest);
    });
    worker.on('error', () => this.#lose());
    worker.on('exit', () => this.#lose());
    return worker;
  }

  #lose(): void {
    this.#isLost = true;
    for (const { resolve } of this.#asked.splice(0)) {
      resolve(undefined);
    }
  }
}
