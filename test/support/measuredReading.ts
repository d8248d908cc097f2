// A program of its own: reads every member of an archive in pieces, and prints how that ended and what memory it took.
import { nodeFiles } from '../../src/evidence/disk/files.ts';
import type { ReadEnd } from '../../src/packages/archive/memberReading.ts';
import { PackageArchive } from '../../src/packages/archive/packageArchive.ts';

export interface MeasuredReading {
  ends: (ReadEnd | undefined)[];
  /** Most bytes in use, above those before the start: of the whole process, and of buffers that are not collected. */
  rss: number;
  buffers: number;
}

const [path = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const sampleMs = 100;
const before = process.memoryUsage();
const most = { ...before };
const sampling = setInterval(() => {
  most.rss = Math.max(most.rss, process.memoryUsage.rss());
  globalThis.gc?.();
  most.arrayBuffers = Math.max(most.arrayBuffers, process.memoryUsage().arrayBuffers);
}, sampleMs);
const archive = await PackageArchive.open(nodeFiles, path, { signal });
const ends: MeasuredReading['ends'] = [];
for (const member of archive.list.members) {
  const reading = archive.read(member, { signal });
  for await (const piece of reading) {
    if (piece.length === 0) {
      throw new Error('an empty piece');
    }
  }
  ends.push(reading.end);
}
await archive.close();
clearInterval(sampling);
const measured: MeasuredReading = {
  ends,
  rss: most.rss - before.rss,
  buffers: most.arrayBuffers - before.arrayBuffers,
};
process.stdout.write(JSON.stringify(measured));
