import type { AcquisitionTool, Acquirer } from '../acquisitionRecord.ts';

export type CustodyEvent = 'acquired' | 'verified' | 'opened' | 'exported' | 'altered';

/** What happened to a file in the log's folder. Texts longer than 1000 characters are cut when they are written. */
export interface CustodyEntry {
  event: CustodyEvent;
  /** Without an account where nobody was signed in. */
  by: { account?: string | undefined } & Pick<Acquirer, 'osUser'>;
  with: AcquisitionTool;
  /** Its name in the folder. */
  file: string;
  /** Of the file's bytes at that time, 64 lower-case hexadecimal digits; null when it could not be had. */
  sha256: string | null;
  /** Of the bytes of the file's acquisition record, likewise. */
  recordSha256: string | null;
  /** May be empty. */
  note: string;
}

/** An entry in its place in the chain. */
export interface CustodyLine extends Omit<CustodyEntry, 'event'> {
  /** 1, 2, … */
  seq: number;
  /** ISO 8601, UTC, milliseconds. */
  atUtc: string;
  /** A `CustodyEvent`, or one that a later version knows. */
  event: string;
  /** SHA-256 of the line before as written, without its newline; 64 zeros in the first. */
  previous: string;
}

/** No line that is written here is longer, in bytes: all its texts escaped as JSON have less. */
export const longestLine = 64 * 1024;
const longestText = 1000;

export const noPrevious = '0'.repeat(64);

/** @param atMs milliseconds since 1970 */
export function formatLine(
  entry: CustodyEntry,
  { seq, atMs, previous }: Pick<CustodyLine, 'seq' | 'previous'> & { atMs: number },
  addition = '',
): string {
  const { event, by, with: tool, file, sha256, recordSha256, note } = entry;
  // The order of the fields is part of the format.
  return JSON.stringify({
    seq,
    atUtc: new Date(atMs).toISOString(),
    event,
    by: { account: by.account === undefined ? undefined : cut(by.account), osUser: cut(by.osUser) },
    with: { extension: cut(tool.extension), version: cut(tool.version), vscode: cut(tool.vscode) },
    file: cut(file),
    sha256,
    recordSha256,
    note: [cut(note), addition].filter((text) => text !== '').join('; '),
    previous,
  } satisfies CustodyLine);
}

function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
}

const hash = /^[0-9a-f]{64}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * @param content a line without its newline
 * @returns the line, and whether its bytes are those that were written; undefined when it is no line of a log
 */
export function parseLine(content: Buffer): { line: CustodyLine; asWritten: boolean } | undefined {
  try {
    // Editors add a byte order mark, and carriage returns, which are white space to JSON.
    const value = JSON.parse(content.toString().replace(/^\uFEFF/, '')) as unknown;
    if (!isLine(value)) {
      return undefined;
    }
    return { line: value, asWritten: content.equals(Buffer.from(JSON.stringify(value))) };
  } catch {
    return undefined;
  }
}

/** Fields that a later version adds do no harm. */
function isLine(value: unknown): value is CustodyLine {
  const { seq, atUtc, event, by, with: tool, file, sha256, recordSha256, note, previous } = fieldsOf(value);
  const { account, osUser } = fieldsOf(by);
  const { extension, version, vscode } = fieldsOf(tool);
  const texts = [event, osUser, extension, version, vscode, file, note];
  return (
    Number.isSafeInteger(seq) &&
    (seq as number) > 0 &&
    matches(time, atUtc) &&
    texts.every((text) => typeof text === 'string') &&
    (account === undefined || typeof account === 'string') &&
    [sha256, recordSha256].every((digest) => digest === null || matches(hash, digest)) &&
    matches(hash, previous)
  );
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}
