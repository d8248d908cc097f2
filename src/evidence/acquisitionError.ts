import { ReasonedError } from '../defender/reasonedError.ts';
import type { ContentKind, EvidenceKind } from './archive/contentKind.ts';
import type { ArchiveFault } from './archive/archiveFault.ts';

export type AcquisitionReason =
  | 'untrusted' // the workspace is not trusted: nothing is written into it
  | 'notOnDisk' // the workspace folder has no path on a disk
  | 'notACollection' // the action is of a type that leaves no package
  | 'notReady' // the collection is still running
  | 'collectionFailed' // it ended without a package
  | 'collectionTimedOut' // the device did not carry it out in time
  | 'collectionCancelled' // somebody cancelled it
  | 'stateUnknown' // its state is not a known one, and the service has no package
  | 'packageGone' // it succeeded, but the service has no package (any more)
  | 'noResult' // the action has no command of this index that would leave a result
  | 'commandNotReady' // the command of the live response has not been carried out
  | 'commandFailed' // it failed
  | 'resultGone' // it is complete, but the service has no result (any more)
  | 'noPackage' // there is no package at this path
  | 'alreadyRunning' // this window or another one is downloading it
  | 'nameTaken' // another file has its name
  | 'recordKept' // a record of other bytes is there, without its package
  | 'notAFolder' // a file is where the folder for packages should be
  | 'linkExpired' // the package host no longer accepts the link, nor a new one
  | 'linkRefused' // the package host answered something else than the package
  | 'unsafeRedirect' // the link leads to an address that evidence must not travel over
  | 'tooManyRedirects'
  | 'notAPackage' // the bytes are no zip archive
  | 'cutShort' // fewer bytes than were promised
  | 'tooLong' // more bytes than were promised
  | 'damaged' // a zip archive, but not a whole and unharmed one
  | 'changedMeanwhile' // somebody else wrote to the file while it was checked
  | 'custodyNotWritten' // the package is there and whole, but the custody log could not be gone on with
  | 'folderOutside' // the download folder leaves the workspace folder
  | 'folderGone' // the folder was removed meanwhile
  | 'noSpace' // too little free space, seen before the transfer
  | 'diskFull' // the disk filled up on the way
  | 'notWritable'
  | 'pathTooLong'
  | 'diskError';

export interface AcquisitionErrorData {
  /** Status of the machine action, as the service named it. */
  actionStatus?: string;
  actionType?: string;
  /** How long ago the action was created, in milliseconds. */
  ageMs?: number;
  /** How long ago it last changed. */
  restMs?: number;
  /** How long it took to come to its state. */
  tookMs?: number;
  /** Signed 32-bit result of a failed collection. */
  errorHResult?: number;
  cancelledBy?: string;
  /** Milliseconds since 1970. */
  cancelledAt?: number;
  cancellationComment?: string;
  /** Full path of the file or folder in question. */
  path?: string;
  /** Host and port of the package host or of a redirect. */
  host?: string;
  status?: number;
  /** Path of the fetched file on its device or name of the script that a live response command is about. */
  command?: string;
  /** What the service says of a command that failed. */
  commandErrors?: string;
  /** What the bytes are instead of a zip archive. */
  content?: ContentKind;
  /** What they should be, where that is not a zip archive. */
  expected?: EvidenceKind;
  /** What is wrong with an archive, and the name of the member in question. */
  fault?: ArchiveFault['kind'];
  member?: string;
  expectedBytes?: number;
  receivedBytes?: number;
  freeBytes?: number;
  /** What the package host asked to wait, in milliseconds. */
  retryAfterMs?: number;
  /** The system's code, such as `EACCES`. */
  code?: string;
}

/** A package could not be brought to disk. Nothing is left under its final name. */
export class AcquisitionError extends ReasonedError<AcquisitionReason, AcquisitionErrorData> {
  constructor(reason: AcquisitionReason, data: AcquisitionErrorData = {}, cause?: unknown) {
    super('AcquisitionError', reason, data, cause);
  }

  static is(error: unknown, reason: AcquisitionReason): error is AcquisitionError {
    return error instanceof AcquisitionError && error.reason === reason;
  }
}

const reasonsByCode: Record<string, AcquisitionReason> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EACCES: 'notWritable',
  EPERM: 'notWritable',
  EROFS: 'notWritable',
  ENAMETOOLONG: 'pathTooLong',
  ENOENT: 'folderGone',
  ENOTDIR: 'notAFolder',
  EEXIST: 'nameTaken',
};

/** Runs an operation of the file system; what it throws becomes an AcquisitionError that names the path. */
export async function onDisk<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') {
      throw error;
    }
    throw new AcquisitionError(reasonsByCode[code] ?? 'diskError', { path, code }, error);
  }
}
