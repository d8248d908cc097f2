import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';

/** What the thread runs. Text, so that it needs no file of its own beside the bundle. */
const program = `
const { createHash } = require('node:crypto');
const { parentPort } = require('node:worker_threads');
const hash = createHash('sha256');
parentPort.on('message', (pieces) => {
  for (const piece of pieces ?? []) {
    hash.update(piece);
    // Gives the memory back now; it could be much before it is collected.
    piece.buffer.transfer(0);
  }
  parentPort.postMessage(pieces ? undefined : hash.copy().digest('hex'));
});
`;

/** For less, starting a thread takes longer than hashing. */
const worthwhileBytes = 1024 * 1024;

/**
 * The SHA-256 of bytes that come piece by piece. It is made in a thread of its own, since the network leaves this one
 * no time for it. Should the thread fail, there is no hash, and nobody waits for it.
 */
export class HashThread {
  #worker: Worker | undefined;
  /** Pieces for which no thread was started yet. */
  #held: Uint8Array<ArrayBuffer>[] = [];
  #heldBytes = 0;
  /** What the thread has not answered yet, in its order. */
  readonly #asked: PromiseWithResolvers<string | undefined>[] = [];
  #isLost = false;

  /** How many times pieces were added that are not hashed yet. */
  get waiting(): number {
    return this.#asked.length;
  }

  /** Takes pieces, each of which has all of its memory to itself: that goes to the thread, and is gone here. */
  add(pieces: Uint8Array<ArrayBuffer>[]): void {
    this.#held.push(...pieces);
    this.#heldBytes += pieces.reduce((sum, { length }) => sum + length, 0);
    if (this.#worker || this.#heldBytes >= worthwhileBytes) {
      void this.#ask(this.#held.splice(0));
    }
  }

  /** Resolves when more is hashed, or need not be any more. */
  async next(): Promise<void> {
    await this.#asked[0]?.promise;
  }

  /** @returns the hash of all that was added, 64 lower-case hexadecimal digits; undefined when the thread has failed */
  async digest(): Promise<string | undefined> {
    if (this.#worker || this.#isLost) {
      return this.#ask(undefined);
    }
    const hash = createHash('sha256');
    this.#held.forEach((piece) => hash.update(piece));
    return hash.digest('hex');
  }

  async close(): Promise<void> {
    this.#lose();
    await this.#worker?.terminate();
  }

  async #ask(pieces: Uint8Array<ArrayBuffer>[] | undefined): Promise<string | undefined> {
    if (this.#isLost) {
      return undefined;
    }
    const asked = Promise.withResolvers<string | undefined>();
    this.#asked.push(asked);
    try {
      this.#worker ??= this.#start();
      this.#worker.postMessage(
        pieces,
        (pieces ?? []).map(({ buffer }) => buffer),
      );
    } catch {
      this.#lose();
    }
    return asked.promise;
  }

  #start(): Worker {
    const worker = new Worker(program, { eval: true });
    worker.on('message', (digest: string | undefined) => this.#asked.shift()?.resolve(digest));
    worker.on('error', () => this.#lose());
    worker.on('exit', () => this.#lose());
    return worker;
  }

  #lose(): void {
    this.#isLost = true;
    this.#held = [];
    for (const { resolve } of this.#asked.splice(0)) {
      resolve(undefined);
    }
  }
}
