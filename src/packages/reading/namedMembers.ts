import type { ArchiveMember } from '../archive/archiveMember.ts';

/** A member with a name that no other one has. */
export interface NamedMember {
  /** As in the archive, or with a number in front where others have the same: `(2) Processes/Processes.csv`. */
  readonly name: string;
  readonly member: ArchiveMember;
  readonly isFolder: boolean;
}

/** Characters of a name that are shown; Windows allows few paths of more, and an archive 65,535. */
const longestName = 1000;
/** Of a longer one, at its beginning and its end. */
const keptPart = 400;

/** In the order of the archive. What has the name of another is never taken for it. */
export function nameMembers(members: readonly ArchiveMember[]): NamedMember[] {
  const owns = members.map(({ entry }) => shownName(entry.name));
  const taken = new Set(owns);
  const seen = new Set<string>();
  /** Where the search for a number goes on: an archive can have one name a hundred thousand times. */
  const numbers = new Map<string, number>();
  return members.map((member, index) => {
    const own = owns[index] ?? '';
    let name = own;
    while (seen.has(name) || (name !== own && taken.has(name))) {
      const number = numbers.get(own) ?? 2;
      numbers.set(own, number + 1);
      name = `(${number}) ${own}`;
    }
    seen.add(name);
    return { name, member, isFolder: member.entry.name.endsWith('/') && member.entry.size === 0 };
  });
}

function shownName(name: string): string {
  return name.length <= longestName
    ? name
    : `${name.slice(0, keptPart)}…${name.slice(-keptPart)}`.toWellFormed();
}
