import { crc32 } from 'node:zlib';

export interface SmallZip {
  members?: Record<string, string>;
  comment?: string;
  /** With the records that ZIP64 adds, and the fields of the old one full. */
  zip64?: boolean;
}

/** A valid zip of stored members, built here so that a test can say what is in which field. */
export function smallZip({
  members = { 'a.txt': 'one', 'b.txt': 'two' },
  comment = '',
  zip64,
}: SmallZip = {}): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const fields = fixed(
      [20, 2],
      [0x800, 2],
      [0, 2],
      [0, 4],
      [crc32(content), 4],
      [content.length, 4],
      [content.length, 4],
    );
    const lengths = fixed([Buffer.byteLength(name), 2], [0, 2]);
    const file = Buffer.concat([fixed([0x04034b50, 4]), fields, lengths, Buffer.from(name + content)]);
    const rest = fixed([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    directory.push(fixed([0x02014b50, 4], [20, 2]), fields, lengths, rest, Buffer.from(name));
    files.push(file);
    offset += file.length;
  }
  const entries = Object.keys(members).length;
  const { length } = Buffer.concat(directory);
  const end64 = zip64
    ? fixed(
        ...([
          [0x06064b50, 4],
          [44, 8],
          [45, 2],
          [45, 2],
          [0, 4],
          [0, 4],
        ] as const),
        ...([
          [entries, 8],
          [entries, 8],
          [length, 8],
          [offset, 8],
        ] as const),
        ...([
          [0x07064b50, 4],
          [0, 4],
          [offset + length, 8],
          [1, 4],
        ] as const),
      )
    : Buffer.alloc(0);
  const [shownEntries, shownOffset] = zip64 ? [0xffff, 0xffffffff] : [entries, offset];
  const end = fixed(
    [0x06054b50, 4],
    [0, 4],
    [shownEntries, 2],
    [shownEntries, 2],
    [length, 4],
    [shownOffset, 4],
  );
  const words = Buffer.from(comment, 'latin1');
  return Buffer.concat([...files, ...directory, end64, end, fixed([words.length, 2]), words]);
}

/** Little-endian numbers, each with its number of bytes. */
function fixed(...fields: (readonly [value: number, bytes: number])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of fields) {
    // Six bytes are the most that writeUIntLE knows; the two above them are 0 here.
    buffer.writeUIntLE(value, at, Math.min(bytes, 6));
    at += bytes;
  }
  return buffer;
}
