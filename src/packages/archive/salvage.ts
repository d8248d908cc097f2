import type { ArchiveFault } from '../../evidence/archive/archiveFault.ts';
import { type ZipDirectory } from '../../evidence/archive/zipDirectory.ts';
import { FileEnded, type ReadableFile } from '../../evidence/archive/zipFields.ts';
import { findDirectory } from './directorySearch.ts';
import { membersByHeaders, type FoundMembers } from './localHeaders.ts';

/** Where the list of an archive's members is from. */
export type ListSource =
  | 'directory'
  | 'foundDirectory' // the directory, or as much of it as is there, found without what should lead to it
  | 'headers'; // the members' own, as far as one leads to the next

export interface Salvaged extends FoundMembers {
  source: ListSource;
  /** Bytes from the beginning of the file, which every member has to end before. */
  start: number;
  /** Whether there are, or should be, more members. */
  endsEarly: boolean;
  /** What is wrong with the archive, in the place of what was found before. */
  faults: ArchiveFault[];
}

/**
 * Finds the members of an archive whose directory could not be found, or has nothing in it.
 * @returns undefined when there are none
 * @throws what reading the file throws; the signal's reason
 */
export async function salvage(
  file: ReadableFile,
  { entries, faults: list, fileSize, content }: ZipDirectory,
  signal: AbortSignal,
): Promise<Salvaged | undefined> {
  const faults = list.first();
  if (entries.length > 0) {
    return undefined;
  }
  const hasNone = faults.some(({ kind }) => kind === 'noMembers');
  const startsAsArchive = content === 'zip';
  try {
    const found = hasNone ? undefined : await findDirectory(file, fileSize, startsAsArchive, signal);
    if (found) {
      const { end, isWhole } = found;
      const trailing = { kind: 'trailingBytes', offset: end ?? 0, length: fileSize - (end ?? 0) } as const;
      const others = faults.filter(({ kind }) => kind !== 'notAZip' && (kind !== 'truncated' || !end));
      return {
        entries: found.entries,
        source: 'foundDirectory',
        start: found.start,
        endsEarly: !isWhole,
        faults: end !== undefined && end < fileSize ? [...others, trailing] : others,
      };
    }
    const members = startsAsArchive ? await membersByHeaders(file, fileSize, signal) : { entries: [] };
    return members.entries.length > 0
      ? { ...members, source: 'headers', start: fileSize, endsEarly: true, faults }
      : undefined;
  } catch (error) {
    if (error instanceof FileEnded) {
      return undefined;
    }
    throw error;
  }
}
