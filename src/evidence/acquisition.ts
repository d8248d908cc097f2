import * as path from 'node:path';
import type { MachineAction } from '../defender/machineAction.ts';
import { AcquisitionError, onDisk } from './acquisitionError.ts';
import { recordPathOf } from './acquisitionRecord.ts';
import type {
  Acquired,
  AcquisitionOptions,
  AcquisitionRequest,
  AcquisitionServices,
  Place,
} from './acquisitionTypes.ts';
import { logAcquiredLate } from './custody/custodyEvents.ts';
import { findIntactPackage } from './existingPackage.ts';
import { exhibitOf } from './exhibit.ts';
import { tryLock } from './disk/fileLock.ts';
import { guardFolder } from './leakGuard.ts';
import { downloadPackage } from './download/packageDownload.ts';
import { packageFolder } from './packageFolder.ts';
import { protect, recordedBefore } from './publication.ts';
import { lockPathOf, partPathOf } from './download/resumableDownload.ts';

/**
 * Brings the investigation package of a machine action, or a result of a live response, to disk: link, bytes, hash, proof, record, custody log. The
 * package has its final name only when it is whole and proven. What an earlier attempt left is gone on with; when
 * this one fails, what came is kept where a later one can go on with it; when `signal` is aborted, nothing is left.
 * @throws AcquisitionError, DefenderError, NetworkError, what the token source throws, the signal's reason
 */
export async function acquirePackage(
  request: AcquisitionRequest,
  services: AcquisitionServices,
  options: AcquisitionOptions,
): Promise<Acquired> {
  const { client, files } = services;
  options.onProgress({ phase: 'asking' });
  const action = await client.getMachineAction(request.actionId, options);
  const exhibit = exhibitOf(action, request.commandIndex, services.clock.now());
  const folder = await packageFolder(files, request.root, request.folder);
  const packagePath = path.join(folder, exhibit.name);
  const place = { packagePath, recordPath: recordPathOf(packagePath), partPath: partPathOf(packagePath) };
  const intact = await findIntactPackage(files, packagePath, action.id, options.signal);
  if (intact && !(await services.unfinished.readState(packagePath, action.id))) {
    return { packagePath, recordPath: place.recordPath, ...intact, wasThere: true };
  }
  await guardFolder(
    files,
    folder,
    folder === (await onDisk(request.root, () => files.realpath(request.root))),
  );
  const lockPath = lockPathOf(place.packagePath);
  const lock = await onDisk(lockPath, () => tryLock(lockPath, services, options.signal));
  if (!lock) {
    throw new AcquisitionError('alreadyRunning', { path: place.packagePath });
  }
  try {
    // Another window may have brought it until the lock was free.
    const there = await existing(action, place, request, services, options);
    if (there) {
      return there;
    }
    await recordedBefore(files, place.recordPath, action.id);
    return await downloadPackage(action, exhibit, place, request, services, options);
  } finally {
    await lock.release();
  }
}

/** The package as an earlier download left it; also one that a crash kept from the custody log. */
async function existing(
  action: MachineAction,
  { packagePath, recordPath }: Place,
  request: AcquisitionRequest,
  services: AcquisitionServices,
  { signal }: AcquisitionOptions,
): Promise<Acquired | undefined> {
  const intact = await findIntactPackage(services.files, packagePath, action.id, signal);
  if (!intact) {
    return undefined;
  }
  if (await services.unfinished.readState(packagePath, action.id)) {
    await protect(services.files, packagePath, services.logger);
    await logAcquiredLate(packagePath, intact.sha256, request, services);
    await services.unfinished.remove(packagePath);
  }
  return { packagePath, recordPath, ...intact, wasThere: true };
}
