import * as path from 'node:path';
import { DefenderError } from '../../defender/defenderError.ts';
import type { MachineAction } from '../../defender/machineAction.ts';
import type { PackageLink } from '../../defender/packageLink.ts';
import { AcquisitionError, type AcquisitionReason } from '../acquisitionError.ts';
import type { AcquisitionRecord, RecordedVerification } from '../acquisitionRecord.ts';
import type {
  Acquired,
  AcquisitionOptions,
  AcquisitionRequest,
  AcquisitionServices,
  Place,
} from '../acquisitionTypes.ts';
import { logCustody } from '../custody/custodyEvents.ts';
import type { Exhibit } from '../exhibit.ts';
import { tryLock } from '../disk/fileLock.ts';
import { statsOf } from '../disk/fileStats.ts';
import { kindOf } from '../packageName.ts';
import { proveArchive, publish } from '../publication.ts';
import { lockPathOf, partPathOf, ResumableDownload, type DownloadServices } from './resumableDownload.ts';
import type { DownloadState } from './downloadState.ts';

/**
 * Downloads, proves, records and logs a package whose name is free and whose lock is held.
 * @throws as `acquirePackage` does
 */
export async function downloadPackage(
  action: MachineAction,
  exhibit: Exhibit,
  place: Place,
  request: AcquisitionRequest,
  services: AcquisitionServices,
  options: AcquisitionOptions,
): Promise<Acquired> {
  const { unfinished, logger } = services;
  const { signal, onProgress } = options;
  const { packagePath, recordPath, partPath } = place;
  const kind = kindOf(exhibit.name);
  const asked = {
    packagePath,
    root: request.root,
    folder: request.folder,
    actionId: action.id,
    ...(request.commandIndex !== undefined && { commandIndex: request.commandIndex }),
    device: action.computerDnsName ?? '',
    connection: request.connection.name,
  };
  let downloading: ResumableDownload | undefined;
  try {
    downloading = await ResumableDownload.begin(asked, services, {
      signal,
      kind,
      requestLink: (state) => requestLink(exhibit, state, services, options),
      onBytes: (bytes, totalBytes) => onProgress({ phase: 'transferring', bytes, totalBytes }),
      onBroken: (untilMs) => onProgress({ phase: 'broken', untilMs }),
    });
    const { looks, ...file } = await downloading.run();
    onProgress({ phase: 'checking', bytes: 0, totalBytes: file.bytes });
    const verification = await proveArchive({ partPath, looks }, services, {
      signal,
      kind,
      onProgress: (bytes, totalBytes) => onProgress({ phase: 'checking', bytes, totalBytes }),
    });
    signal.throwIfAborted();
    const record = recordOf(action, exhibit, file, verification, downloading.state, request, services);
    const keptRecord = await publish(packagePath, { partPath, looks }, record, services);
    logger.info(
      `${packagePath}: ${file.bytes} bytes, ${verification.members} members, SHA-256 ${file.sha256}`,
    );
    const note = keptRecord ? 'downloaded again, the record is that of the first time' : '';
    await logCustody({ packagePath, event: 'acquired', sha256: file.sha256, note }, request, services);
    await unfinished.remove(packagePath);
    return { packagePath, recordPath, ...file, wasThere: false };
  } catch (error) {
    await end(downloading, error, packagePath, services, options);
    // What went wrong because of a cancellation is nobody's concern.
    signal.throwIfAborted();
    throw error;
  }
}

/** Nothing could be gone on with after these. */
const spoiling = new Set<AcquisitionReason>([
  'tooLong',
  'damaged',
  'nameTaken',
  'recordKept',
  'folderOutside',
  'changedMeanwhile',
]);

/** After a failure: keeps what a later attempt can go on with, and tidies up the rest. */
async function end(
  downloading: ResumableDownload | undefined,
  error: unknown,
  packagePath: string,
  services: AcquisitionServices,
  { onKept, signal }: AcquisitionOptions,
): Promise<void> {
  const keptBytes = (await downloading?.leave()) ?? 0;
  if (AcquisitionError.is(error, 'custodyNotWritten')) {
    // The package is there. The next attempt finds it, and logs it.
    return;
  }
  const isSpoilt = error instanceof AcquisitionError && spoiling.has(error.reason);
  if (keptBytes > 0 && !isSpoilt && !signal.aborted) {
    onKept?.(keptBytes);
    return;
  }
  await discardDownload(packagePath, services);
}

/** Gives up a download that was cut off, unless somebody goes on with it, or its package is there after all. */
export async function discardCutOff(packagePath: string, services: DownloadServices): Promise<void> {
  const lock = await tryLock(lockPathOf(packagePath), services);
  try {
    if (lock && !(await statsOf(services.files, packagePath))) {
      await discardDownload(packagePath, services);
    }
  } finally {
    await lock?.release();
  }
}

/** Removes what is there of an unfinished download, and forgets it. */
async function discardDownload(
  packagePath: string,
  { files, logger, unfinished }: Pick<DownloadServices, 'files' | 'logger' | 'unfinished'>,
): Promise<void> {
  const partPath = partPathOf(packagePath);
  await files.rm(partPath, { force: true }).catch((fault: unknown) => {
    logger.warn(`${partPath} could not be removed: ${(fault as Error).message}`);
  });
  await unfinished.remove(packagePath);
}

async function requestLink(
  exhibit: Exhibit,
  state: DownloadState,
  { client, clock }: AcquisitionServices,
  { signal, onProgress }: AcquisitionOptions,
): Promise<PackageLink> {
  try {
    return await exhibit.requestLink(client, {
      signal,
      onWait: (wait) => onProgress({ phase: 'waiting', ...wait }),
      onAnswer: ({ atMs, status = null, requestId = null }) => {
        state.linkRequests.push({ atUtc: new Date(atMs).toISOString(), status, requestId });
      },
    });
  } catch (error) {
    if (DefenderError.is(error, 'notFound')) {
      throw exhibit.whyMissing(clock.now(), error);
    }
    throw error;
  }
}

function recordOf(
  action: MachineAction,
  { command }: Exhibit,
  file: { bytes: number; sha256: string },
  verification: RecordedVerification,
  state: DownloadState,
  request: AcquisitionRequest,
  { clock }: AcquisitionServices,
): AcquisitionRecord {
  return {
    schema: 'acquisition-record/1',
    file: { name: path.basename(state.packagePath), ...file },
    action: action.raw,
    ...(command && { command }),
    connection: request.connection,
    link: { host: state.transfers.at(-1)?.host ?? '' },
    acquiredBy: request.acquiredBy,
    acquiredWith: request.acquiredWith,
    ...(request.caseNote && { case: request.caseNote }),
    startedUtc: state.startedUtc,
    finishedUtc: new Date(clock.now()).toISOString(),
    linkRequests: state.linkRequests,
    transfers: state.transfers,
    verification,
  };
}
