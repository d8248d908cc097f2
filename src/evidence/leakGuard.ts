import * as path from 'node:path';
import { onDisk } from './acquisitionError.ts';
import type { Files } from './disk/files.ts';

/** Of a folder that holds packages alone. */
const everything = '*\n';
/** Of the workspace folder itself, where packages lie beside other things. */
const evidence = [
  '*.zip',
  '*.zip.part',
  '*.zip.part.lock',
  // Live response results: others of these kinds are no evidence.
  '*_????????T??????Z_*.gz*',
  '*_????????T??????Z_*.json*',
  '*.acquisition.json*',
  'custody.jsonl*',
  '',
].join('\n');

/**
 * Keeps packages out of git and out of searches with a `.gitignore` and an `.ignore` of the folder's own. Files of
 * these names that are there are left as they are.
 * @param folder full path of the folder for packages
 * @param isShared whether other things than packages lie in it
 * @throws AcquisitionError
 */
export async function guardFolder(files: Files, folder: string, isShared: boolean): Promise<void> {
  for (const name of ['.gitignore', '.ignore']) {
    const filePath = path.join(folder, name);
    await onDisk(filePath, async () => {
      try {
        await files.writeFile(filePath, isShared ? evidence : everything, { flag: 'wx' });
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EEXIST') {
          return;
        }
        // Half of it would pass for somebody's own.
        await files.rm(filePath, { force: true }).catch(() => undefined);
        throw error;
      }
    });
  }
}
