import type { BigIntStats } from 'node:fs';

/** What tells a file from another one, and from itself when it was written to. */
export interface FileIdentity {
  device: bigint;
  inode: bigint;
  /** Bytes. */
  size: bigint;
  /** Nanoseconds since 1970. */
  modifiedNs: bigint;
}

export type FileChange =
  | 'gone' // there is no file at its path any more
  | 'replaced' // another file is there
  | 'size'
  | 'modified';

export function identityOf({ dev, ino, size, mtimeNs }: BigIntStats): FileIdentity {
  return { device: dev, inode: ino, size, modifiedNs: mtimeNs };
}

/** @param now undefined when there is no file */
export function changesOf(before: FileIdentity, now: FileIdentity | undefined): FileChange[] {
  if (!now) {
    return ['gone'];
  }
  const changes: [FileChange, boolean][] = [
    ['replaced', before.device !== now.device || before.inode !== now.inode],
    ['size', before.size !== now.size],
    ['modified', before.modifiedNs !== now.modifiedNs],
  ];
  return changes.filter(([, isChanged]) => isChanged).map(([change]) => change);
}
