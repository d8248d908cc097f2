import { ZipFile } from 'yazl';

export interface Member {
  readonly path: string;
  readonly content: string | Buffer;
}

// Packed already, or as good as: packing them again costs time and gains nothing.
const incompressible = /\.(?:pf|cab|tgz)$/i;
const fastest = 1;
const usual = 6;

/** A zip of the members, in their order. The same members and time make the same bytes, in every time zone. */
export async function zipOf(members: readonly Member[], modifiedAt: Date): Promise<Buffer> {
  const zip = new ZipFile();
  const mtime = asLocalTime(modifiedAt);
  for (const { path, content } of members) {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    const compression = incompressible.test(path)
      ? { compress: false }
      : { compressionLevel: path.endsWith('.evtx') ? fastest : usual };
    zip.addBuffer(bytes, path, { mtime, mode: 0o100644, forceDosTimestamp: true, ...compression });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The zip's time fields are local ones: a Date whose local reading is the other's UTC reading. */
function asLocalTime(date: Date): Date {
  return new Date(
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  );
}
