import type { ArchiveLimits, PackageBudget } from './archiveLimits.ts';
import { unpacked, type MemberPlace } from './memberContent.ts';
import { faultOf, ReadStopped, type ReadFault } from './readFault.ts';

/** How the reading of a member ended. */
export interface ReadEnd {
  /** Bytes that were given. */
  bytes: number;
  /** Whether these are all of the member's, and as many and of the CRC-32 that its entry declares. */
  isWhole: boolean;
  /** The last one ended the reading, unless it is whole; the others were not in the way. */
  faults: readonly ReadFault[];
}

export interface ReadOptions {
  signal: AbortSignal;
  /** Bytes after which reading ends. */
  limit?: number;
}

/**
 * A member's content, piece by piece and once. Damage, limits and a file that changed end it and are no reason to
 * throw: `end` tells of them. The pieces are nobody else's, but may be parts of one buffer.
 */
export class MemberReading implements AsyncIterable<Uint8Array> {
  readonly #pieces: AsyncGenerator<Uint8Array, void>;
  #end: ReadEnd | undefined;

  constructor(place: MemberPlace, budget: PackageBudget, limits: ArchiveLimits, options: ReadOptions) {
    this.#pieces = this.#read(place, budget, limits, options);
  }

  /** Undefined until there are no more pieces. */
  get end(): ReadEnd | undefined {
    return this.#end;
  }

  /** Its iterator throws the signal's reason, and errors that say nothing about the file. */
  [Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    return this.#pieces;
  }

  async *#read(
    place: MemberPlace,
    budget: PackageBudget,
    limits: ArchiveLimits,
    { signal, limit = Infinity }: ReadOptions,
  ): AsyncGenerator<Uint8Array, void> {
    const faults: ReadFault[] = [];
    let bytes = 0;
    let isWhole = true;
    try {
      for await (const piece of unpacked(place, faults, signal)) {
        const most = Math.min(limit, limits.member) - bytes;
        const allowed = budget.take(place.member.index, bytes, Math.min(piece.length, most));
        bytes += allowed;
        if (allowed > 0) {
          yield piece.subarray(0, allowed);
        }
        if (allowed < Math.min(piece.length, most)) {
          throw new ReadStopped({ kind: 'limit', of: 'package', bytes: limits.package });
        }
        if (most < piece.length) {
          const of = limit < limits.member ? 'read' : 'member';
          throw new ReadStopped({ kind: 'limit', of, bytes });
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      const fault = faultOf(error);
      if (!fault) {
        throw error;
      }
      faults.push(fault);
      isWhole = false;
    }
    this.#end = { bytes, isWhole, faults };
  }
}

/** A member in memory. */
export interface WholeMember {
  /** All of it, or what comes before the fault. */
  bytes: Uint8Array;
  end: ReadEnd;
}

/** The most that deflate can make of a byte, and of nothing. */
const mostFromByte = 1032;
const mostFromNothing = 1024;

/** Takes no more memory than a member's compressed bytes can become, whatever its entry declares. */
export async function readIntoMemory(
  reading: MemberReading,
  { member: { entry } }: MemberPlace,
  limit: number,
): Promise<WholeMember> {
  const possible = entry.compressedSize * mostFromByte + mostFromNothing;
  const expected = Math.min(entry.size, limit, possible);
  let whole: Buffer | undefined;
  let length = 0;
  for await (const piece of reading) {
    if (length === 0 && piece.length >= expected) {
      whole = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    } else {
      whole = grown(whole ?? Buffer.allocUnsafeSlow(expected), length, length + piece.length);
      whole.set(piece, length);
    }
    length += piece.length;
  }
  const end = reading.end ?? { bytes: length, isWhole: false, faults: [] };
  return { bytes: whole?.subarray(0, length) ?? new Uint8Array(0), end };
}

function grown(buffer: Buffer, used: number, needed: number): Buffer {
  if (needed <= buffer.length) {
    return buffer;
  }
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * buffer.length));
  larger.set(buffer.subarray(0, used));
  return larger;
}
