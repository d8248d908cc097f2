import type { FileHandle } from 'node:fs/promises';

export const signatures = {
  localHeader: 0x04034b50,
  descriptor: 0x08074b50,
  entry: 0x02014b50,
  end: 0x06054b50,
  zip64End: 0x06064b50,
  zip64Locator: 0x07064b50,
} as const;

/** Bits of the general purpose flag. */
export const flagBits = {
  encrypted: 1,
  descriptor: 8,
  strongEncryption: 0x40,
  utf8: 0x800,
  masked: 0x2000,
} as const;

/** Bytes of a member's own header, without its name and extra fields. */
export const localHeaderLength = 30;

export const max16 = 0xffff;
export const max32 = 0xffffffff;

/** What reading an archive needs of a file. */
export type ReadableFile = Pick<FileHandle, 'read' | 'stat'>;

/** The file ends before bytes that were there when reading began. */
export class FileEnded extends Error {
  /** Bytes from the beginning of the file. */
  readonly offset: number;

  constructor(offset: number) {
    super(`The file ends at ${offset}`);
    this.offset = offset;
  }
}

/**
 * Fills `buffer` with the bytes from `position` on.
 * @throws FileEnded
 */
export async function readFully(file: ReadableFile, buffer: Buffer, position: number): Promise<Buffer> {
  for (let done = 0; done < buffer.length;) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, position + done);
    if (bytesRead === 0) {
      throw new FileEnded(position + done);
    }
    done += bytesRead;
  }
  return buffer;
}

/** Beyond 2^53 the number is not exact, but as far out of any file as the exact one. */
export function readUInt64(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}

const zip64Id = 0x0001;
const noFields: ReadonlyMap<number, Buffer> = new Map();

/**
 * The extra fields of a header by their ids. Some writers fill them up with zeros, to align what follows.
 * @returns undefined when they do not fit into their length, or the sizes are there twice
 */
export function extraFields(bytes: Buffer): ReadonlyMap<number, Buffer> | undefined {
  if (bytes.length === 0) {
    return noFields;
  }
  const fields = new Map<number, Buffer>();
  let at = 0;
  while (at + 4 <= bytes.length) {
    const id = bytes.readUInt16LE(at);
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (end > bytes.length || (id === zip64Id && fields.has(id))) {
      return undefined;
    }
    fields.set(id, bytes.subarray(at + 4, end));
    at = end;
  }
  return bytes.subarray(at).every((byte) => byte === 0) ? fields : undefined;
}

/**
 * Puts the numbers of the ZIP64 field, which has them in this order, in the place of those that are full.
 * @returns undefined when the field is missing or too short
 */
export function widened(
  numbers: readonly number[],
  extra: ReadonlyMap<number, Buffer>,
): { numbers: number[]; rest: Buffer } | undefined {
  let rest = extra.get(zip64Id) ?? Buffer.alloc(0);
  const wide: number[] = [];
  for (const number of numbers) {
    if (number !== max32) {
      wide.push(number);
    } else if (rest.length >= 8) {
      wide.push(readUInt64(rest, 0));
      rest = rest.subarray(8);
    } else {
      return undefined;
    }
  }
  return { numbers: wide, rest };
}
