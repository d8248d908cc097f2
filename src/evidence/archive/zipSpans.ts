import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ZipDirectory } from './zipDirectory.ts';
import type { ZipEntry } from './zipEntry.ts';
import { localHeaderLength } from './zipFields.ts';

/** The part of a file that a member may fill: from its own header to the next member or the directory. */
export interface Span {
  entry: ZipEntry;
  /** Bytes from the beginning of the file. */
  start: number;
  end: number;
  /** Name of the member that begins at `end`; undefined where the directory does. */
  next: string | undefined;
}

/** So many can be sorted in one turn of the process. */
const turnEntries = 20_000;

/** The members as they lie in the file, without those that would begin in the directory or behind it. */
export async function membersInPlace({ entries, start }: ZipDirectory): Promise<ZipEntry[]> {
  const members: ZipEntry[] = [];
  for (let at = 0; at < entries.length; at += turnEntries) {
    const some = entries.slice(at, at + turnEntries);
    members.push(...some.filter(({ localOffset }) => localOffset + localHeaderLength <= start).sort(byPlace));
    await nextTurn();
  }
  // Sorted runs are merged, and those of most archives already follow one another.
  return members.sort(byPlace);
}

function byPlace(a: ZipEntry, b: ZipEntry): number {
  return a.localOffset - b.localOffset;
}

/** @param directoryStart where the last span ends */
export function* spansOf(membersInPlace: readonly ZipEntry[], directoryStart: number): Generator<Span> {
  for (const [index, entry] of membersInPlace.entries()) {
    const next = membersInPlace[index + 1];
    yield { entry, start: entry.localOffset, end: next?.localOffset ?? directoryStart, next: next?.name };
  }
}

/** Spans in groups that can be read at once: from the first one's start to the last one's end, at most `bytes`. */
export function* windowsOf(spans: Iterable<Span>, bytes: number): Generator<[Span, ...Span[]]> {
  let window: [Span, ...Span[]] | undefined;
  for (const span of spans) {
    if (window && span.end - window[0].start <= bytes) {
      window.push(span);
    } else {
      if (window) {
        yield window;
      }
      window = [span];
    }
  }
  if (window) {
    yield window;
  }
}
