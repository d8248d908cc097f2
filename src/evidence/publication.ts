import type { Clock } from '../defender/clock.ts';
import type { Logger } from '../defender/logger.ts';
import { AcquisitionError, onDisk } from './acquisitionError.ts';
import {
  readRecord,
  recordPathOf,
  writeRecord,
  type AcquisitionRecord,
  type RecordedFile,
  type RecordedVerification,
} from './acquisitionRecord.ts';
import { assertNameFree } from './existingPackage.ts';
import type { EvidenceKind } from './archive/contentKind.ts';
import type { Files } from './disk/files.ts';

export interface PublicationServices {
  files: Files;
  clock: Clock;
  logger: Logger;
}

/**
 * Proves what is in a finished `.part`; of a zip archive, which it is where nothing else is said, member by member.
 * @throws AcquisitionError `damaged`, `changedMeanwhile`; the signal's reason
 */
export async function proveArchive(
  { partPath, looks }: FinishedPart,
  { files, clock }: PublicationServices,
  {
    kind = 'zip',
    ...options
  }: {
    signal: AbortSignal;
    kind?: EvidenceKind;
    onProgress?: (bytes: number, totalBytes: number) => void;
  },
): Promise<RecordedVerification> {
  const { verifyContent } = await import('./archive/contentVerification.ts');
  const report = await onDisk(partPath, () => verifyContent(kind, files, partPath, options));
  await assertIsStill(files, partPath, looks);
  const [fault] = report.faults;
  if (fault) {
    const { member } = fault;
    throw new AcquisitionError('damaged', {
      path: partPath,
      fault: fault.kind,
      ...(kind !== 'zip' && { expected: kind }),
      ...(member !== undefined && { member }),
    });
  }
  return {
    atUtc: new Date(clock.now()).toISOString(),
    result: 'intact',
    members: report.members,
    unpackedBytes: report.unpackedBytes,
  };
}

/**
 * Gives a proven file its final name, beside its record. The record comes first: no package under its final name is
 * ever without one. Neither can be written to afterwards.
 * @returns whether the record of an earlier download of the very same bytes was kept: records are written once
 * @throws AcquisitionError
 */
export async function publish(
  packagePath: string,
  { partPath, looks }: FinishedPart,
  record: AcquisitionRecord,
  { files, logger }: PublicationServices,
): Promise<boolean> {
  await assertIsStill(files, partPath, looks);
  await assertNameFree(files, packagePath);
  const recordPath = recordPathOf(packagePath);
  const keepsRecord = await isRecorded(files, recordPath, record);
  if (!keepsRecord) {
    await writeRecord(files, recordPath, record);
  }
  try {
    await assertIsStill(files, partPath, looks);
    await onDisk(packagePath, () => files.rename(partPath, packagePath));
  } catch (error) {
    if (!keepsRecord) {
      await files.rm(recordPath, { force: true }).catch((fault: unknown) => {
        logger.warn(`${recordPath} could not be removed: ${(fault as Error).message}`);
      });
    }
    throw error;
  }
  await protect(files, packagePath, logger);
  return keepsRecord;
}

/** Makes a package and its record read-only, which some disks do not know. */
export async function protect(files: Files, packagePath: string, logger: Logger): Promise<void> {
  for (const filePath of [packagePath, recordPathOf(packagePath)]) {
    await files.chmod(filePath, 0o444).catch((error: unknown) => {
      logger.warn(`${filePath} could not be made read-only: ${(error as Error).message}`);
    });
  }
}

/** Whether the same bytes were recorded before: the package was deleted since, or a crash came before its rename. */
async function isRecorded(
  files: Files,
  recordPath: string,
  { action, file }: AcquisitionRecord,
): Promise<boolean> {
  const recorded = await recordedBefore(files, recordPath, String(action['id']));
  if (recorded && (recorded.bytes !== file.bytes || recorded.sha256 !== file.sha256)) {
    throw new AcquisitionError('recordKept', { path: recordPath });
  }
  return recorded !== undefined;
}

/**
 * @returns what an earlier download of an action's package has recorded; undefined when nothing has the record's name
 * @throws AcquisitionError `recordKept` when it is the record of something else: it is kept
 */
export async function recordedBefore(
  files: Files,
  recordPath: string,
  actionId: string,
): Promise<RecordedFile | undefined> {
  const found = await readRecord(files, recordPath);
  if (found && found.file?.actionId !== actionId) {
    throw new AcquisitionError('recordKept', { path: recordPath });
  }
  return found?.file;
}

/** A finished file, as far as its looks tell it from another or a changed one. */
export interface FileLooks {
  dev: number;
  ino: number;
  size: number;
  mtimeMs: number;
}

/** A `.part` with every byte in it. */
export interface FinishedPart {
  partPath: string;
  looks: FileLooks;
}

/** Whoever does not keep to the lock may have written to the file, or put another one under its name. */
async function assertIsStill(files: Files, partPath: string, looks: FileLooks): Promise<void> {
  const { dev, ino, size, mtimeMs } = await onDisk(partPath, () => files.stat(partPath));
  if (dev !== looks.dev || ino !== looks.ino || size !== looks.size || mtimeMs !== looks.mtimeMs) {
    throw new AcquisitionError('changedMeanwhile', { path: partPath });
  }
}
