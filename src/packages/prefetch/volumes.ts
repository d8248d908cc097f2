import { fileTimeText } from '../fileTime.ts';
import type { PrefetchFault, PrefetchPart } from './prefetchFault.ts';

/** Hosts have a few volumes; each backup adds one. */
export const mostVolumes = 1024;
/** Of all volumes together. */
export const mostDirectories = 65_536;

/** A volume that files were loaded from. */
export interface PrefetchVolume {
  /** `\DEVICE\HARDDISKVOLUME2`, or `\VOLUME{creation time-serial number}` from Windows 10 on. */
  devicePath: string;
  /** Eight hexadecimal digits, as `vol` prints them without the hyphen. */
  serialNumber: string;
  /** When it was formatted, unless it has no such time, as on a disc: ISO 8601 in UTC, to 100 ns. */
  createdAt?: string;
  /** Those on it that the loaded files are in, and those above them, with the volume in front. */
  directories: string[];
}

interface Section {
  at: number;
  length: number;
  count: number;
  /** Bytes of an entry. */
  entryLength: number;
}

/** Reads the volumes as far as they are there. */
export function readVolumes(content: Buffer, section: Section, faults: PrefetchFault[]): PrefetchVolume[] {
  const { at, length, count, entryLength } = section;
  const place = { of: 'content', offset: at, part: 'volumes' } as const;
  if (at + length > content.length) {
    faults.push({ ...place, kind: 'truncated' });
  }
  const bytes = content.subarray(at, at + length);
  const texts = new VolumeTexts(bytes, at, faults);
  const volumes: PrefetchVolume[] = [];
  for (let start = 0; volumes.length < count; start += entryLength) {
    if (volumes.length === mostVolumes) {
      faults.push({ ...place, offset: at + start, kind: 'tooMany', read: mostVolumes });
      break;
    }
    if (start + entryLength > bytes.length) {
      faults.push({ ...place, offset: at + start, kind: 'truncated' });
      break;
    }
    volumes.push(readVolume(bytes.subarray(start, start + entryLength), at + start, texts, faults));
  }
  return volumes;
}

function readVolume(
  entry: Buffer,
  offset: number,
  texts: VolumeTexts,
  faults: PrefetchFault[],
): PrefetchVolume {
  const ticks = entry.readBigUInt64LE(8);
  const createdAt = ticks === 0n ? undefined : fileTimeText(ticks);
  if (ticks !== 0n && createdAt === undefined) {
    faults.push({ of: 'content', offset: offset + 8, kind: 'time', part: 'volumes' });
  }
  return {
    devicePath: texts.devicePath(entry.readUInt32LE(0), entry.readUInt32LE(4)) ?? '',
    serialNumber: entry.readUInt32LE(16).toString(16).toUpperCase().padStart(8, '0'),
    ...(createdAt !== undefined && { createdAt }),
    directories: texts.directories(entry.readUInt32LE(28), entry.readUInt32LE(32)),
  };
}

/** The texts of all volumes: each takes its bytes for itself, so that together they are no longer than the section. */
class VolumeTexts {
  readonly #bytes: Buffer;
  readonly #at: number;
  readonly #faults: PrefetchFault[];
  #left: number;
  #directories = 0;

  constructor(bytes: Buffer, at: number, faults: PrefetchFault[]) {
    this.#bytes = bytes;
    this.#at = at;
    this.#faults = faults;
    this.#left = bytes.length;
  }

  devicePath(start: number, characters: number): string | undefined {
    return this.#text(start, characters, 'devicePath');
  }

  /** Each has the number of its characters in front and a NUL behind it. */
  directories(start: number, count: number): string[] {
    const texts: string[] = [];
    let at = start;
    while (texts.length < count) {
      if (this.#directories === mostDirectories) {
        this.#add('directories', at, { kind: 'tooMany', read: mostDirectories });
        break;
      }
      if (at + 2 > this.#bytes.length) {
        const end = Math.max(start, this.#bytes.length);
        this.#add('directories', Math.min(at, end), { kind: 'truncated' });
        break;
      }
      const text = this.#text(at + 2, this.#bytes.readUInt16LE(at), 'directories');
      if (text === undefined) {
        break;
      }
      texts.push(text);
      this.#directories++;
      at += 2 + 2 * (text.length + 1);
    }
    return texts;
  }

  #text(start: number, characters: number, part: PrefetchPart): string | undefined {
    const length = 2 * characters;
    if (start + length > this.#bytes.length) {
      this.#add(part, start, { kind: 'truncated' });
      return undefined;
    }
    if (length > this.#left) {
      this.#add(part, start, { kind: 'overlap' });
      return undefined;
    }
    this.#left -= length;
    return this.#bytes.toString('utf16le', start, start + length);
  }

  #add(
    part: PrefetchPart,
    start: number,
    fault: { kind: 'truncated' | 'overlap' } | { kind: 'tooMany'; read: number },
  ): void {
    this.#faults.push({ of: 'content', offset: this.#at + start, part, ...fault });
  }
}
