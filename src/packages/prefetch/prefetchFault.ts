import type { PackedFault } from './xpressHuffman.ts';

/** A part of a prefetch file's content, by what is in it. */
export type PrefetchPart =
  'header' | 'information' | 'image' | 'fileNames' | 'volumes' | 'devicePath' | 'directories';

/** What is wrong with a prefetch file. */
export type PrefetchFault = {
  /** Of the file as it is, or of what it unpacks to. A file that is not packed is its own content. */
  of: 'file' | 'content';
  /** Bytes from the beginning of that. */
  offset: number;
} & (
  | { kind: 'notPrefetch' }
  /** Packed in another way: the number that the format gives it. */
  | { kind: 'packing'; method: number }
  /** Announces more bytes than are unpacked. */
  | { kind: 'tooLarge'; size: number }
  /** CRC-32 of the packed file. */
  | { kind: 'checksum'; declared: number; found: number }
  /** Cannot be unpacked from here on. */
  | { kind: 'packed'; what: PackedFault }
  | { kind: 'version'; version: number }
  /** The content ends within the part; `offset` is where the part begins. */
  | { kind: 'truncated'; part: PrefetchPart }
  /** The header gives another size than the content has. */
  | { kind: 'size'; declared: number; found: number }
  /** The information is not as long as in any layout that is known; it is read as in the latest. */
  | { kind: 'layout'; length: number }
  | { kind: 'count'; part: 'fileNames'; declared: number; found: number }
  /** More entries than are read. */
  | { kind: 'tooMany'; part: PrefetchPart; read: number }
  /** Texts that share their bytes, which could multiply without end. */
  | { kind: 'overlap'; part: PrefetchPart }
  /** Not a time that can be written: later than the year 9999. */
  | { kind: 'time'; part: PrefetchPart }
);
