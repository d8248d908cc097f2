import { zipBytes } from './zipBuilder.ts';

export interface SmallZip {
  members?: Record<string, string>;
  comment?: string;
  /** With the records that ZIP64 adds, and the fields of the old one full. */
  zip64?: boolean;
}

const utf8Names = 0x800;

/** A valid zip of stored members. */
export function smallZip({
  members = { 'a.txt': 'one', 'b.txt': 'two' },
  comment = '',
  zip64 = false,
}: SmallZip = {}): Buffer {
  return zipBytes({
    members: Object.entries(members).map(([name, content]) => ({
      name,
      content,
      method: 0,
      flags: utf8Names,
    })),
    comment: Buffer.from(comment, 'latin1'),
    ...(zip64 && { zip64: {} }),
  });
}
