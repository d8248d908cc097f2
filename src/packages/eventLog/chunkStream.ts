import type { EventLogFault } from './eventLogFault.ts';
import { chunkHeaderLength, chunkLength } from './eventChunk.ts';
import {
  chunkSignature,
  logHeaderLength,
  readChunkHeader,
  readLogHeader,
  type EventLogHeader,
} from './eventLogHeader.ts';

/** One chunk's place of a log. */
export interface FoundChunk {
  /** Bytes from the beginning of the log. */
  offset: number;
  /** 64 KiB, fewer at the end of a log that was cut. Written over by the next one. */
  bytes: Buffer;
  /** Where no chunk begins, records may still be whole. */
  hasSignature: boolean;
  isEmpty: boolean;
}

export interface ChunkStreamOptions {
  signal: AbortSignal;
  onHeader: (header: EventLogHeader | undefined) => void;
  onFault: (fault: EventLogFault) => void;
}

/**
 * Cuts a log into its chunks, one after the other, in the memory of one. Only where no chunk begins that should, the
 * next one is looked for whose header is whole: what events hold may look like a chunk, too.
 * @throws what `pieces` throws; the signal's reason
 */
export async function* chunksOf(
  pieces: AsyncIterable<Uint8Array>,
  { signal, onHeader, onFault }: ChunkStreamOptions,
): AsyncGenerator<FoundChunk> {
  const bytes = Buffer.alloc(chunkLength);
  let wanted = logHeaderLength;
  let filled = 0;
  let offset = 0;
  let isInHeader = true;
  /** Bytes from the beginning of the log, of any chunk that the grid of 64 KiB is laid by. */
  let grid = logHeaderLength;
  signal.throwIfAborted();
  for await (const piece of pieces) {
    signal.throwIfAborted();
    let taken = 0;
    while (taken < piece.length) {
      const part = piece.subarray(taken, taken + wanted - filled);
      bytes.set(part, filled);
      filled += part.length;
      taken += part.length;
      if (filled < wanted) {
        break;
      }
      if (isInHeader) {
        isInHeader = false;
        const header = readLogHeader(bytes.subarray(0, filled));
        onHeader(header);
        if (!header) {
          onFault({ kind: 'notAnEventLog', offset: 0 });
        } else if (header.hasChecksums && !header.isChecksumRight) {
          onFault({ kind: 'headerChecksum', offset: 0 });
        }
      } else {
        const isOnGrid = (offset - grid) % chunkLength === 0;
        const hasSignature = bytes.indexOf(chunkSignature) === 0;
        const isWhole = hasSignature && (isOnGrid || readChunkHeader(bytes)?.isChecksumRight === true);
        const shift = isWhole ? 0 : nextChunk(bytes);
        if (shift > 0) {
          onFault({ kind: 'notAChunk', offset, length: shift });
          bytes.copyWithin(0, shift, filled);
          filled -= shift;
          offset += shift;
          continue;
        }
        grid = isWhole ? offset : grid;
        yield { offset, bytes, hasSignature: isWhole, isEmpty: !isWhole && isZero(bytes) };
        signal.throwIfAborted();
      }
      offset += wanted;
      filled = 0;
      wanted = chunkLength;
    }
  }
  signal.throwIfAborted();
  if (isInHeader) {
    onHeader(readLogHeader(bytes.subarray(0, filled)));
    onFault(
      filled === 0 || !readLogHeader(bytes.subarray(0, filled))
        ? { kind: 'notAnEventLog', offset: 0 }
        : { kind: 'truncated', offset: 0, length: filled },
    );
  } else if (filled > 0) {
    const rest = bytes.subarray(0, filled);
    const hasSignature = rest.indexOf(chunkSignature) === 0;
    const isEmpty = isZero(rest);
    if (!isEmpty) {
      onFault({ kind: 'truncated', offset, length: filled });
    }
    yield { offset, bytes: rest, hasSignature, isEmpty };
  }
}

/**
 * @returns bytes to where a chunk begins whose header is whole, or might if more of it were there; 0 when there is
 *   none
 */
function nextChunk(bytes: Buffer): number {
  for (let at = bytes.indexOf(chunkSignature, 1); at > 0; at = bytes.indexOf(chunkSignature, at + 1)) {
    const isShort = at + chunkHeaderLength > bytes.length;
    if (isShort || readChunkHeader(bytes.subarray(at))?.isChecksumRight === true) {
      return at;
    }
  }
  return 0;
}

const zeros = Buffer.alloc(chunkLength);

function isZero(bytes: Buffer): boolean {
  return bytes.equals(zeros.subarray(0, bytes.length));
}
