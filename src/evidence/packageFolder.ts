import * as path from 'node:path';
import { AcquisitionError, onDisk } from './acquisitionError.ts';
import type { Files } from './disk/files.ts';

/**
 * Makes the folder for packages and judges it after symbolic links are resolved: it has to lie in the workspace
 * folder, so that a folder someone sends cannot choose where evidence is written.
 * @param root full path of the workspace folder
 * @param folder the setting, relative to it
 * @returns the folder's real path
 */
export async function packageFolder(files: Files, root: string, folder: string): Promise<string> {
  const wanted = path.resolve(root, folder);
  const outside = () => new AcquisitionError('folderOutside', { path: wanted });
  if (path.isAbsolute(folder) || !isInside(root, wanted)) {
    throw outside();
  }
  const realRoot = await onDisk(root, () => files.realpath(root));
  // Judged before it is made: mkdir follows the links of folders that exist.
  if (!isInside(realRoot, await realPathOfExisting(files, wanted))) {
    throw outside();
  }
  await onDisk(wanted, () => files.mkdir(wanted, { recursive: true })).catch((error: unknown) => {
    throw AcquisitionError.is(error, 'nameTaken')
      ? new AcquisitionError('notAFolder', error.data, error)
      : error;
  });
  const real = await onDisk(wanted, () => files.realpath(wanted));
  if (!isInside(realRoot, real)) {
    throw outside();
  }
  return real;
}

async function realPathOfExisting(files: Files, wanted: string): Promise<string> {
  try {
    return await files.realpath(wanted);
  } catch (error) {
    const parent = path.dirname(wanted);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === wanted) {
      return onDisk(wanted, () => Promise.reject(error as Error));
    }
    return path.join(await realPathOfExisting(files, parent), path.basename(wanted));
  }
}

function isInside(folder: string, candidate: string): boolean {
  const relative = path.relative(folder, candidate);
  const [first] = relative.split(path.sep);
  return first !== '..' && !path.isAbsolute(relative);
}
