import { pathHash } from './pathHash.ts';
import type { PrefetchVolume } from './volumes.ts';

/** The header has room for so many characters of a program's name; a longer one is cut. */
const longestName = 29;

export interface Executable {
  /** As it stands among the loaded files: the volume and the path on it, in upper case. */
  path: string;
  /** Where its volume is among the volumes; undefined when it is none of them. */
  volume?: number;
}

export interface ProgramIdentity {
  version: number;
  executableName: string;
  hash: string;
  image?: string;
}

/**
 * The program's own file among those it loaded. Where several have its name, it is the one that the image names, or
 * whose path the hash comes from, or else the first.
 */
export function findExecutable(
  program: ProgramIdentity,
  files: readonly string[],
  volumes: readonly PrefetchVolume[],
): Executable | undefined {
  const named = files.filter((file) => hasName(file, program.executableName));
  const onDevice = /^\\DEVICE\\[^\\]+(\\.*)$/i.exec(program.image ?? '')?.[1]?.toUpperCase();
  const path =
    named.find((file) => onDevice !== undefined && file.toUpperCase().endsWith(onDevice)) ??
    named.find((file) => pathHash(file, program.version) === program.hash) ??
    named[0];
  if (path === undefined) {
    return undefined;
  }
  const volume = volumes.findIndex(({ devicePath }) =>
    path.toUpperCase().startsWith(`${devicePath.toUpperCase()}\\`),
  );
  return { path, ...(volume >= 0 && { volume }) };
}

function hasName(file: string, name: string): boolean {
  const last = file.slice(file.lastIndexOf('\\') + 1).toUpperCase();
  return name.length < longestName ? last === name.toUpperCase() : last.startsWith(name.toUpperCase());
}

/** Whether the hash comes from nothing but the path; false for hosts of others and for apps, see `pathHash`. */
export function isHashOfPath(program: ProgramIdentity, executable: Executable | undefined): boolean {
  return [program.image, executable?.path].some(
    (path) => path !== undefined && pathHash(path.toUpperCase(), program.version) === program.hash,
  );
}
