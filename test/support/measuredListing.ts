// A program of its own: opens an archive and prints how many members it listed, and how long that took.
import { nodeFiles } from '../../src/evidence/disk/files.ts';
import { PackageArchive } from '../../src/packages/archive/packageArchive.ts';

export interface MeasuredListing {
  members: number;
  /** Of the archive as a whole and of its members. */
  marks: number;
  /** From before the file was opened until the list was there. */
  milliseconds: number;
  /** From then on until the first bytes of the last member were there. */
  firstBytesMs: number;
  /** Bytes in use, above those before the start: of the whole process. */
  rss: number;
}

const [path = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const before = process.memoryUsage.rss();
const startedMs = performance.now();
const archive = await PackageArchive.open(nodeFiles, path, { signal });
const listedMs = performance.now();
const { members, faultCount } = archive.list;
const last = members.at(-1);
if (last) {
  await archive.readWhole(last, { signal, limit: 1024 });
}
const measured: MeasuredListing = {
  members: members.length,
  marks: faultCount + members.reduce((sum, { marks }) => sum + marks.length, 0),
  milliseconds: listedMs - startedMs,
  firstBytesMs: performance.now() - listedMs,
  rss: process.memoryUsage.rss() - before,
};
await archive.close();
process.stdout.write(JSON.stringify(measured));
