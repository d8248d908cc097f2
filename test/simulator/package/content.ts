import { createHash } from 'node:crypto';

/** A finished package or result, readable from anywhere in it. */
export interface PackageContent {
  readonly size: number;
  /** Strong: the same for the same bytes only. */
  readonly etag: string;
  readonly lastModified: Date;
  /** A zip unless something else is said. */
  readonly mediaType?: string;
  /** The bytes from `start` up to, not including, `end`. */
  readonly read: (start: number, end: number) => Iterable<Buffer>;
}

const chunkSize = 256 * 1024;

/** Bytes that are held in memory, as content. */
export function contentOfBytes(bytes: Buffer, lastModified: Date, mediaType?: string): PackageContent {
  const digest = createHash('sha256').update(bytes).digest('hex');
  return {
    size: bytes.length,
    etag: `"0x${digest.slice(0, 16).toUpperCase()}"`,
    lastModified,
    ...(mediaType !== undefined && { mediaType }),
    *read(start, end) {
      for (let at = start; at < end; at += chunkSize) {
        yield bytes.subarray(at, Math.min(at + chunkSize, end));
      }
    },
  };
}
