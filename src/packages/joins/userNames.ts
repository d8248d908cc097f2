import type { RegistryDump } from '../artifacts/registry/registryDump.ts';
import { columnIndex, type Table } from '../table/table.ts';

/**
 * What a user's name follows from: the SID is the same on every Windows; the registry states it; paths of the user's
 * own folder stand below the SID; only one user is signed in, and one hive loaded.
 */
export type NameEvidence = 'wellKnown' | 'stated' | 'folder' | 'onlySignedIn';

export interface UserName {
  readonly name: string;
  readonly evidence: NameEvidence;
}

const wellKnown: Readonly<Record<string, string>> = {
  '.DEFAULT': 'SYSTEM',
  'S-1-5-18': 'SYSTEM',
  'S-1-5-19': 'LOCAL SERVICE',
  'S-1-5-20': 'NETWORK SERVICE',
};
const sidPattern = /^S-1-5-(?:21-[\d-]+|1[89]|20)(?=_Classes$|$)/i;
const userFolder = /\\Users\\([^\\/:*?"<>|\r\n]{1,104})\\/i;
const profileKey = /\\ProfileList\\(S-1-5-21-[\d-]+)$/i;
const sharedFolders = new Set(['public', 'default', 'all users', 'default user']);

export interface NameSources {
  readonly registries: readonly RegistryDump[];
  readonly programs: Table;
  readonly executionTimes: Table;
  readonly signedInUsers: Table | undefined;
}

/** Names by SID, for all users whose SID the package names and whose name follows from it. */
export function userNames({
  registries,
  programs,
  executionTimes,
  signedInUsers,
}: NameSources): Map<string, UserName> {
  const names = new Map<string, UserName>(
    Object.entries(wellKnown).map(([sid, name]) => [sid, { name, evidence: 'wellKnown' }]),
  );
  const votes = new Map<string, Map<string, number>>();
  const loaded = new Set<string>();
  for (const { dump, key } of registries.flatMap((each) =>
    each.otherKeys.map((own) => ({ dump: each, key: own })),
  )) {
    const profile = key.sid === '' ? profileKey.exec(key.path)?.[1] : undefined;
    const user = key.sid === '' ? undefined : sidPattern.exec(key.sid)?.[0].toUpperCase();
    if (profile !== undefined) {
      const path = dump.values(key).find(({ name }) => name.toLowerCase() === 'profileimagepath')?.data;
      if (path !== undefined) {
        names.set(profile.toUpperCase(), {
          name: path.slice(path.lastIndexOf('\\') + 1),
          evidence: 'stated',
        });
      }
    } else if (user !== undefined && !(user in wellKnown)) {
      loaded.add(user);
      const isOfSession = /^Volatile Environment/i.test(key.location);
      for (const { name, data } of dump.values(key)) {
        if (isOfSession && name.toLowerCase() === 'username') {
          names.set(user, { name: data, evidence: 'stated' });
        }
        vote(votes, user, data);
      }
    }
  }
  for (const [table, sidColumn, pathColumns] of [
    [programs, 'sid', ['location', 'uninstall']],
    [executionTimes, 'sid', ['program']],
  ] as const) {
    const [sidAt, pathsAt] = [columnIndex(table, sidColumn), pathColumns.map((id) => columnIndex(table, id))];
    for (let row = 0; row < table.rowCount; row++) {
      const sid = table.text(row, sidAt).toUpperCase();
      if (sid.startsWith('S-1-5-21-')) {
        pathsAt.forEach((at) => vote(votes, sid, table.text(row, at)));
      }
    }
  }
  for (const [sid, counts] of votes) {
    const name = majority(counts);
    if (name !== undefined && !names.has(sid)) {
      names.set(sid, { name, evidence: 'folder' });
    }
  }
  const [only] = loaded;
  if (only !== undefined && loaded.size === 1 && !names.has(only) && signedInUsers?.rowCount === 1) {
    names.set(only, { name: signedInUsers.text(0, 0), evidence: 'onlySignedIn' });
  }
  return names;
}

function vote(votes: Map<string, Map<string, number>>, sid: string, path: string): void {
  const [, folder] = userFolder.exec(path.slice(0, 2000)) ?? [];
  if (folder !== undefined && !sharedFolders.has(folder.toLowerCase())) {
    const counts = votes.get(sid) ?? new Map<string, number>();
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
    votes.set(sid, counts);
  }
}

/** A user may run programs from others' folders, but not most of the time. */
function majority(counts: ReadonlyMap<string, number>): string | undefined {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts].find(([, count]) => count * 2 > total)?.[0];
}
