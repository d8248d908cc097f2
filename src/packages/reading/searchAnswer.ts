import type { Hits, RowWish } from './messages.ts';
import { Pace } from './pace.ts';
import type { PackageArtifact } from './packageArtifact.ts';
import { countRows } from './rowViews.ts';
import type { RowNotes } from './rowTest.ts';

/** Nobody waits longer for all of it; what was found by then is shown. */
const longestMs = 30_000;
/** Bytes that are read for a search: an archive can be made of far more than fits into memory. */
const mostUnread = 256 * 1024 * 1024;

/**
 * Counts the rows of every table that a wish is for. Those with most to be read come last.
 * @throws the signal's reason
 */
export async function countHits(
  artifacts: readonly PackageArtifact[],
  wish: RowWish,
  notesOf: (artifact: string) => RowNotes,
  signal: AbortSignal,
): Promise<{ hits: Hits[]; isWhole: boolean }> {
  const startedMs = performance.now();
  const pace = new Pace(signal);
  const counts = new Map<string, number>();
  let isWhole = true;
  let unread = 0;
  for (const artifact of artifacts.toSorted((one, other) => one.unreadBytes - other.unreadBytes)) {
    unread += artifact.unreadBytes;
    if (unread > mostUnread || performance.now() - startedMs > longestMs) {
      isWhole = false;
      continue;
    }
    try {
      const table = await artifact.table(signal);
      counts.set(artifact.id, await countRows(table, wish, notesOf(artifact.id), pace));
    } catch {
      signal.throwIfAborted();
      // What cannot be read is said where it is opened; the others can be searched.
      isWhole = false;
    }
  }
  const hits = artifacts.map(({ id }) => ({ artifact: id, count: counts.get(id) ?? 0 }));
  return { hits: hits.filter(({ count }) => count > 0), isWhole };
}
