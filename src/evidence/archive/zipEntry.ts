import type { EntryField } from './archiveFault.ts';
import { extraFields, flagBits, max16, max32, signatures, widened } from './zipFields.ts';

const entryLength = 46;

/** What the directory says about a member. Nothing of it is to be trusted, and no name is a path. */
export interface ZipEntry {
  /** From UTF-8 or code page 437, whichever the flags say; with control characters, slashes and all. */
  name: string;
  /** The name as it is in the archive: one character for each byte. */
  nameBytes: string;
  /** Version of the format that is needed, times ten. */
  version: number;
  flags: number;
  method: number;
  /** Local date and time in the form of MS-DOS, the date in the upper 16 bits. */
  modified: number;
  crc: number;
  /** Bytes. */
  compressedSize: number;
  /** Bytes. */
  size: number;
  /** Bytes from the beginning of the file to the member's own header. */
  localOffset: number;
  /** Bytes from the beginning of the file to this entry. */
  entryOffset: number;
  /** What the entry leaves unclear. */
  unclear: readonly EntryField[];
}

const nothing: readonly EntryField[] = [];

/**
 * @param bytes of the directory, from `position` in the file on
 * @returns undefined when there is no entry at `at`, or not a whole one
 */
export function readEntry(
  bytes: Buffer,
  at: number,
  position: number,
): { entry: ZipEntry; length: number } | undefined {
  if (at + entryLength > bytes.length || bytes.readUInt32LE(at) !== signatures.entry) {
    return undefined;
  }
  const nameStart = at + entryLength;
  const extraStart = nameStart + bytes.readUInt16LE(at + 28);
  const extraEnd = extraStart + bytes.readUInt16LE(at + 30);
  const end = extraEnd + bytes.readUInt16LE(at + 32);
  if (end > bytes.length) {
    return undefined;
  }
  const nameBytes = bytes.toString('latin1', nameStart, extraStart);
  const flags = bytes.readUInt16LE(at + 8);
  const entry: ZipEntry = {
    name: decodeName(nameBytes, flags),
    nameBytes,
    version: bytes.readUInt16LE(at + 6),
    flags,
    method: bytes.readUInt16LE(at + 10),
    modified: bytes.readUInt32LE(at + 12),
    crc: bytes.readUInt32LE(at + 16),
    compressedSize: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    localOffset: bytes.readUInt32LE(at + 42),
    entryOffset: position + at,
    unclear: nothing,
  };
  entry.unclear = addExtras(entry, bytes.subarray(extraStart, extraEnd), bytes.readUInt16LE(at + 34));
  return { entry, length: end - at };
}

/** Puts what is in the extra fields into the entry. */
function addExtras(entry: ZipEntry, extra: Buffer, disk: number): readonly EntryField[] {
  const { size, compressedSize, localOffset } = entry;
  const fields = extraFields(extra);
  if (!fields) {
    return ['extra'];
  }
  if (disk === 0 && size !== max32 && compressedSize !== max32 && localOffset !== max32) {
    return nothing;
  }
  const wide = widened([size, compressedSize, localOffset], fields);
  if (!wide) {
    return ['zip64'];
  }
  [entry.size = 0, entry.compressedSize = 0, entry.localOffset = 0] = wide.numbers;
  const wideDisk = disk === max16 && wide.rest.length >= 4 ? wide.rest.readUInt32LE() : disk;
  return wideDisk === 0 ? nothing : ['disk'];
}

/** The upper half of the code page of the first IBM PC, which names are in that are not in UTF-8. */
const codePage437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** @param nameBytes one character for each byte */
export function decodeName(nameBytes: string, flags: number): string {
  if (!/[\u0080-\u00ff]/.test(nameBytes)) {
    return nameBytes;
  }
  return flags & flagBits.utf8
    ? Buffer.from(nameBytes, 'latin1').toString('utf8')
    : nameBytes.replace(/[\u0080-\u00ff]/g, (byte) => codePage437.charAt(byte.charCodeAt(0) - 0x80));
}
