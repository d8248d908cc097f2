import { createInflateRaw } from 'node:zlib';

/** Compressed data that can be read from anywhere. */
export interface PackedBytes {
  length: number;
  /** @returns at least one byte from `at` on, in a buffer that stays as it is */
  read(at: number): Promise<Buffer>;
}

/** What is unpacked, and given to zlib, at a time. */
const pieceBytes = 64 * 1024;
/** Compressed bytes; few enough that hardly anything is lost with those that the fault is in. */
const fineBytes = 16;

/** How far the data were used. */
interface Progress {
  /** Compressed bytes that were used without a fault. */
  used: number;
  unpacked: number;
}

/**
 * Unpacks raw deflate data as fast as they are asked for, in constant memory. What comes before a fault in the data is
 * given before the error.
 * @param seen told at the end how many compressed bytes were used; fewer than there are when the data end before
 * @throws what zlib throws, what `read` throws
 */
export async function* inflated(
  packed: PackedBytes,
  seen: { compressedSize: number },
): AsyncGenerator<Buffer, void> {
  const progress: Progress = { used: 0, unpacked: 0 };
  try {
    yield* inflatedOnce(packed, progress, Infinity);
    seen.compressedSize = progress.used;
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'Z_DATA_ERROR') {
      throw error;
    }
  }
  // zlib keeps what it unpacked since the last piece to itself: once more, slowly where the fault is.
  const { unpacked, used } = progress;
  let at = 0;
  for await (const piece of inflatedOnce(packed, { used: 0, unpacked: 0 }, used)) {
    const fresh = piece.subarray(Math.max(0, unpacked - at));
    at += piece.length;
    if (fresh.length > 0) {
      yield fresh;
    }
  }
}

/** @param fineFrom compressed bytes from which on they are given to zlib in small portions */
async function* inflatedOnce(
  packed: PackedBytes,
  progress: Progress,
  fineFrom: number,
): AsyncGenerator<Buffer, void> {
  const inflate = createInflateRaw({ chunkSize: pieceBytes });
  const pieces: Buffer[] = [];
  const outcome: { error?: unknown; isOver: boolean } = { isOver: false };
  let wake = () => {};
  const settle = (error?: unknown) => {
    if (!outcome.isOver) {
      outcome.isOver = true;
      outcome.error = error;
    }
    wake();
  };
  inflate.on('data', (piece: Buffer) => {
    inflate.pause();
    pieces.push(piece);
    wake();
  });
  inflate.on('end', () => settle());
  inflate.on('error', (error) => settle(error));

  let at = 0;
  let rest: Buffer = Buffer.alloc(0);
  const feed = async () => {
    if (rest.length === 0 && at < packed.length) {
      rest = await packed.read(at);
    }
    if (rest.length === 0) {
      inflate.end();
      return;
    }
    const length = Math.min(rest.length, at >= fineFrom ? fineBytes : Math.min(pieceBytes, fineFrom - at));
    const portion = rest.subarray(0, length);
    rest = rest.subarray(length);
    at += length;
    // It does not call back when the data ended before these did.
    inflate.write(portion, (error) => {
      if (!error) {
        progress.used += length;
        feedOn();
      }
    });
  };
  const feedOn = () => void feed().catch((error: unknown) => settle(error));

  try {
    feedOn();
    for (;;) {
      const piece = pieces.shift();
      if (piece) {
        progress.unpacked += piece.length;
        yield piece;
      } else if (outcome.error !== undefined) {
        throw outcome.error as Error;
      } else if (outcome.isOver) {
        progress.used = inflate.bytesWritten;
        return;
      } else {
        const { promise, resolve } = Promise.withResolvers<undefined>();
        wake = () => resolve(undefined);
        inflate.resume();
        await promise;
      }
    }
  } finally {
    inflate.destroy();
  }
}
