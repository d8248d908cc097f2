import { AcquisitionError } from '../acquisitionError.ts';
import type { Files } from './files.ts';

/** Left free for everything else that writes to the disk meanwhile. */
const reserveBytes = 32 * 1024 * 1024;

/** @throws AcquisitionError `noSpace` when a package of this size would fill the folder's disk */
export async function assertFreeSpace(files: Files, folder: string, bytes: number): Promise<void> {
  const disk = await files.statfs(folder).catch(() => undefined);
  if (!disk?.blocks) {
    // Some network disks do not say, or say 0 of 0: whether the package fits is seen on the way.
    return;
  }
  const freeBytes = disk.bavail * disk.bsize;
  if (bytes + reserveBytes > freeBytes) {
    throw new AcquisitionError('noSpace', { path: folder, expectedBytes: bytes, freeBytes });
  }
}
