import * as path from 'node:path';
import type { DefenderClient } from '../defender/client.ts';
import type { Clock } from '../defender/clock.ts';
import { DefenderError } from '../defender/defenderError.ts';
import type { Fetch } from '../defender/http.ts';
import type { PaceWait } from '../defender/linkPace.ts';
import type { Logger } from '../defender/logger.ts';
import type { PackageLink } from '../defender/packageLink.ts';
import {
  hasPackage,
  isFinished,
  isPackageCollection,
  isUnfinished,
  type MachineAction,
} from '../defender/machineAction.ts';
import { AcquisitionError, onDisk } from './acquisitionError.ts';
import {
  recordPathOf,
  writeRecord,
  type AcquisitionTool,
  type Acquirer,
  type RecordedConnection,
} from './acquisitionRecord.ts';
import { assertNamesFree, findIntactPackage } from './existingPackage.ts';
import type { Files } from './files.ts';
import { assertFreeSpace } from './freeSpace.ts';
import { packageFolder } from './packageFolder.ts';
import { packageName } from './packageName.ts';
import { transfer, type FileIdentity, type Transferred } from './transfer.ts';
import { checkZipStructure } from './zipStructure.ts';

/** Which package, into which folder, and what its record says of the circumstances. */
export interface AcquisitionRequest {
  actionId: string;
  /** Full path of the workspace folder. */
  root: string;
  /** The folder for packages, relative to `root`. */
  folder: string;
  connection: RecordedConnection;
  acquiredBy: Acquirer;
  acquiredWith: AcquisitionTool;
}

export interface AcquisitionServices {
  client: Pick<DefenderClient, 'getMachineAction' | 'getPackageUri'>;
  fetch: Fetch;
  files: Files;
  clock: Clock;
  logger: Logger;
}

export type AcquisitionProgress =
  | { phase: 'asking' }
  | ({ phase: 'waiting' } & PaceWait)
  | { phase: 'transferring'; bytes: number; totalBytes: number | undefined }
  | { phase: 'checking' };

export interface Acquired {
  /** Full paths of the package and its record. */
  packagePath: string;
  recordPath: string;
  bytes: number;
  sha256: string;
  /** The package was there before, and its hash is the recorded one: nothing was downloaded. */
  wasThere: boolean;
}

/** Packages that this process is writing. */
const underWay = new Set<string>();

interface Options {
  signal: AbortSignal;
  onProgress: (progress: AcquisitionProgress) => void;
}

/**
 * Brings the investigation package of a machine action to disk: link, bytes, hash, structure, record. The package
 * has its final name only when it is whole; when anything goes wrong or `signal` is aborted, nothing is left.
 * @throws AcquisitionError, DefenderError, NetworkError, what the token source throws, the signal's reason
 */
export async function acquirePackage(
  request: AcquisitionRequest,
  services: AcquisitionServices,
  options: Options,
): Promise<Acquired> {
  const { client, files } = services;
  options.onProgress({ phase: 'asking' });
  const action = await client.getMachineAction(request.actionId, options);
  assertMayHavePackage(action);
  const folder = await packageFolder(files, request.root, request.folder);
  const packagePath = path.join(folder, packageName(action));
  if (underWay.has(packagePath)) {
    throw new AcquisitionError('alreadyRunning', { path: packagePath });
  }
  underWay.add(packagePath);
  try {
    const place = { packagePath, recordPath: recordPathOf(packagePath) };
    const intact = await findIntactPackage(files, packagePath, action.id, options.signal);
    if (intact) {
      return { ...place, ...intact, wasThere: true };
    }
    return {
      ...place,
      ...(await download(action, packagePath, request, services, options)),
      wasThere: false,
    };
  } finally {
    underWay.delete(packagePath);
  }
}

function assertMayHavePackage(action: MachineAction): void {
  const { type, status, errorHResult } = action;
  if (!isPackageCollection(action)) {
    throw new AcquisitionError('notACollection', { actionType: type });
  }
  if (isUnfinished(action)) {
    throw new AcquisitionError('notReady', { actionStatus: status });
  }
  if (isFinished(action) && !hasPackage(action)) {
    throw new AcquisitionError('collectionFailed', {
      actionStatus: status,
      ...(errorHResult !== undefined && { errorHResult }),
    });
  }
}

async function download(
  action: MachineAction,
  packagePath: string,
  request: AcquisitionRequest,
  services: AcquisitionServices,
  options: Options,
): Promise<Transferred> {
  const { files, clock, logger } = services;
  const partPath = `${packagePath}.part`;
  const startedMs = clock.now();
  try {
    const { host, identity, ...file } = await fetchWithFreshLink(action, partPath, services, options);
    await assertIsStill(files, partPath, identity);
    options.onProgress({ phase: 'checking' });
    const entries = await onDisk(partPath, () => checkZipStructure(files, partPath));
    options.signal.throwIfAborted();
    await assertNamesFree(files, packagePath);
    // The record first: no package under its final name is ever without one.
    await writeRecord(files, recordPathOf(packagePath), {
      schema: 'acquisition-record/1',
      file: { name: path.basename(packagePath), ...file },
      action: action.raw,
      connection: request.connection,
      link: { host },
      acquiredBy: request.acquiredBy,
      acquiredWith: request.acquiredWith,
      startedUtc: new Date(startedMs).toISOString(),
      finishedUtc: new Date(clock.now()).toISOString(),
    });
    await giveFinalName(files, partPath, packagePath, identity).catch(async (error: unknown) => {
      await discard(recordPathOf(packagePath), services);
      throw error;
    });
    logger.info(`${packagePath}: ${file.bytes} bytes, ${entries} entries, SHA-256 ${file.sha256}`);
    return file;
  } catch (error) {
    await discard(partPath, services);
    throw error;
  }
}

async function giveFinalName(files: Files, from: string, to: string, identity: FileIdentity): Promise<void> {
  await assertIsStill(files, from, identity);
  await onDisk(to, () => files.rename(from, to));
}

/** Another window that downloads the same package begins a file of its own under the same name. */
async function assertIsStill(files: Files, path: string, { dev, ino }: FileIdentity): Promise<void> {
  const now = await onDisk(path, () => files.stat(path));
  if (now.dev !== dev || now.ino !== ino) {
    throw new AcquisitionError('alreadyRunning', { path });
  }
}

async function discard(path: string, { files, logger }: AcquisitionServices): Promise<void> {
  await files.rm(path, { force: true }).catch((fault: unknown) => {
    logger.warn(`${path} could not be removed: ${(fault as Error).message}`);
  });
}

/** A link may have expired on the way here, and an expired one may answer nothing at all: then one more is asked for. */
async function fetchWithFreshLink(
  action: MachineAction,
  partPath: string,
  services: AcquisitionServices,
  options: Options,
): Promise<Transferred & { host: string; identity: FileIdentity }> {
  for (let isLast = false; ; isLast = true) {
    const link = await requestLink(action, services, options);
    try {
      return { host: link.host, ...(await fetchBytes(link, partPath, services, options)) };
    } catch (error) {
      if (isLast || !isStaleLink(error)) {
        throw error;
      }
      services.logger.info(`The link at ${link.host} is no longer good: asking for another`);
    }
  }
}

function isStaleLink(error: unknown): boolean {
  return (
    AcquisitionError.is(error, 'linkExpired') ||
    (AcquisitionError.is(error, 'notAPackage') && error.data.content === 'empty')
  );
}

async function requestLink(
  action: MachineAction,
  { client }: AcquisitionServices,
  { signal, onProgress }: Options,
): Promise<PackageLink> {
  try {
    return await client.getPackageUri(action.id, {
      signal,
      onWait: (wait) => onProgress({ phase: 'waiting', ...wait }),
    });
  } catch (error) {
    if (DefenderError.is(error, 'notFound')) {
      const reason = hasPackage(action) ? 'packageGone' : 'notReady';
      throw new AcquisitionError(reason, { actionStatus: action.status }, error);
    }
    throw error;
  }
}

async function fetchBytes(
  link: PackageLink,
  partPath: string,
  { fetch, files, clock }: AcquisitionServices,
  { signal, onProgress }: Options,
): ReturnType<typeof transfer> {
  let totalBytes: number | undefined;
  return transfer(link, partPath, {
    fetch,
    files,
    clock,
    signal,
    onStart: async (total) => {
      totalBytes = total;
      if (total !== undefined) {
        await assertFreeSpace(files, path.dirname(partPath), total);
      }
      onProgress({ phase: 'transferring', bytes: 0, totalBytes });
    },
    onBytes: (bytes) => onProgress({ phase: 'transferring', bytes, totalBytes }),
  });
}
