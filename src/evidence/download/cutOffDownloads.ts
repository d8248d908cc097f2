import { tryLock } from '../disk/fileLock.ts';
import { statsOf } from '../disk/fileStats.ts';
import { lockPathOf, partPathOf, type DownloadServices } from './resumableDownload.ts';
import type { UnfinishedDownload } from './unfinishedDownloads.ts';

/** A download that nobody goes on with. */
export interface CutOffDownload extends UnfinishedDownload {
  /** How much of it is surely there. */
  bytes: number;
  /** Size of the package, where it is known. */
  totalBytes: number | undefined;
}

export interface CutOffDownloads {
  found: CutOffDownload[];
  /** Whether there are others that somebody still seems to be busy with. */
  areSomeHeld: boolean;
}

/**
 * Finds the downloads into these workspace folders that nobody goes on with. Those of which nothing is left are
 * forgotten.
 * @param roots full paths
 * @param isAnothers whether a download is somebody else's to go on with: it is not touched
 */
export async function cutOffDownloads(
  roots: readonly string[],
  services: DownloadServices,
  isAnothers: (download: UnfinishedDownload) => boolean = () => false,
): Promise<CutOffDownloads> {
  const { unfinished } = services;
  const found: CutOffDownload[] = [];
  let areSomeHeld = false;
  for (const download of await unfinished.list()) {
    const condition =
      roots.includes(download.root) && !isAnothers(download)
        ? await conditionOf(download, services)
        : 'elsewhere';
    if (condition === 'cutOff') {
      const state = await unfinished.readState(download.packagePath, download.actionId);
      const bytes = state?.checkpoint?.bytes ?? 0;
      found.push({ ...download, bytes, totalBytes: state?.totalBytes ?? undefined });
    }
    areSomeHeld ||= condition === 'held';
  }
  return { found, areSomeHeld };
}

async function conditionOf(
  { packagePath, root }: UnfinishedDownload,
  services: DownloadServices,
): Promise<'cutOff' | 'held' | 'gone'> {
  const { files, unfinished, logger } = services;
  try {
    const lock = await tryLock(lockPathOf(packagePath), services);
    if (!lock) {
      return 'held';
    }
    try {
      if ((await statsOf(files, partPathOf(packagePath))) ?? (await statsOf(files, packagePath))) {
        return 'cutOff';
      }
    } finally {
      await lock.release();
    }
  } catch (error) {
    const isFolderGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isFolderGone || !(await statsOf(files, root).catch(() => undefined))) {
      // A disk that cannot be read now may be there at the next start.
      logger.info(`${packagePath} cannot be gone on with: ${(error as Error).message}`);
      return 'gone';
    }
  }
  await unfinished.remove(packagePath);
  return 'gone';
}
