import type { ArchiveFault } from '../../evidence/archive/archiveFault.ts';
import type { FileChange } from './fileIdentity.ts';

/** Why a member was not read, or not to its end, or what else is wrong with it. */
export type ReadFault =
  | ArchiveFault
  /** The file is another one than when it was opened: nothing more is read from it. */
  | { kind: 'changed'; changes: FileChange[] }
  /** The member has more bytes than may be read: of it, at once, or of the package. */
  | { kind: 'limit'; of: 'member' | 'read' | 'package'; bytes: number }
  /** The system could not read the file. */
  | { kind: 'disk'; code: string }
  /** The archive was closed. */
  | { kind: 'closed' };

/** Ends the reading of a member. */
export class ReadStopped extends Error {
  readonly fault: ReadFault;

  constructor(fault: ReadFault) {
    super(`Reading ended: ${fault.kind}`);
    this.fault = fault;
  }
}

/** @returns undefined when the error says nothing about the file or its content */
export function faultOf(error: unknown): ReadFault | undefined {
  if (error instanceof ReadStopped) {
    return error.fault;
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code !== undefined && syscall !== undefined ? { kind: 'disk', code } : undefined;
}
