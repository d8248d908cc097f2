import { crc32 } from 'node:zlib';
import {
  contentFault,
  inflateFault,
  isVerbatim,
  unpackAtOnce,
  type Seen,
} from '../../evidence/archive/zipContent.ts';
import { FaultList } from '../../evidence/archive/archiveFault.ts';
import { isReadable, locateContent } from '../../evidence/archive/zipMember.ts';
import type { Span } from '../../evidence/archive/zipSpans.ts';
import type { ArchiveMember, MemberMark } from './archiveMember.ts';
import { inflated, type PackedBytes } from './inflation.ts';
import { ReadStopped, type ReadFault } from './readFault.ts';
import type { WatchedFile } from './watchedFile.ts';

/** Longer than any header. Members that end within are read at once. */
const headBytes = 256 * 1024;
const portionBytes = 1024 * 1024;
/** Members that unpack to no more are unpacked at once, which takes less time than another thread takes to begin. */
const smallBytes = 4 * 1024 * 1024;

export interface MemberPlace {
  file: WatchedFile;
  member: ArchiveMember;
  /** Undefined when the member has no place in the file. */
  span: Span | undefined;
}

/**
 * Unpacks a member and compares it with its entry.
 * @param notes where goes what is wrong without being in the way
 * @throws ReadStopped when there is no more of the content, or it is not as declared; the signal's reason; what the
 * file system throws
 */
export async function* unpacked(
  { file, member, span }: MemberPlace,
  notes: ReadFault[],
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  const at = { offset: member.entry.localOffset, member: member.entry.name };
  signal.throwIfAborted();
  const place = whereToRead(member, span);
  const { start, end } = place;
  const head = await file.read(start, Math.min(end, start + headBytes));
  const content = contentOf(head, place, member, notes);
  const isHere = content.end - start <= head.length;
  const packed: PackedBytes = {
    length: content.end - content.start,
    read: async (from) => {
      signal.throwIfAborted();
      const [first, last] = [
        content.start + from,
        Math.min(content.end, content.start + from + portionBytes),
      ];
      return isHere ? head.subarray(first - start, last - start) : file.read(first, last);
    },
  };
  const { entry } = member;
  if (isHere && entry.size <= smallBytes && !has(member, 'sizeUnknown')) {
    const { bytes, fault } = unpackAtOnce(head.subarray(content.start - start, content.end - start), entry);
    if (bytes && !fault) {
      yield bytes;
      return;
    }
    // The slow way gives what comes before the fault.
  }
  const seen: Seen = { compressedSize: 0, size: 0, crc: 0 };
  const most = has(member, 'sizeUnknown') ? Infinity : entry.size;
  const pieces = isVerbatim(entry) ? verbatim(packed, seen) : inflated(packed, seen);
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      const bytes = piece.subarray(0, most - seen.size);
      seen.crc = crc32(bytes, seen.crc);
      seen.size += bytes.length;
      if (bytes.length > 0) {
        yield bytes;
      }
      if (bytes.length < piece.length) {
        throw new ReadStopped({ kind: 'size', of: 'unpacked', declared: most, ...at });
      }
    }
  } catch (error) {
    throw asStopped(error, member);
  }
  if (has(member, 'sizeUnknown')) {
    throw new ReadStopped({ kind: 'truncated', offset: content.end });
  }
  const fault = contentFault(entry, seen);
  if (fault) {
    throw new ReadStopped({ ...fault, ...at });
  }
}

async function* verbatim(packed: PackedBytes, seen: Seen): AsyncGenerator<Buffer, void> {
  while (seen.compressedSize < packed.length) {
    const bytes = await packed.read(seen.compressedSize);
    seen.compressedSize += bytes.length;
    yield bytes;
  }
}

/** @throws ReadStopped when a member is not to be read at all */
function whereToRead({ entry, marks }: ArchiveMember, span: Span | undefined): Span {
  const { localOffset: offset, name: member } = entry;
  const unclear = entry.unclear.filter((field) => field !== 'extra');
  if (!span || unclear.length > 0) {
    const fields = span ? unclear : ([...unclear, 'offset'] as const);
    throw new ReadStopped({ kind: 'directory', offset: entry.entryOffset, member, fields: [...fields] });
  }
  if (marks.some(({ kind }) => kind === 'overlap')) {
    const other = span.next === undefined ? {} : { other: span.next };
    throw new ReadStopped({ kind: 'overlap', offset, member, ...other });
  }
  const faults = new FaultList();
  if (!isReadable(span, faults)) {
    throwFirst(faults);
  }
  return span;
}

/** @throws ReadStopped when it cannot be said, or the member calls itself something else than its entry does */
function contentOf(
  head: Buffer,
  span: Span,
  member: ArchiveMember,
  notes: ReadFault[],
): { start: number; end: number } {
  const faults = new FaultList();
  const content = locateContent(head, span, faults);
  const found = faults.first();
  if (!content || found.some((fault) => fault.kind === 'localHeader' && fault.fields.includes('name'))) {
    throwFirst(faults);
  }
  // Its entry was made from its header, and only shortened.
  if (!has(member, 'cut')) {
    notes.push(...found);
  }
  return content ?? { start: span.start, end: span.start };
}

function throwFirst(faults: FaultList): void {
  const [fault] = faults.first();
  if (fault) {
    throw new ReadStopped(fault);
  }
}

/** What an error of zlib says about the member, or else the error itself. */
function asStopped(error: unknown, { entry }: ArchiveMember): unknown {
  const isOfZlib = String((error as NodeJS.ErrnoException).code).startsWith('Z_');
  const at = { offset: entry.localOffset, member: entry.name };
  return isOfZlib ? new ReadStopped({ ...inflateFault(error, entry), ...at }) : error;
}

function has({ marks }: ArchiveMember, kind: MemberMark['kind']): boolean {
  return marks.some((mark) => mark.kind === kind);
}
