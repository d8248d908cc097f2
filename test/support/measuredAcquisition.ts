// A program of its own: acquires a package and prints how much memory that took at most.
import fetch from 'node-fetch';
import { DefenderClient } from '../../src/defender/client.ts';
import { systemClock } from '../../src/defender/clock.ts';
import { silentLogger } from '../../src/defender/logger.ts';
import { acquirePackage } from '../../src/evidence/acquisition.ts';
import { UnfinishedDownloads } from '../../src/evidence/download/unfinishedDownloads.ts';
import { nodeFiles } from '../../src/evidence/disk/files.ts';

export interface MeasuredAcquisition {
  bytes: number;
  sha256: string;
  /** Most bytes kept, above those before the start, of the whole process and of its buffers. */
  rss: number;
  buffers: number;
  /** Most bytes that the process ever had, garbage included. */
  peak: number;
}

const [apiHost = '', token = '', actionId = '', root = ''] = process.argv.slice(2);
const client = new DefenderClient({ apiHost, fetch, getToken: () => Promise.resolve(token) });

/** What is in use, without what only waits to be collected. */
function memory(): NodeJS.MemoryUsage {
  globalThis.gc?.();
  return process.memoryUsage();
}

const services = { files: nodeFiles, clock: systemClock, logger: silentLogger };
const sampleEveryBytes = 8 * 1024 * 1024;
let sampledBytes = 0;
const before = memory();
const most = { ...before };
const { bytes, sha256 } = await acquirePackage(
  {
    actionId,
    root,
    folder: 'packages',
    connection: { name: '', cloud: '', tenantId: '', clientId: '', apiHost },
    acquiredBy: { account: '', osUser: '' },
    acquiredWith: { extension: '', version: '', vscode: '' },
  },
  {
    ...services,
    client,
    fetch,
    unfinished: new UnfinishedDownloads({ ...services, folder: `${root}-storage` }),
  },
  {
    signal: new AbortController().signal,
    onProgress: (step) => {
      if (step.phase === 'transferring' && step.bytes >= sampledBytes + sampleEveryBytes) {
        sampledBytes = step.bytes;
        const now = memory();
        most.rss = Math.max(most.rss, now.rss);
        most.arrayBuffers = Math.max(most.arrayBuffers, now.arrayBuffers);
      }
    },
  },
);
const measured: MeasuredAcquisition = {
  bytes,
  sha256,
  rss: most.rss - before.rss,
  buffers: most.arrayBuffers - before.arrayBuffers,
  peak: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(measured));
