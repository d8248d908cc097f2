import type { MachineAction } from '../defender/machineAction.ts';
import { onDisk } from './acquisitionError.ts';
import type { Files } from './files.ts';

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

/** What is known of a package's origin, kept beside it as `<name>.acquisition.json`. Holds no token and no link. */
export interface AcquisitionRecord {
  schema: 'acquisition-record/1';
  file: { name: string; bytes: number; sha256: string };
  /** The machine action as the service returned it. */
  action: MachineAction['raw'];
  connection: RecordedConnection;
  /** Host and port of the link; never its path, which is a secret. */
  link: { host: string };
  acquiredBy: Acquirer;
  acquiredWith: AcquisitionTool;
  /** ISO 8601, UTC, milliseconds. */
  startedUtc: string;
  finishedUtc: string;
}

/** Nothing that was put in a record's place may block or fill the memory. */
const longestRecord = 16 * 1024 * 1024;

export function recordPathOf(packagePath: string): string {
  return packagePath.replace(/\.zip$/, '.acquisition.json');
}

/** Writes a record so that it is whole under its final name or not there. */
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

/** @returns the size and hash that an action's record declares, or undefined when there is no readable record */
export async function readRecordedFile(
  files: Files,
  path: string,
  actionId: string,
): Promise<Pick<AcquisitionRecord['file'], 'bytes' | 'sha256'> | undefined> {
  try {
    const stats = await files.stat(path);
    if (!stats.isFile() || stats.size > longestRecord) {
      return undefined;
    }
    const { schema, file, action } = JSON.parse(
      await files.readFile(path, 'utf8'),
    ) as Partial<AcquisitionRecord>;
    return schema === 'acquisition-record/1' && action?.['id'] === actionId ? file : undefined;
  } catch {
    return undefined;
  }
}
