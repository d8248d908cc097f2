import { constants } from 'node:fs';
import { onDisk } from '../acquisitionError.ts';
import { custodyPathOf, openLog, readLines, type RawLine } from './custodyFile.ts';
import { noPrevious, parseLine, type CustodyLine } from './custodyLine.ts';
import type { Files } from '../disk/files.ts';

export type CustodyFault =
  | 'unreadable' // no line of a log: no JSON, or a field is missing or of another form, or it is far too long
  | 'rewritten' // what it says may be what was written, but its bytes are others: line ends, a byte order mark, spaces
  | 'seq' // its number is not the next: lines before it were removed, inserted, doubled or moved
  | 'previous' // it was written behind another line: the one before it was changed or exchanged, or its own hash was
  | 'torn'; // the end of the log has no newline: a crash left it, which the next entry heals

export interface CustodyCheck {
  /** Lines with a newline, broken ones included. */
  lines: number;
  /** The first line, counted from 1, that does not hold; none when the chain is unbroken. */
  brokenAt?: { line: number; why: CustodyFault };
  /** What the readable lines say of the file that was asked for, the 1000 newest in their order. */
  entries: CustodyLine[];
  /** The newest line that says it was acquired, however long ago. */
  acquired?: CustodyLine;
}

export interface CustodyQuestion {
  /** Name of a file in the folder. */
  file?: string;
  signal?: AbortSignal;
}

const mostEntries = 1000;

/**
 * Checks the chain of a folder's `custody.jsonl` from the first line to the last, in constant memory. A changed line is
 * found by the line behind it. So a chain does not show that its last line was changed or its last lines were removed:
 * only the files and records that they spoke of do, or a copy of the last line's hash. Nor does it show that somebody
 * wrote all of it anew from some line on.
 * @param folder its real path
 * @returns undefined when there is no log
 * @throws AcquisitionError; the signal's reason
 */
export async function checkCustody(
  folder: string,
  { files }: { files: Files },
  { file: asked, signal }: CustodyQuestion = {},
): Promise<CustodyCheck | undefined> {
  const path = custodyPathOf(folder);
  return onDisk(path, async () => {
    const file = await openLog(files, path, constants.O_RDONLY).catch(ignoreMissing);
    if (!file) {
      return undefined;
    }
    try {
      const check: CustodyCheck = { lines: 0, entries: [] };
      let previous = noPrevious;
      for await (const raw of readLines(file, 0, signal)) {
        const { line, why } = judge(raw, check.lines + 1, previous);
        if (why !== undefined) {
          check.brokenAt ??= { line: check.lines + 1, why };
        }
        if (line && line.file === asked) {
          check.entries.push(line);
          if (line.event === 'acquired') {
            check.acquired = line;
          }
          check.entries.splice(0, check.entries.length - mostEntries);
        }
        check.lines += Number(raw.isEnded);
        previous = raw.sha256;
      }
      return check;
    } finally {
      await file.close();
    }
  });
}

function judge(raw: RawLine, seq: number, previous: string): { line?: CustodyLine; why?: CustodyFault } {
  if (!raw.isEnded) {
    return { why: 'torn' };
  }
  const parsed = parseLine(raw.content);
  if (!parsed) {
    return { why: 'unreadable' };
  }
  const { line, asWritten } = parsed;
  if (!asWritten) {
    return { line, why: 'rewritten' };
  }
  if (line.seq !== seq) {
    return { line, why: 'seq' };
  }
  return line.previous === previous ? { line } : { line, why: 'previous' };
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return undefined;
  }
  throw error;
}
