import { createHash } from 'node:crypto';
import type { MachineAction } from '../defender/machineAction.ts';
import { onDisk } from './acquisitionError.ts';
import type { Files } from './disk/files.ts';
import { statsOf } from './disk/fileStats.ts';

/** The connection that a package came over. */
export interface RecordedConnection {
  name: string;
  cloud: string;
  tenantId: string;
  clientId: string;
  apiHost: string;
}

/** Who downloads: the signed-in user principal name, or the app id; and the user of the operating system. */
export interface Acquirer {
  account: string;
  osUser: string;
}

/** With what: extension id, its version, and VS Code's. */
export interface AcquisitionTool {
  extension: string;
  version: string;
  vscode: string;
}

/** One request for a package link. */
export interface LinkRequest {
  /** When it was sent. */
  atUtc: string;
  /** Of the answer; null when none came. */
  status: number | null;
  /** The service's id of the request, which support asks for; null when it gave none. */
  requestId: string | null;
}

/**
 * How a transfer ended: `complete`; the connection broke; nothing came for a minute; the host ended it early; it no
 * longer accepted the link; it answered something else than the package; it was ended on this side.
 */
export type SegmentOutcome =
  'complete' | 'interrupted' | 'stalled' | 'cutShort' | 'linkExpired' | 'refused' | 'stopped';

/** What one request to the package host brought. A later segment that begins at 0 replaced all before it. */
export interface TransferSegment {
  /** Host and port. */
  host: string;
  /** Position of its first byte in the package. */
  fromByte: number;
  /** Position after its last byte. */
  toByte: number;
  startedUtc: string;
  finishedUtc: string;
  outcome: SegmentOutcome;
  /** Of an answer that was no package. */
  status?: number;
}

/** That the archive was proven member by member before it got its name. */
export interface RecordedVerification {
  atUtc: string;
  result: 'intact';
  members: number;
  /** Size of all members together, unpacked. */
  unpackedBytes: number;
}

/** The live response command that a result is of, as the service returned it. */
export interface RecordedCommand {
  index: number;
  type: string;
  params: readonly { key: string; value: string }[];
}

/** What is known of a package's origin, kept beside it as `<name>.acquisition.json`. Holds no token and no link. */
export interface AcquisitionRecord {
  schema: 'acquisition-record/1';
  file: { name: string; bytes: number; sha256: string };
  /** The machine action as the service returned it. */
  action: MachineAction['raw'];
  /** Only of a live response result. */
  command?: RecordedCommand;
  connection: RecordedConnection;
  /** Host and port of the link; never its path, which is a secret. */
  link: { host: string };
  acquiredBy: Acquirer;
  acquiredWith: AcquisitionTool;
  /** Case number or note of the workspace, where it has one. */
  case?: string;
  /** ISO 8601, UTC, milliseconds. */
  startedUtc: string;
  finishedUtc: string;
  /** In the order of time, those of interrupted attempts included. */
  linkRequests: LinkRequest[];
  transfers: TransferSegment[];
  verification: RecordedVerification;
}

/** Nothing that was put in a record's place may block or fill the memory. */
const longestRecord = 16 * 1024 * 1024;

export function recordPathOf(packagePath: string): string {
  return packagePath.replace(/\.(zip|gz|json)$/, '.acquisition.json');
}

/** Writes a new record so that it is whole under its final name or not there. */
export async function writeRecord(files: Files, path: string, record: AcquisitionRecord): Promise<void> {
  const part = `${path}.part`;
  try {
    await onDisk(path, async () => {
      // A link that lies there under the name must not lead the writing elsewhere: `wx` follows none.
      await files.rm(part, { force: true });
      await files.writeFile(part, `${JSON.stringify(record, undefined, 2)}\n`, { flag: 'wx', flush: true });
      await files.rename(part, path);
    });
  } catch (error) {
    await files.rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

export interface RecordedFile {
  /** Id of the machine action. */
  actionId: string;
  bytes: number;
  /** 64 lower-case hexadecimal digits. */
  sha256: string;
}

/** A file in a record's place. */
export interface FoundRecord {
  /** SHA-256 of the record itself; undefined when it is far too long for one, or no file. */
  sha256: string | undefined;
  /** What it declares of the package; undefined when it is no record. */
  file: RecordedFile | undefined;
}

/**
 * @returns undefined when nothing has the record's name
 * @throws AcquisitionError
 */
export async function readRecord(files: Files, path: string): Promise<FoundRecord | undefined> {
  const stats = await statsOf(files, path);
  if (!stats) {
    return undefined;
  }
  // A pipe would be waited for.
  if (!stats.isFile() || stats.size > longestRecord) {
    return { sha256: undefined, file: undefined };
  }
  const bytes = await onDisk(path, () => files.readFile(path));
  return { sha256: createHash('sha256').update(bytes).digest('hex'), file: parseRecord(bytes.toString()) };
}

function parseRecord(text: string): RecordedFile | undefined {
  try {
    const { schema, file, action } = JSON.parse(text) as Partial<AcquisitionRecord>;
    const { bytes, sha256 } = file ?? {};
    const actionId = action?.['id'];
    return schema === 'acquisition-record/1' &&
      typeof actionId === 'string' &&
      Number.isSafeInteger(bytes) &&
      typeof sha256 === 'string'
      ? { actionId, bytes: bytes as number, sha256 }
      : undefined;
  } catch {
    return undefined;
  }
}
