import { AcquisitionError } from './acquisitionError.ts';
import { readRecord, recordPathOf } from './acquisitionRecord.ts';
import { hashFile } from './disk/fileHash.ts';
import type { Files } from './disk/files.ts';
import { statsOf } from './disk/fileStats.ts';

/**
 * Looks whether an action's package is there already and is what its record says.
 * @returns its size and hash, or undefined when its name is free
 * @throws AcquisitionError `nameTaken` when something else has the name: evidence is never overwritten
 */
export async function findIntactPackage(
  files: Files,
  packagePath: string,
  actionId: string,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string } | undefined> {
  const found = await statsOf(files, packagePath);
  if (!found) {
    return undefined;
  }
  const recorded = (await readRecord(files, recordPathOf(packagePath)))?.file;
  if (
    found.isFile() &&
    recorded?.actionId === actionId &&
    recorded.bytes === found.size &&
    recorded.sha256 === (await hashFile(files, packagePath, signal))
  ) {
    return { bytes: found.size, sha256: recorded.sha256 };
  }
  throw new AcquisitionError('nameTaken', { path: packagePath });
}

/** @throws AcquisitionError `nameTaken` */
export async function assertNameFree(files: Files, packagePath: string): Promise<void> {
  if (await statsOf(files, packagePath)) {
    throw new AcquisitionError('nameTaken', { path: packagePath });
  }
}
