import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ArchiveFault, FaultList } from './archiveFault.ts';
import type { ContentKind } from './contentKind.ts';
import type { Files } from '../disk/files.ts';
import { unpackAtOnce, unpackInPieces, type Unpacked } from './zipContent.ts';
import { readZipDirectory, type ZipDirectory } from './zipDirectory.ts';
import type { ZipEntry } from './zipEntry.ts';
import { FileEnded, readFully, type ReadableFile } from './zipFields.ts';
import { checkTail, isReadable, locateContent, longestDescriptor } from './zipMember.ts';
import { membersInPlace, spansOf, windowsOf, type Span } from './zipSpans.ts';

export type { ArchiveFault } from './archiveFault.ts';

export interface ArchiveReport {
  /** Entries of the archive's directory. */
  members: number;
  /** Bytes that came out of them. */
  unpackedBytes: number;
  /** The first of them, by their place in the file. None: every byte of the file was accounted for. */
  faults: ArchiveFault[];
  /** How many faults there are. */
  faultCount: number;
  /** What the file's first bytes show it to be. */
  content: ContentKind;
}

export interface VerificationOptions {
  signal: AbortSignal;
  /** Told how many bytes of the file are done. */
  onProgress?: (bytesDone: number, totalBytes: number) => void;
}

/**
 * Members that neither take more bytes nor unpack to more are small: they are read together, and each is unpacked at
 * once, which takes less time than another thread takes to begin. Longer than any header.
 */
const smallBytes = 1024 * 1024;
/** What else the process has to do waits about as long as that. */
const turnMs = 4;

/**
 * Proves a zip archive: its directory, the header and the content of every member, and that each byte of the file
 * belongs to one of its parts. Damage is no reason to throw, nor to stop: the members behind it are checked, too.
 * Takes the memory of the directory's entries and some MiB, whatever the members unpack to.
 * @throws what the file system throws; the signal's reason
 */
export async function verifyArchive(
  files: Files,
  path: string,
  { signal, onProgress }: VerificationOptions,
): Promise<ArchiveReport> {
  const file = await files.open(path, 'r');
  try {
    const directory = await readZipDirectory(file, { signal });
    const { fileSize, entries, faults, content } = directory;
    const members = await membersInPlace(directory);
    const pass = new Pass(file, members, directory, (bytes) => onProgress?.(bytes, fileSize));
    await pass.run(signal);
    onProgress?.(fileSize, fileSize);
    return {
      members: entries.length,
      unpackedBytes: pass.unpackedBytes,
      faults: faults.first(),
      faultCount: faults.count,
      content,
    };
  } finally {
    await file.close();
  }
}

/** One pass over the members of an archive. */
class Pass {
  unpackedBytes = 0;
  readonly #file: ReadableFile;
  readonly #members: readonly ZipEntry[];
  /** Where the last member has to end. */
  readonly #end: number;
  readonly #faults: FaultList;
  readonly #onDone: (bytes: number) => void;
  #doneBytes = 0;

  /** @param members in the order of the file */
  constructor(
    file: ReadableFile,
    members: readonly ZipEntry[],
    { start, faults }: ZipDirectory,
    onDone: (bytes: number) => void,
  ) {
    this.#file = file;
    this.#members = members;
    this.#end = start;
    this.#faults = faults;
    this.#onDone = onDone;
  }

  async run(signal: AbortSignal): Promise<void> {
    const length = this.#members[0]?.localOffset ?? 0;
    if (length > 0) {
      this.#faults.add({ kind: 'leadingBytes', offset: 0, length });
    }
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    // Other threads unpack the large members meanwhile. When one lane cannot go on, the other one ends as well.
    const lanes = [this.#checkSmall(either), this.#checkLarge(either)];
    await Promise.all(lanes.map((lane) => lane.catch((error: unknown) => stop.abort(error))));
    const { reason } = stop.signal as { reason: unknown };
    if (reason instanceof FileEnded) {
      this.#faults.add({ kind: 'truncated', offset: reason.offset });
    } else {
      either.throwIfAborted();
    }
  }

  async #checkSmall(signal: AbortSignal): Promise<void> {
    const buffer = Buffer.allocUnsafe(smallBytes);
    let turnEndMs = performance.now() + turnMs;
    for (const window of windowsOf(this.#spans(true), smallBytes)) {
      signal.throwIfAborted();
      const [{ start }] = window;
      const end = window.at(-1)?.end ?? start;
      const bytes = await readFully(this.#file, buffer.subarray(0, end - start), start);
      for (const span of window) {
        this.#checkAtOnce(span, bytes.subarray(span.start - start, span.end - start));
        this.#doneBytes += span.end - span.start;
        if (performance.now() > turnEndMs) {
          this.#onDone(this.#doneBytes);
          await nextTurn();
          signal.throwIfAborted();
          turnEndMs = performance.now() + turnMs;
        }
      }
    }
  }

  #checkAtOnce(span: Span, bytes: Buffer): void {
    const content = locateContent(bytes, span, this.#faults);
    if (content) {
      const [from, to] = [content.start - span.start, content.end - span.start];
      checkTail(bytes.subarray(to), content.end, span, this.#faults);
      if (isReadable(span, this.#faults)) {
        this.#add(span, unpackAtOnce(bytes.subarray(from, to), span.entry));
      }
    }
  }

  async #checkLarge(signal: AbortSignal): Promise<void> {
    const buffer = Buffer.allocUnsafe(smallBytes);
    for (const span of this.#spans(false)) {
      signal.throwIfAborted();
      const doneBytes = await this.#checkInPieces(span, buffer, signal);
      this.#doneBytes += span.end - span.start - doneBytes;
    }
  }

  /** @returns how many bytes are done already */
  async #checkInPieces(span: Span, buffer: Buffer, signal: AbortSignal): Promise<number> {
    const read = (from: number, to: number) => readFully(this.#file, buffer.subarray(0, to - from), from);
    const content = locateContent(await read(span.start, span.end), span, this.#faults);
    if (!content) {
      return 0;
    }
    const tailEnd = Math.min(span.end, content.end + longestDescriptor);
    checkTail(await read(content.end, tailEnd), content.end, span, this.#faults);
    if (!isReadable(span, this.#faults)) {
      return 0;
    }
    let position = content.start;
    const next = async () => {
      signal.throwIfAborted();
      const bytes = await read(position, content.end);
      position += bytes.length;
      this.#doneBytes += bytes.length;
      this.#onDone(this.#doneBytes);
      return bytes.length > 0 ? bytes : undefined;
    };
    this.#add(span, await unpackInPieces(next, span.entry, signal));
    return position - content.start;
  }

  *#spans(isSmall: boolean): Generator<Span> {
    for (const span of spansOf(this.#members, this.#end)) {
      if (isSmall === (span.entry.size <= smallBytes && span.end - span.start <= smallBytes)) {
        yield span;
      }
    }
  }

  #add({ start: offset, entry }: Span, { size, fault }: Unpacked): void {
    this.unpackedBytes += size;
    if (fault) {
      this.#faults.add({ ...fault, offset, member: entry.name });
    }
  }
}
