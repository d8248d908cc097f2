import { collectionsIn } from './collectionFolders.ts';
import { openContainer } from './container.ts';
import { findExecutable, isHashOfPath, type Executable } from './executable.ts';
import { readFileNames, textUntilNul } from './fileNames.ts';
import { fileTimeText } from '../fileTime.ts';
import { layoutOf, type PrefetchLayout } from './layout.ts';
import { hashText } from './pathHash.ts';
import type { PrefetchFault } from './prefetchFault.ts';
import { readVolumes, type PrefetchVolume } from './volumes.ts';

/** What Windows noted about the runs of a program. Names and paths are as the file has them, which may be anything. */
export interface Prefetch {
  /** Of the format: 17 (Windows XP), 23 (Vista, 7), 26 (8), 30 (10, 11) or 31 (11). */
  version: number;
  /** Whether the file was in the container that compresses it. */
  isPacked: boolean;
  /** In upper case, and cut after 29 characters. */
  executableName: string;
  /** Eight hexadecimal digits, of the path and for some programs of more. */
  hash: string;
  /** Whether the hash is that of the path alone. When it is not, arguments or an app's package went into it. */
  isHashOfPath: boolean;
  /** How the file's own name relates to this; undefined without a name of the usual form. */
  fileName?: FileNameAgreement;
  runCount?: number;
  /** The last run first, at most one before version 26 and eight from then on: ISO 8601 in UTC, to 100 ns. */
  lastRuns: string[];
  /** From version 30 on: the program's path from the device on, or the full name of an app's package. */
  image?: string;
  executable?: Executable;
  /** What was loaded in the first seconds of any of the runs, with the volume in front. */
  files: string[];
  volumes: PrefetchVolume[];
  /** GUIDs of the collections whose folder is among the files and directories, in lower case. */
  collections: string[];
}

/** `NAME.EXE-1A2B3C4D.pf` */
export interface FileNameAgreement {
  hash: string;
  isSameHash: boolean;
  isSameExecutable: boolean;
}

export interface PrefetchReading {
  /** As much as could be read; undefined when not even the header could. */
  prefetch?: Prefetch;
  /** In the order of reading. */
  faults: PrefetchFault[];
}

const headerLength = 84;
const nameStart = 16;
const nameEnd = 76;
/** Bytes; no path in Windows is longer. */
const longestImage = 65_536;

/**
 * Reads a prefetch file of any version. What is in it is never a reason to throw, and takes memory in proportion to
 * its content, of which there is no more than `largestContent`.
 * @param file all of it
 * @param fileName without folders
 */
export function readPrefetch(file: Uint8Array, fileName?: string): PrefetchReading {
  const faults: PrefetchFault[] = [];
  const { isPacked, content } = openContainer(file, faults);
  const header = content.subarray(0, headerLength);
  if (header.toString('latin1', 4, 8) !== 'SCCA') {
    if (faults.length === 0) {
      faults.push({ of: 'content', offset: 0, kind: 'notPrefetch' });
    }
    return { faults };
  }
  if (header.length < headerLength) {
    faults.push({ of: 'content', offset: 0, kind: 'truncated', part: 'header' });
    return { faults };
  }
  const declared = header.readUInt32LE(12);
  if (declared !== content.length && faults.length === 0) {
    faults.push({ of: 'content', offset: 12, kind: 'size', declared, found: content.length });
  }
  const program = {
    version: header.readUInt32LE(0),
    executableName: textUntilNul(header.subarray(nameStart, nameEnd)),
    hash: hashText(header.readUInt32LE(nameEnd)),
  };
  const agreement = fileName === undefined ? undefined : compareFileName(fileName, program);
  const information = readInformation(content, program.version, faults);
  const { image, files, volumes } = information;
  const identity = { ...program, ...(image !== undefined && { image }) };
  const executable = findExecutable(identity, files, volumes);
  const directories = volumes.flatMap((volume) => volume.directories);
  return {
    prefetch: {
      ...program,
      isPacked,
      isHashOfPath: isHashOfPath(identity, executable),
      ...(agreement && { fileName: agreement }),
      ...information,
      ...(executable && { executable }),
      collections: collectionsIn([...files, ...directories]),
    },
    faults,
  };
}

function compareFileName(
  fileName: string,
  program: { executableName: string; hash: string },
): FileNameAgreement | undefined {
  const [, name, hash] = /^(.+)-([\da-f]{8})\.pf$/is.exec(fileName) ?? [];
  return name === undefined || hash === undefined
    ? undefined
    : {
        hash: hash.toUpperCase(),
        isSameHash: hash.toUpperCase() === program.hash,
        isSameExecutable: name.toUpperCase() === program.executableName.toUpperCase(),
      };
}

type Information = Pick<Prefetch, 'runCount' | 'lastRuns' | 'image' | 'files' | 'volumes'>;

function readInformation(content: Buffer, version: number, faults: PrefetchFault[]): Information {
  const nothing = { lastRuns: [], files: [], volumes: [] };
  const place = { of: 'content', offset: headerLength } as const;
  const length = content.length < headerLength + 4 ? 0 : content.readUInt32LE(headerLength);
  const found = layoutOf(version, length);
  if (!found) {
    faults.push({ of: 'content', offset: 0, kind: 'version', version });
    return nothing;
  }
  const { layout, isKnown } = found;
  if (content.length < layout.informationEnd) {
    faults.push({ ...place, kind: 'truncated', part: 'information' });
    return nothing;
  }
  if (!isKnown) {
    faults.push({ ...place, kind: 'layout', length });
  }
  const [, files = 0, , , names = 0, nameBytes = 0, volumes = 0, count = 0, volumeBytes = 0] = Array.from(
    { length: 9 },
    (_, field) => content.readUInt32LE(headerLength + 4 * field),
  );
  const image = readImage(content, layout, faults);
  return {
    runCount: content.readUInt32LE(layout.runCount),
    lastRuns: readLastRuns(content, layout, faults),
    ...(image !== undefined && { image }),
    files: readFileNames(content, { at: names, length: nameBytes, declared: files }, faults),
    volumes: readVolumes(
      content,
      { at: volumes, length: volumeBytes, count, entryLength: layout.volumeLength },
      faults,
    ),
  };
}

function readLastRuns(content: Buffer, { lastRuns }: PrefetchLayout, faults: PrefetchFault[]): string[] {
  const times: string[] = [];
  for (let run = 0; run < lastRuns.count; run++) {
    const offset = lastRuns.at + 8 * run;
    const ticks = content.readBigUInt64LE(offset);
    const time = fileTimeText(ticks);
    if (time === undefined) {
      faults.push({ of: 'content', offset, kind: 'time', part: 'information' });
    } else if (ticks !== 0n) {
      times.push(time);
    }
  }
  // The file has them in about this order only.
  return times.toSorted().reverse();
}

function readImage(content: Buffer, { image }: PrefetchLayout, faults: PrefetchFault[]): string | undefined {
  const [at, length] =
    image === undefined ? [0, 0] : [content.readUInt32LE(image), content.readUInt32LE(image + 4)];
  if (at + length > content.length) {
    faults.push({ of: 'content', offset: at, kind: 'truncated', part: 'image' });
  }
  // What follows the NUL is left over from something else.
  return textUntilNul(content.subarray(at, at + Math.min(length, longestImage))) || undefined;
}
