// A program of its own: verifies an archive and prints what was found, and how much memory that took at most.
import { nodeFiles } from '../../src/evidence/disk/files.ts';
import { verifyArchive, type ArchiveReport } from '../../src/evidence/archive/zipVerification.ts';

export interface MeasuredVerification {
  report: ArchiveReport;
  milliseconds: number;
  /** Most bytes in use, above those before the start: of the whole process, and of buffers that are not collected. */
  rss: number;
  buffers: number;
}

const [path = ''] = process.argv.slice(2);
const sampleMs = 100;
const before = process.memoryUsage();
const most = { ...before };
const sampling = setInterval(() => {
  most.rss = Math.max(most.rss, process.memoryUsage.rss());
  globalThis.gc?.();
  const now = process.memoryUsage();
  most.arrayBuffers = Math.max(most.arrayBuffers, now.arrayBuffers);
}, sampleMs);
const startedMs = performance.now();
const report = await verifyArchive(nodeFiles, path, { signal: new AbortController().signal });
const milliseconds = performance.now() - startedMs;
clearInterval(sampling);
const measured: MeasuredVerification = {
  report,
  milliseconds,
  rss: most.rss - before.rss,
  buffers: most.arrayBuffers - before.arrayBuffers,
};
process.stdout.write(JSON.stringify(measured));
