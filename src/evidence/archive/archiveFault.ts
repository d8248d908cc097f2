/** What an end record says wrongly, or cannot say. */
export type EndField =
  | 'second' // another end record, too, reaches the end of the file: which one counts is anyone's guess
  | 'disk' // it speaks of several disks
  | 'start' // the directory is not where it says
  | 'length' // the directory is not as long as it says
  | 'entries' // the directory has another number of entries
  | 'zip64'; // the records of ZIP64 are missing, lead elsewhere, or say something else

/** What a directory entry says wrongly, or cannot say. */
export type EntryField =
  | 'signature' // no entry begins here, or not a whole one
  | 'disk' // its member is on another disk
  | 'offset' // its member would begin in the directory or behind it
  | 'zip64' // a size or an offset is left to a ZIP64 field that is not there
  | 'extra'; // the extra fields do not fit into their length

/** In what a member's own header differs from its directory entry. */
export type HeaderField =
  | 'signature' // no header begins here
  | 'length' // it does not end before the next member begins
  | 'version'
  | 'flags'
  | 'method'
  | 'modified'
  | 'crc'
  | 'compressedSize'
  | 'size'
  | 'name'
  | 'extra'; // its own extra fields do not fit into their length

/** What is wrong with the content of a member. */
export type ContentFault =
  /** A size is not as declared; `found` is missing when there is more, which was not unpacked. */
  | { kind: 'size'; of: 'compressed' | 'unpacked'; declared: number; found?: number }
  /** CRC-32 of the content. */
  | { kind: 'crc'; declared: number; found: number }
  /** The compressed data are invalid. */
  | { kind: 'inflate' };

/** What is wrong with an archive. */
export type ArchiveFault = {
  /** Bytes from the beginning of the file to where the fault is. */
  offset: number;
  /** The member's name as the archive has it, control characters included: nothing to be trusted or shown as it is. */
  member?: string;
} & (
  | ContentFault
  /** There is no archive in the file; the report's `content` says what it is instead. */
  | { kind: 'notAZip' }
  /** The end of the archive is missing. */
  | { kind: 'truncated' }
  /** The archive is whole, and empty. */
  | { kind: 'noMembers' }
  /** The directory has more bytes or entries than are read. */
  | { kind: 'tooLarge' }
  /** Bytes before the first member, between two parts of the archive, behind its end: they belong to nothing. */
  | { kind: 'leadingBytes' | 'gap' | 'trailingBytes'; length: number }
  | { kind: 'endRecord'; fields: EndField[] }
  | { kind: 'directory'; fields: EntryField[] }
  /** The member reaches into another one, or into the directory. Its content is not looked at. */
  | { kind: 'overlap'; other?: string }
  | { kind: 'localHeader'; fields: HeaderField[] }
  /** What follows the content, and repeats its CRC-32 and sizes, is missing or differs. */
  | { kind: 'descriptor' }
  /** Encrypted by whatever method: the content cannot be looked at. */
  | { kind: 'encrypted' }
  /** Compressed by a method other than deflate: the content cannot be looked at. */
  | { kind: 'method'; method: number }
  /** The file is not of the kind that its name says; the report's `content` says what it is instead. */
  | { kind: 'otherContent' }
  /** The JSON text breaks off or is none. */
  | { kind: 'json' }
  /** The JSON text is longer than is read. */
  | { kind: 'longText' }
  /** The JSON text tells of an error where a result should be. */
  | { kind: 'errorAnswer' }
);

/** How many faults are kept. */
export const keptFaults = 100;

/** Counts the faults, however many there are, and keeps those that come first in the file. */
export class FaultList {
  #count = 0;
  #kept: ArchiveFault[] = [];

  get count(): number {
    return this.#count;
  }

  add(fault: ArchiveFault): void {
    this.#count++;
    this.#kept.push(fault);
    if (this.#kept.length >= 2 * keptFaults) {
      this.#kept = this.first();
    }
  }

  /** At most `keptFaults` of them, by their place in the file. */
  first(): ArchiveFault[] {
    return this.#kept.toSorted((a, b) => a.offset - b.offset).slice(0, keptFaults);
  }
}
