import * as fs from 'node:fs/promises';

/** The file system as this room uses it; tests put a failing one in its place. */
export type Files = Pick<
  typeof fs,
  | 'chmod'
  | 'lstat'
  | 'mkdir'
  | 'open'
  | 'readdir'
  | 'readFile'
  | 'realpath'
  | 'rename'
  | 'rm'
  | 'stat'
  | 'statfs'
  | 'utimes'
  | 'writeFile'
>;

export const nodeFiles: Files = fs;
