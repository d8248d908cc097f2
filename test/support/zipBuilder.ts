import { crc32, deflateRawSync } from 'node:zlib';

/** Fields of a member's two headers. What is given replaces what would be right. */
export interface HeaderFields {
  signature?: number;
  version?: number;
  flags?: number;
  method?: number;
  modified?: number;
  crc?: number;
  compressedSize?: number;
  size?: number;
  nameLength?: number;
  extraLength?: number;
  name?: Buffer;
  extra?: Buffer;
}

export interface EntryFields extends HeaderFields {
  comment?: string;
  disk?: number;
  offset?: number;
}

/** Forms that the record behind the content may have. */
export type DescriptorForm = 'signed' | 'plain' | 'signed64' | 'plain64';

export interface BuiltMember {
  name?: string | Buffer;
  content?: string | Buffer;
  /** 8, which is deflate, unless it is given. */
  method?: number;
  flags?: number;
  /** What is in the place of the compressed content. */
  data?: Buffer;
  /** Sets the flag for it, and leaves CRC-32 and sizes out of the member's own header. */
  descriptor?: DescriptorForm | Buffer;
  /** For both headers. */
  both?: HeaderFields;
  /** For the member's own header. */
  local?: HeaderFields;
  /** For the directory entry. */
  entry?: EntryFields;
  /** Bytes that belong to nothing. */
  before?: Buffer;
}

export interface BuiltZip {
  /** In the order of the file. */
  members: readonly BuiltMember[];
  /** Indexes of the members in the order of the directory. */
  order?: readonly number[];
  /** Bytes before the archive, which its offsets know of or not. */
  leading?: Buffer;
  knowsLeading?: boolean;
  beforeDirectory?: Buffer;
  /** Bytes at the directory's end that count as its own. */
  directoryEnd?: Buffer;
  beforeEnd?: Buffer;
  comment?: string | Buffer;
  trailing?: Buffer;
  end?: {
    disk?: number;
    directoryDisk?: number;
    entries?: number;
    total?: number;
    length?: number;
    start?: number;
  };
  /** With the records of ZIP64, and the fields of the old one full. */
  zip64?: {
    disk?: number;
    entries?: number;
    total?: number;
    length?: number;
    start?: number;
    data?: Buffer;
    directoryDisk?: number;
    recordLength?: number;
    locatorDisk?: number;
    recordStart?: number;
    disks?: number;
  };
}

export const noon2026 = ((((2026 - 1980) << 9) | (1 << 5) | 1) << 16) | (12 << 11);

/** An archive in which every field can be wrong. */
export function zipBytes(zip: BuiltZip): Buffer {
  const { leading = Buffer.alloc(0), knowsLeading, order, members } = zip;
  const base = knowsLeading ? leading.length : 0;
  const parts: Buffer[] = [];
  let at = base;
  const entries: Buffer[] = [];
  for (const member of members) {
    const before = member.before ?? Buffer.alloc(0);
    const { local, entry } = memberBytes(member, at + before.length);
    parts.push(before, local);
    entries.push(entry);
    at += before.length + local.length;
  }
  const beforeDirectory = zip.beforeDirectory ?? Buffer.alloc(0);
  const inOrder = order ? order.map((index) => entries[index] ?? Buffer.alloc(0)) : entries;
  const directory = Buffer.concat([...inOrder, zip.directoryEnd ?? Buffer.alloc(0)]);
  const start = at + beforeDirectory.length;
  return Buffer.concat([
    leading,
    ...parts,
    beforeDirectory,
    directory,
    zip.beforeEnd ?? Buffer.alloc(0),
    endBytes(zip, { start, length: directory.length, total: inOrder.length }),
    zip.trailing ?? Buffer.alloc(0),
  ]);
}

/** ZIP64's extra field with these numbers. */
export function zip64Extra(...numbers: number[]): Buffer {
  return extraField(1, Buffer.concat(numbers.map((number) => fixed([number, 8]))));
}

export function extraField(id: number, content: Buffer): Buffer {
  return Buffer.concat([fixed([id, 2], [content.length, 2]), content]);
}

/** Little-endian numbers, each with its number of bytes. */
export function fixed(...fields: readonly (readonly [value: number, bytes: number])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of fields) {
    if (bytes === 8) {
      buffer.writeBigUInt64LE(BigInt(value), at);
    } else {
      buffer.writeUIntLE(value, at, bytes);
    }
    at += bytes;
  }
  return buffer;
}

function memberBytes(member: BuiltMember, offset: number): { local: Buffer; entry: Buffer } {
  const { name = 'a.txt', content = 'content of a.txt', method = 8, descriptor } = member;
  const bytes = Buffer.from(content);
  const data = member.data ?? (method === 8 ? deflateRawSync(bytes) : bytes);
  const sizes = { crc: crc32(bytes), compressedSize: data.length, size: bytes.length };
  const common = {
    version: 20,
    flags: (member.flags ?? 0) | (descriptor ? 8 : 0),
    method,
    modified: noon2026,
    name: Buffer.from(name),
    extra: Buffer.alloc(0),
  };
  const none = { crc: 0, compressedSize: 0, size: 0 };
  const local = {
    signature: 0x04034b50,
    ...common,
    ...(descriptor ? none : sizes),
    ...member.both,
    ...member.local,
  };
  const entry = { signature: 0x02014b50, ...common, ...sizes, ...member.both, ...member.entry };
  const { comment = '' } = entry;
  return {
    local: Buffer.concat([
      fixed([local.signature, 4]),
      ...headerFields(local),
      local.name,
      local.extra,
      data,
      descriptorBytes(descriptor, sizes),
    ]),
    entry: Buffer.concat([
      fixed([entry.signature, 4], [0x0314, 2]),
      ...headerFields(entry),
      fixed([comment.length, 2], [entry.disk ?? 0, 2], [0, 2], [0x81a40000, 4], [entry.offset ?? offset, 4]),
      entry.name,
      entry.extra,
      Buffer.from(comment),
    ]),
  };
}

type AllFields = Required<Omit<HeaderFields, 'nameLength' | 'extraLength'>> & HeaderFields;

/** What the two headers have in common, from the version to the length of the extra fields. */
function headerFields(fields: AllFields): Buffer[] {
  const { version, flags, method, modified, crc, compressedSize, size, name, extra } = fields;
  return [
    fixed([version, 2], [flags, 2], [method, 2], [modified, 4], [crc, 4], [compressedSize, 4], [size, 4]),
    fixed([fields.nameLength ?? name.length, 2], [fields.extraLength ?? extra.length, 2]),
  ];
}

function descriptorBytes(
  form: DescriptorForm | Buffer | undefined,
  { crc, compressedSize, size }: { crc: number; compressedSize: number; size: number },
): Buffer {
  if (form === undefined || typeof form === 'object') {
    return form ?? Buffer.alloc(0);
  }
  const bytes = form.endsWith('64') ? 8 : 4;
  const plain = fixed([crc, 4], [compressedSize, bytes], [size, bytes]);
  return form.startsWith('signed') ? Buffer.concat([fixed([0x08074b50, 4]), plain]) : plain;
}

function endBytes(
  zip: BuiltZip,
  { start, length, total }: { start: number; length: number; total: number },
): Buffer {
  const comment = Buffer.from(zip.comment ?? '');
  const shown = zip.zip64
    ? { entries: 0xffff, total: 0xffff, length: 0xffffffff, start: 0xffffffff }
    : { entries: total, total, length, start };
  const end = { disk: 0, directoryDisk: 0, ...shown, ...zip.end };
  const old = Buffer.concat([
    fixed([0x06054b50, 4], [end.disk, 2], [end.directoryDisk, 2], [end.entries, 2], [end.total, 2]),
    fixed([end.length, 4], [end.start, 4], [comment.length, 2]),
    comment,
  ]);
  if (!zip.zip64) {
    return old;
  }
  const data = zip.zip64.data ?? Buffer.alloc(0);
  const wide = {
    disk: 0,
    directoryDisk: 0,
    entries: total,
    total,
    length,
    start,
    recordLength: 44 + data.length,
    locatorDisk: 0,
    recordStart: start + length + (zip.beforeEnd?.length ?? 0),
    disks: 1,
    ...zip.zip64,
  };
  return Buffer.concat([
    fixed([0x06064b50, 4], [wide.recordLength, 8], [45, 2], [45, 2], [wide.disk, 4], [wide.directoryDisk, 4]),
    fixed([wide.entries, 8], [wide.total, 8], [wide.length, 8], [wide.start, 8]),
    data,
    fixed([0x07064b50, 4], [wide.locatorDisk, 4], [wide.recordStart, 8], [wide.disks, 4]),
    old,
  ]);
}
