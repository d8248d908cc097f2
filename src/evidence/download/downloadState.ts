import type { LinkRequest, TransferSegment } from '../acquisitionRecord.ts';
import type { Checkpoint } from './partFile.ts';

/**
 * What a later attempt has to know to go on with a download. It is not kept beside the bytes: whoever can write into
 * the workspace must not be able to say which bytes a package begins with. Holds no link and no token.
 */
export interface DownloadState {
  schema: 'download-state/1';
  packagePath: string;
  actionId: string;
  /** ISO 8601, UTC: when the first attempt began. */
  startedUtc: string;
  /** Size of the whole package; null until the host has said it. */
  totalBytes: number | null;
  /** The version of the package that the bytes are of, as `If-Range` wants it; null where the host gives none. */
  ifRange: string | null;
  /** How many bytes are surely on the disk, and their hash. */
  checkpoint: Checkpoint | null;
  linkRequests: LinkRequest[];
  /** The ended ones; what is under way is in `current`. */
  transfers: TransferSegment[];
  current: Pick<TransferSegment, 'host' | 'fromByte' | 'startedUtc'> | null;
}

/** @param startedMs milliseconds since 1970 */
export function newState(packagePath: string, actionId: string, startedMs: number): DownloadState {
  return {
    schema: 'download-state/1',
    packagePath,
    actionId,
    startedUtc: new Date(startedMs).toISOString(),
    totalBytes: null,
    ifRange: null,
    checkpoint: null,
    linkRequests: [],
    transfers: [],
    current: null,
  };
}

/** Ends the transfer that was under way when the attempt before this one was cut off, as far as its bytes are sure. */
export function endCutOff(state: DownloadState): void {
  const { current, checkpoint } = state;
  if (current) {
    const { bytes = current.fromByte, atUtc = current.startedUtc } = checkpoint ?? {};
    const toByte = Math.max(bytes, current.fromByte);
    state.transfers.push({ ...current, toByte, finishedUtc: atUtc, outcome: 'stopped' });
    state.current = null;
  }
}
