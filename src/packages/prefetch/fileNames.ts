import type { PrefetchFault } from './prefetchFault.ts';

/** A program's first seconds, which is all that is recorded, load some hundred files. */
export const mostFiles = 65_536;

/** The text up to the first NUL, or to the end. Unpaired surrogates stay, which NTFS allows in names. */
export function textUntilNul(bytes: Buffer): string {
  const text = bytes.toString('utf16le');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** Reads the names of the loaded files, which stand one after the other, each with a NUL behind it. */
export function readFileNames(
  content: Buffer,
  { at, length, declared }: { at: number; length: number; declared: number },
  faults: PrefetchFault[],
): string[] {
  const place = { of: 'content', offset: at, part: 'fileNames' } as const;
  if (at + length > content.length) {
    faults.push({ ...place, kind: 'truncated' });
  }
  const names: string[] = [];
  const end = Math.min(at + length, content.length);
  let start = at;
  while (start + 2 <= end && names.length < mostFiles) {
    const next = endOfText(content, start, end);
    if (next > start) {
      names.push(content.toString('utf16le', start, next));
    }
    start = next + 2;
  }
  if (start + 2 <= end) {
    faults.push({ ...place, kind: 'tooMany', read: mostFiles });
  } else if (at + length <= content.length && names.length !== declared) {
    faults.push({ ...place, kind: 'count', declared, found: names.length });
  }
  return names;
}

/** Where the NUL is that ends the text, or else where the bytes end. */
function endOfText(content: Buffer, start: number, end: number): number {
  let at = start;
  while (at + 2 <= end && content.readUInt16LE(at) !== 0) {
    at += 2;
  }
  return at;
}
