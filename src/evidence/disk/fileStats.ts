import type { Stats } from 'node:fs';
import { onDisk } from '../acquisitionError.ts';
import type { Files } from './files.ts';

/** @returns undefined when there is nothing of that name */
export async function statsOf(files: Files, path: string): Promise<Stats | undefined> {
  try {
    return await files.stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    return onDisk(path, () => Promise.reject(error as Error));
  }
}
