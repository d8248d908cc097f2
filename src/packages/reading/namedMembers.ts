import type { ArchiveMember } from '../archive/archiveMember.ts';

/** A member with a name that no other one has. */
export interface NamedMember {
  /** As in the archive, or with a number in front where others have the same: `(2) Processes/Processes.csv`. */
  readonly name: string;
  readonly member: ArchiveMember;
  readonly isFolder: boolean;
}

/** In the order of the archive. What has the name of another is never taken for it. */
export function nameMembers(members: readonly ArchiveMember[]): NamedMember[] {
  const taken = new Set(members.map(({ entry }) => entry.name));
  const seen = new Set<string>();
  return members.map((member) => {
    const own = member.entry.name;
    let name = own;
    for (let number = 2; seen.has(name) || (name !== own && taken.has(name)); number++) {
      name = `(${number}) ${own}`;
    }
    seen.add(name);
    return { name, member, isFolder: own.endsWith('/') && member.entry.size === 0 };
  });
}
