import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../host/paths.ts';
import { startSimulator } from '../simulator/index.ts';
import type { MeasuredAcquisition } from '../support/measuredAcquisition.ts';
import { inScratchFolder } from './scratchFolder.ts';

const MiB = 1024 * 1024;
const sizesMiB = [16, 4096];

/** How much more memory a process takes for a large package than for a small one. */
export async function benchMemory(): Promise<string[]> {
  return inScratchFolder(async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    const mostMiB = Math.floor((bavail * bsize) / MiB / 2);
    const measured: { sizeMiB: number; peak: number }[] = [];
    for (const wantedMiB of sizesMiB) {
      const sizeMiB = Math.min(wantedMiB, mostMiB);
      measured.push({ sizeMiB, peak: (await acquire(folder, sizeMiB)).peak });
    }
    const [small, large] = measured;
    const growth = (large?.peak ?? 0) - (small?.peak ?? 0);
    return [
      ...measured.map(
        ({ sizeMiB, peak }) => `a package of ${sizeMiB} MiB: ${toMiB(peak)} MiB at most, the whole process`,
      ),
      `growth from the one to the other: ${toMiB(growth)} MiB`,
    ];
  });
}

async function acquire(folder: string, sizeMiB: number): Promise<MeasuredAcquisition> {
  const simulator = await startSimulator({ packageBytes: sizeMiB * MiB, linkLifetimeSeconds: 3600 });
  const root = await mkdtemp(join(folder, 'workspace-'));
  try {
    const ready = simulator.tenant.actions.find((action) => simulator.tenant.hasPackage(action, Date.now()));
    const args = [simulator.apiHost, simulator.accessToken(), ready?.id ?? '', root];
    const program = join(repositoryRoot, 'test/support/measuredAcquisition.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args]);
    return JSON.parse(stdout) as MeasuredAcquisition;
  } finally {
    await simulator.close();
    await rm(root, { recursive: true, force: true });
  }
}

function toMiB(bytes: number): string {
  return (bytes / MiB).toFixed(1);
}
