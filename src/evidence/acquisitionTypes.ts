import type { PaceWait } from '../defender/linkPace.ts';
import type { RecordedConnection } from './acquisitionRecord.ts';
import type { Actor } from './custody/custodyEvents.ts';
import type { DownloadServices } from './download/resumableDownload.ts';
import type { AcquisitionClient } from './exhibit.ts';

/** Which package, or which result of a live response, into which folder, and what its record says of the circumstances. */
export interface AcquisitionRequest extends Actor {
  actionId: string;
  /** Index of the live response command whose result is meant; without it the investigation package is. */
  commandIndex?: number | undefined;
  /** Full path of the workspace folder. */
  root: string;
  /** The folder for packages, relative to `root`. */
  folder: string;
  connection: RecordedConnection;
}

export interface AcquisitionServices extends DownloadServices {
  client: AcquisitionClient;
}

export type AcquisitionProgress =
  | { phase: 'asking' }
  | ({ phase: 'waiting' } & PaceWait)
  | { phase: 'transferring'; bytes: number; totalBytes: number | undefined }
  /** The transfer broke and goes on at `untilMs`, milliseconds since 1970. */
  | { phase: 'broken'; untilMs: number }
  | { phase: 'checking'; bytes: number; totalBytes: number };

export interface Acquired {
  /** Full paths of the package and its record. */
  packagePath: string;
  recordPath: string;
  bytes: number;
  sha256: string;
  /** The package was there before, and its hash is the recorded one: nothing was downloaded. */
  wasThere: boolean;
}

export interface AcquisitionOptions {
  signal: AbortSignal;
  onProgress: (progress: AcquisitionProgress) => void;
  /** Told when the acquisition fails, but a later one can go on after so many bytes. */
  onKept?: (bytes: number) => void;
}

/** Where everything of a package lies: full paths. */
export interface Place {
  packagePath: string;
  recordPath: string;
  partPath: string;
}
