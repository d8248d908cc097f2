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

/** The members as they lie in the file, without those that would begin in the directory or behind it. */
export function membersInPlace({ entries, start }: ZipDirectory): ZipEntry[] {
  return entries
    .filter(({ localOffset }) => localOffset + localHeaderLength <= start)
    .sort((a, b) => a.localOffset - b.localOffset);
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
