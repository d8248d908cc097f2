import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import type { ContentFault } from './archiveFault.ts';
import type { ZipEntry } from './zipEntry.ts';
import { stored } from './zipMember.ts';

/** What came out of a member. */
export interface Seen {
  /** Compressed bytes that were used. */
  compressedSize: number;
  size: number;
  crc: number;
}

export interface Unpacked {
  /** Bytes that came out. */
  size: number;
  fault: ContentFault | undefined;
}

export interface UnpackedAtOnce extends Unpacked {
  /** What came out; undefined when the compressed data are invalid. It may be a part of the member's own bytes. */
  bytes: Buffer | undefined;
}

/** zlib makes its buffers no shorter. */
const shortestChunk = 64;

/** Unpacks and checks the content of a small member, while nothing else runs. */
export function unpackAtOnce(content: Buffer, entry: ZipEntry): UnpackedAtOnce {
  if (isVerbatim(entry)) {
    const { length } = content;
    const seen = { compressedSize: length, size: length, crc: crc32(content) };
    return { ...judged(entry, seen), bytes: content };
  }
  try {
    const { buffer, engine } = inflateRawSync(content, {
      info: true,
      maxOutputLength: Math.max(1, entry.size),
      // All of it in one buffer, with one byte left that says that nothing more came.
      chunkSize: Math.max(shortestChunk, entry.size + 1),
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    const seen = { compressedSize: engine.bytesWritten, size: buffer.length, crc: crc32(buffer) };
    return { ...judged(entry, seen), bytes: buffer };
  } catch (error) {
    return { size: 0, fault: inflateFault(error, entry), bytes: undefined };
  }
}

/** Gives the next bytes, in a buffer that is written over when the ones after them are asked for; none at the end. */
export type NextBytes = () => Promise<Buffer | undefined>;

/**
 * Checks the content of a member of any size in constant memory.
 * @throws what `next` throws; the signal's reason
 */
export async function unpackInPieces(
  next: NextBytes,
  entry: ZipEntry,
  signal: AbortSignal,
): Promise<Unpacked> {
  const seen: Seen = { compressedSize: 0, size: 0, crc: 0 };
  if (!isVerbatim(entry)) {
    return inflateInPieces(next, entry, seen, signal);
  }
  for (let bytes = await next(); bytes; bytes = await next()) {
    seen.crc = crc32(bytes, seen.crc);
    seen.size += bytes.length;
  }
  seen.compressedSize = seen.size;
  return judged(entry, seen);
}

const pieceBytes = 256 * 1024;

function inflateInPieces(
  next: NextBytes,
  entry: ZipEntry,
  seen: Seen,
  signal: AbortSignal,
): Promise<Unpacked> {
  return new Promise((resolve, reject) => {
    const inflate = createInflateRaw({ chunkSize: pieceBytes });
    const fail = (error: Error) => {
      inflate.destroy();
      reject(error);
    };
    const feed = () => {
      // A write that was under way calls back all the same, and by then the buffer may be somebody else's.
      if (inflate.destroyed) {
        return;
      }
      next().then(
        // Asks for more when these are used up, and not at all when the compressed data ended before.
        (bytes) => (bytes ? inflate.write(bytes, feed) : inflate.end()),
        (error: unknown) => fail(error as Error),
      );
    };
    inflate.on('data', (piece: Buffer) => {
      // A few bytes may unpack for long.
      if (signal.aborted) {
        fail(signal.reason as Error);
      }
      seen.crc = crc32(piece, seen.crc);
      seen.size += piece.length;
      if (seen.size > entry.size) {
        inflate.destroy();
        resolve({ size: entry.size, fault: { kind: 'size', of: 'unpacked', declared: entry.size } });
      }
    });
    inflate.on('end', () => {
      seen.compressedSize = inflate.bytesWritten;
      inflate.destroy();
      resolve(judged(entry, seen));
    });
    inflate.on('error', (error) => {
      try {
        resolve({ size: seen.size, fault: inflateFault(error, entry) });
      } catch {
        reject(error);
      }
    });
    feed();
  });
}

/** Some writers declare an empty member to be deflated, and write nothing for it. */
export function isVerbatim({ method, size, compressedSize }: ZipEntry): boolean {
  return method === stored || (size === 0 && compressedSize === 0);
}

function judged(entry: ZipEntry, seen: Seen): Unpacked {
  return { size: seen.size, fault: contentFault(entry, seen) };
}

/** In what a member that was read to its end differs from what its entry declares. */
export function contentFault(entry: ZipEntry, seen: Seen): ContentFault | undefined {
  if (seen.size !== entry.size) {
    return { kind: 'size', of: 'unpacked', declared: entry.size, found: seen.size };
  }
  if (seen.compressedSize !== entry.compressedSize) {
    const { compressedSize: declared } = entry;
    return { kind: 'size', of: 'compressed', declared, found: seen.compressedSize };
  }
  if (seen.crc !== entry.crc) {
    return { kind: 'crc', declared: entry.crc, found: seen.crc };
  }
  return undefined;
}

/**
 * What an error of zlib says about a member.
 * @throws the error when it says nothing about the data
 */
export function inflateFault(error: unknown, entry: ZipEntry): ContentFault {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'Z_DATA_ERROR':
      return { kind: 'inflate' };
    case 'Z_BUF_ERROR': // the compressed data go on beyond their end
      return { kind: 'size', of: 'compressed', declared: entry.compressedSize };
    case 'ERR_BUFFER_TOO_LARGE':
      return { kind: 'size', of: 'unpacked', declared: entry.size };
    default:
      throw error;
  }
}
