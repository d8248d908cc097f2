import * as path from 'node:path';
import { AcquisitionError } from '../acquisitionError.ts';
import { readRecord, recordPathOf, type AcquisitionTool, type Acquirer } from '../acquisitionRecord.ts';
import type { CustodyEvent } from './custodyLine.ts';
import { checkCustody } from './custodyChain.ts';
import { appendCustody } from './custodyLog.ts';
import type { LockServices } from '../disk/fileLock.ts';

/** Who did something to a package, with what, and for which case. */
export interface Actor {
  acquiredBy: Acquirer;
  acquiredWith: AcquisitionTool;
  /** Case number or note; none where it is empty. */
  caseNote?: string;
}

/** What is known of a package when something happens to it. */
export interface CustodyOccasion {
  packagePath: string;
  event: CustodyEvent;
  /** Of the package's bytes; null when it could not be had. */
  sha256: string | null;
  note: string;
}

/**
 * Adds what happened to a package to the custody log of its folder, with the hash that its record has now.
 * @throws AcquisitionError `custodyNotWritten`; the signal's reason
 */
export async function logCustody(
  { packagePath, event, sha256, note }: CustodyOccasion,
  { acquiredBy, acquiredWith, caseNote }: Actor,
  services: LockServices,
  signal?: AbortSignal,
): Promise<void> {
  const folder = path.dirname(packagePath);
  const recordPath = recordPathOf(packagePath);
  try {
    const { sha256: recordSha256 = null } = (await readRecord(services.files, recordPath)) ?? {};
    const file = path.basename(packagePath);
    const notes = [note, caseNote && `case: ${caseNote}`].filter(Boolean).join('; ');
    await appendCustody(
      folder,
      { event, by: acquiredBy, with: acquiredWith, file, sha256, recordSha256, note: notes },
      services,
      signal,
    );
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof AcquisitionError)) {
      throw error;
    }
    const { path: logPath = folder, code } = error.data;
    const data = { path: logPath, ...(code !== undefined && { code }) };
    throw new AcquisitionError('custodyNotWritten', data, error);
  }
}

/**
 * Logs that a package was used, if it is one that was acquired here: others have no log to go on with.
 * @throws as `logCustody` does
 */
export async function logUse(occasion: CustodyOccasion, actor: Actor, services: LockServices): Promise<void> {
  if (await readRecord(services.files, recordPathOf(occasion.packagePath))) {
    await logCustody(occasion, actor, services);
  }
}

/** Logs an acquisition that a crash may have kept from the log, unless it is there. */
export async function logAcquiredLate(
  packagePath: string,
  sha256: string,
  actor: Actor,
  services: LockServices,
): Promise<void> {
  const file = path.basename(packagePath);
  const known = await checkCustody(path.dirname(packagePath), services, { file }).catch(() => undefined);
  if (known?.acquired?.sha256 !== sha256) {
    const note = 'logged late: VS Code ended before';
    await logCustody({ packagePath, event: 'acquired', sha256, note }, actor, services);
  }
}
