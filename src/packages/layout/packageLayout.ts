import { artifactOf, isCollectedFolder, pathParts, plain, type Artifact } from './artifact.ts';

/**
 * Whose package it is: the Windows collector's; one from macOS or Linux, whose layout nobody documents; that of the
 * support tool MDEClientAnalyzer, which is no investigation package; or any other archive.
 */
export type PackageKind = 'windows' | 'macOS' | 'linux' | 'clientAnalyzer' | 'unknown';

export interface LaidOutMember {
  /** In the archive. */
  readonly path: string;
  /** In the order that was given. */
  readonly index: number;
  readonly artifact: Artifact;
}

export interface PackageLayout {
  readonly kind: PackageKind;
  /** The folders around the package, as in `a/b`; empty for most. */
  readonly root: string;
  /** The roots of further packages in the same archive; their members are `other` here. */
  readonly otherRoots: readonly string[];
  readonly members: readonly LaidOutMember[];
}

/** Folders that people and tools wrap around a package. */
const deepestRoot = 3;
/** So many of the collector's folders side by side are a package, even without its summary. */
const enoughFolders = 3;

/** What the members of an archive are. The archive's own name says nothing: people rename packages freely. */
export function packageLayout(paths: readonly string[]): PackageLayout {
  const split = paths.map(pathParts);
  const roots = findRoots(split);
  const [root] = roots;
  const members = paths.map((path, index) => {
    const below = root === undefined ? undefined : pathBelow(split[index] ?? [], root);
    return { path, index, artifact: below === undefined ? 'other' : artifactOf(below) } as const;
  });
  return {
    kind: root === undefined ? otherKind(paths) : 'windows',
    root: root?.join('/') ?? '',
    otherRoots: roots.slice(1).map((parts) => parts.join('/')),
    members,
  };
}

/** The shallowest first. */
function findRoots(split: readonly (readonly string[])[]): string[][] {
  const roots = new Map<string, string[]>();
  const folders = new Map<string, Set<string>>();
  for (const parts of split) {
    const above = parts.slice(0, -1);
    if (above.length <= deepestRoot && artifactOf(parts.at(-1) ?? '') === 'summary') {
      roots.set(above.join('/'), above);
    }
    const at = above.findIndex(isCollectedFolder);
    if (at >= 0 && at <= deepestRoot) {
      const root = above.slice(0, at).join('/');
      folders.set(root, (folders.get(root) ?? new Set()).add(plain(above[at] ?? '')));
    }
  }
  if (roots.size === 0) {
    for (const [root, names] of folders) {
      if (names.size >= enoughFolders) {
        roots.set(root, pathParts(root));
      }
    }
  }
  return [...roots.values()].toSorted((a, b) => a.length - b.length);
}

function pathBelow(parts: readonly string[], root: readonly string[]): string | undefined {
  return root.every((part, at) => parts[at] === part) ? parts.slice(root.length).join('/') : undefined;
}

// From the groups of content that the documentation names; no file name is documented.
const macWords =
  /applications|shellhistory|kernelmodules|kernelext|systemsecurity|sipstatus|sudoers|launch(agents|daemons)|plist$/;
const linuxWords = /osrelease|cpu(info)?txt$|iplist|systemd|crontab/;
const unixWords = /openfiles|diskvolumes|mounts|listeningconnections|firewallrules|mdatplogs/;

function otherKind(paths: readonly string[]): PackageKind {
  const names = paths.map(plain);
  const count = (words: RegExp) => names.filter((name) => words.test(name)).length;
  if (count(/mdeclientanalyzer|mdatpclientanalyzer/) > 0) {
    return 'clientAnalyzer';
  }
  const [mac, linux, unix] = [macWords, linuxWords, unixWords].map(count);
  if ((mac ?? 0) + (linux ?? 0) + (unix ?? 0) < enoughFolders) {
    return 'unknown';
  }
  return (mac ?? 0) > (linux ?? 0) ? 'macOS' : 'linux';
}
