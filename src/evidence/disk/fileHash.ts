import { createHash } from 'node:crypto';
import { onDisk } from '../acquisitionError.ts';
import type { Files } from './files.ts';

/**
 * @param onBytes told how many bytes are read so far
 * @returns the SHA-256 of a file, 64 lower-case hexadecimal digits
 */
export async function hashFile(
  files: Files,
  path: string,
  signal?: AbortSignal,
  onBytes?: (bytes: number) => void,
): Promise<string> {
  return onDisk(path, async () => {
    const hash = createHash('sha256');
    let bytes = 0;
    const file = await files.open(path, 'r');
    try {
      for await (const chunk of file.createReadStream({ highWaterMark: 1024 * 1024 })) {
        signal?.throwIfAborted();
        hash.update(chunk as Buffer);
        bytes += (chunk as Buffer).length;
        onBytes?.(bytes);
      }
      return hash.digest('hex');
    } finally {
      await file.close();
    }
  });
}
