import * as path from 'node:path';
import { AcquisitionError, onDisk } from './acquisitionError.ts';
import { readRecord, recordPathOf, type FoundRecord } from './acquisitionRecord.ts';
import { checkCustody, type CustodyCheck } from './custody/custodyChain.ts';
import { logCustody, type Actor } from './custody/custodyEvents.ts';
import { hashFile } from './disk/fileHash.ts';
import { statsOf } from './disk/fileStats.ts';
import { kindOf } from './packageName.ts';
import type { LockServices } from './disk/fileLock.ts';
import type { ArchiveReport } from './archive/zipVerification.ts';

/**
 * What a package is, measured against its record and the custody log: `intact`; `altered`, other bytes than those
 * that were acquired; `recordAltered`, the record is not the one that was written; `recordMissing`; `incomplete`, its
 * end is missing.
 */
export type PackageState = 'intact' | 'altered' | 'recordAltered' | 'recordMissing' | 'incomplete';

export interface PackageVerification {
  state: PackageState;
  /** Full path. */
  packagePath: string;
  bytes: number;
  /** SHA-256 as it is now, 64 lower-case hexadecimal digits. */
  sha256: string;
  /** SHA-256 of the package that was acquired, as the custody log says, or else the record. */
  acquiredSha256: string | undefined;
  archive: ArchiveReport;
  /** The chain of the folder's log, before this verification was added; undefined where there is none. */
  custody: CustodyCheck | undefined;
  /** Milliseconds since 1970. */
  atMs: number;
}

export interface VerificationOptions {
  signal: AbortSignal;
  /** Told how many bytes are done, of two passes over the file. */
  onProgress: (bytes: number, totalBytes: number) => void;
}

/**
 * Proves a package, or a live response result, anew: hash, content to its end, record, chain of the custody log; and adds to that log what
 * was found, if the package is one that was acquired here.
 * @param givenPath full path, whose end says what the file should be
 * @throws AcquisitionError; the signal's reason
 */
export async function verifyPackage(
  givenPath: string,
  actor: Actor,
  services: LockServices,
  { signal, onProgress }: VerificationOptions,
): Promise<PackageVerification> {
  const { files, clock } = services;
  const folder = await onDisk(givenPath, () => files.realpath(path.dirname(givenPath)));
  const packagePath = path.join(folder, path.basename(givenPath));
  const stats = await statsOf(files, packagePath);
  if (!stats?.isFile()) {
    throw new AcquisitionError('noPackage', { path: packagePath });
  }
  const { size } = stats;
  const sha256 = await hashFile(files, packagePath, signal, (bytes) => onProgress(bytes, 2 * size));
  const { verifyContent } = await import('./archive/contentVerification.ts');
  const archive = await onDisk(packagePath, () =>
    verifyContent(kindOf(packagePath), files, packagePath, {
      signal,
      onProgress: (bytes) => onProgress(size + bytes, 2 * size),
    }),
  );
  const record = await readRecord(files, recordPathOf(packagePath));
  const custody = await checkCustody(folder, services, { file: path.basename(packagePath), signal });
  const state = judge({
    record,
    acquired: custody?.acquired,
    sha256,
    bytes: size,
    isTruncated: archive.faults.some(({ kind }) => kind === 'truncated'),
  });
  const found = {
    packagePath,
    bytes: size,
    sha256,
    acquiredSha256: custody?.acquired?.sha256 ?? record?.file?.sha256,
    archive,
    custody,
  };
  if (custody || record) {
    const event = state === 'intact' || state === 'recordMissing' ? 'verified' : 'altered';
    const note = [
      state,
      ...archive.faults.slice(0, 1).map(({ kind, member = '' }) => `${kind} ${member}`.trim()),
    ];
    await logCustody({ packagePath, event, sha256, note: note.join(': ') }, actor, services, signal);
  }
  return { state, ...found, atMs: clock.now() };
}

interface Evidence {
  record: FoundRecord | undefined;
  /** The log's line of the acquisition. */
  acquired: { sha256: string | null; recordSha256: string | null } | undefined;
  sha256: string;
  bytes: number;
  isTruncated: boolean;
}

function judge({ record, acquired, sha256, bytes, isTruncated }: Evidence): PackageState {
  if (acquired?.sha256 && acquired.sha256 !== sha256) {
    return isTruncated ? 'incomplete' : 'altered';
  }
  if (!record) {
    return isTruncated ? 'incomplete' : 'recordMissing';
  }
  const isAsRecorded = record.file?.sha256 === sha256 && record.file.bytes === bytes;
  if (acquired?.recordSha256) {
    return isAsRecorded && acquired.recordSha256 === record.sha256 ? 'intact' : 'recordAltered';
  }
  if (isAsRecorded) {
    return 'intact';
  }
  // Without a log it cannot be told which of the two was altered, unless the record can be none.
  return isTruncated ? 'incomplete' : record.file ? 'altered' : 'recordAltered';
}
