import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { AcquisitionError, onDisk } from './acquisitionError.ts';
import { readRecordedFile, recordPathOf } from './acquisitionRecord.ts';
import type { Files } from './files.ts';

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
    await assertNamesFree(files, packagePath);
    return undefined;
  }
  const recorded = await readRecordedFile(files, recordPathOf(packagePath), actionId);
  if (
    found.isFile() &&
    recorded?.bytes === found.size &&
    recorded.sha256 === (await hashFile(files, packagePath, signal))
  ) {
    return { bytes: found.size, sha256: recorded.sha256 };
  }
  throw new AcquisitionError('nameTaken', { path: packagePath });
}

/**
 * A record whose package was moved away is kept too: it is written once.
 * @throws AcquisitionError `nameTaken`, `recordKept`
 */
export async function assertNamesFree(files: Files, packagePath: string): Promise<void> {
  if (await statsOf(files, packagePath)) {
    throw new AcquisitionError('nameTaken', { path: packagePath });
  }
  const recordPath = recordPathOf(packagePath);
  if (await statsOf(files, recordPath)) {
    throw new AcquisitionError('recordKept', { path: recordPath });
  }
}

async function statsOf(files: Files, path: string): Promise<Stats | undefined> {
  try {
    return await files.stat(path);
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
    try {
      for await (const chunk of file.createReadStream({ highWaterMark: 1024 * 1024 })) {
        signal.throwIfAborted();
        hash.update(chunk as Buffer);
      }
      return hash.digest('hex');
    } finally {
      await file.close();
    }
  });
}
