import type { Files } from './files.ts';

/** Nothing that was put in a lock's place may block or fill the memory. */
const longestText = 1024;

/** Whose a lock file is, and when it was last touched. */
export interface Sighting {
  /** The name that its holder gave it; anything when it is no lock, and empty for a moment after it was made. */
  text: string;
  /** By the clock of the file system, milliseconds since 1970. */
  touchedMs: number;
}

/** @returns undefined when nothing is there; throws what the file system throws */
export async function look(path: string, files: Files): Promise<Sighting | undefined> {
  try {
    const stats = await files.lstat(path);
    const isText = stats.isFile() && stats.size <= longestText;
    return { text: isText ? await files.readFile(path, 'utf8') : '', touchedMs: stats.mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

/** Whether it is the same lock, which nobody touched meanwhile. */
export function isSame(one: Sighting | undefined, other: Sighting): boolean {
  return one?.text === other.text && one.touchedMs === other.touchedMs;
}
