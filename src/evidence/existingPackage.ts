import { createHash } from 'node:crypto';
import { AcquisitionError, onDisk } from './acquisitionError.ts';
import { readRecordedFile, recordPathOf } from './acquisitionRecord.ts';
import type { Files } from './files.ts';

/**
 * Looks whether a package is there already and is what its record says.
 * @returns its size and hash, or undefined when its name is free
 * @throws AcquisitionError `nameTaken` when something else has the name: evidence is never overwritten
 */
export async function findIntactPackage(
  files: Files,
  packagePath: string,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string } | undefined> {
  const size = await sizeOf(files, packagePath);
  if (size === undefined) {
    return undefined;
  }
  const recorded = await readRecordedFile(files, recordPathOf(packagePath));
  if (recorded?.bytes === size && recorded.sha256 === (await hashFile(files, packagePath, signal))) {
    return { bytes: size, sha256: recorded.sha256 };
  }
  throw new AcquisitionError('nameTaken', { path: packagePath });
}

async function sizeOf(files: Files, path: string): Promise<number | undefined> {
  try {
    return (await files.stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    return onDisk(path, () => Promise.reject(error as Error));
  }
}

/** @returns the SHA-256 of a file, 64 lower-case hexadecimal digits */
async function hashFile(files: Files, path: string, signal: AbortSignal): Promise<string> {
  return onDisk(path, async () => {
    const hash = createHash('sha256');
    const file = await files.open(path, 'r');
    for await (const chunk of file.createReadStream({ highWaterMark: 1024 * 1024, signal })) {
      hash.update(chunk as Buffer);
    }
    return hash.digest('hex');
  });
}
