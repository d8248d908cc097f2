import type { Files } from '../../evidence/disk/files.ts';
import type { WholeMember } from '../archive/memberReading.ts';
import { PackageArchive } from '../archive/packageArchive.ts';
import type { Artifact } from '../layout/artifact.ts';
import { isTextArtifact } from '../packageTexts.ts';
import { textOrigin } from '../layout/textOrigin.ts';
import type { TextOrigin } from '../text/encoding.ts';
import { packageLayout, type PackageLayout } from '../layout/packageLayout.ts';
import { readPackage, type PackageMember, type PackageReading } from '../packageReading.ts';
import { nameMembers, type NamedMember } from './namedMembers.ts';
import { readFaultWords } from './words/archiveWords.ts';

/** Bytes of all text members together that are kept: far more than any package has that was seen. */
const mostTextBytes = 128 * 1024 * 1024;
/** Text members that are read; there are three for each user of the host, and a dozen others. */
const mostTexts = 2000;
const unread: WholeMember = {
  bytes: new Uint8Array(),
  end: { bytes: 0, isWhole: false, faults: [{ kind: 'limit', of: 'package', bytes: 0 }] },
};
/** Bytes of a member that does not say how many it has. */
const mostOfUnknownSize = 64 * 1024 * 1024;
/** Members that are read at the same time. */
const readers = 8;

/** A package with what its text members say; everything else is read when it is asked for. */
export class OpenedPackage {
  readonly archive: PackageArchive;
  readonly members: readonly NamedMember[];
  readonly reading: PackageReading;
  readonly #byName: ReadonlyMap<string, NamedMember>;
  readonly #byKind: ReadonlyMap<Artifact, readonly NamedMember[]>;
  /** In words, by the member's name. */
  readonly #faults = new Map<string, readonly string[]>();
  readonly #damaged = new Set<string>();

  private constructor(
    archive: PackageArchive,
    members: readonly NamedMember[],
    layout: PackageLayout,
    read: ReadonlyMap<string, WholeMember>,
  ) {
    this.archive = archive;
    this.members = members;
    this.#byName = new Map(members.map((named) => [named.name, named]));
    for (const [name, whole] of read) {
      this.noteEnd(name, whole.end);
    }
    this.reading = readPackage(
      members.map(({ name, member }): PackageMember => {
        const whole = read.get(name);
        // Of what nothing can be read, it is as if it were not there.
        const isThere = whole && (whole.end.isWhole || whole.bytes.length > 0);
        return { path: name, size: member.entry.size, ...(isThere && { bytes: whole.bytes }) };
      }),
      layout,
    );
    const files = members.map((named, at) => ({ named, kind: layout.members[at]?.artifact ?? 'other' }));
    const byKind = Map.groupBy(
      files.filter(({ named }) => !named.isFolder),
      ({ kind }) => kind,
    );
    this.#byKind = new Map([...byKind].map(([kind, of]) => [kind, of.map(({ named }) => named)]));
  }

  /**
   * Opens a package and reads its text members. What the file holds, whatever it is, is no reason to throw.
   * @throws NotAFile, what the file system throws, the signal's reason
   */
  static async open(files: Files, path: string, signal: AbortSignal): Promise<OpenedPackage> {
    const archive = await PackageArchive.open(files, path, { signal });
    try {
      const members = nameMembers(archive.list.members);
      const layout = packageLayout(members.map(({ name }) => name));
      const texts = textMembers(members, layout);
      return new OpenedPackage(archive, members, layout, await readTexts(archive, texts, signal));
    } catch (error) {
      await archive.close();
      throw error;
    }
  }

  member(name: string): NamedMember | undefined {
    return this.#byName.get(name);
  }

  /** Those that are of one of the kinds, kind by kind, in the order of the archive. */
  membersOf(...kinds: readonly Artifact[]): NamedMember[] {
    return kinds.flatMap((kind) => this.#byKind.get(kind) ?? []);
  }

  /** What is known of a member's text beside its bytes. */
  originOf(name: string): TextOrigin {
    const { layout, verdict } = this.reading;
    const at = this.members.findIndex((named) => named.name === name);
    return textOrigin(layout.members[at]?.artifact ?? 'other', verdict.host.locale || undefined);
  }

  /** Names of members that were not read to their end, or are not what their entries declare. */
  get damaged(): ReadonlySet<string> {
    return this.#damaged;
  }

  /** What was found wrong with a member's content, in words, as far as it was read. */
  faultsOf(name: string): readonly string[] {
    return this.#faults.get(name) ?? [];
  }

  /** @throws the signal's reason */
  async readWhole({ name, member }: NamedMember, signal: AbortSignal, limit?: number): Promise<WholeMember> {
    const whole = await this.archive.readWhole(member, { signal, ...(limit !== undefined && { limit }) });
    // That only a part was asked for is nothing about the member.
    if (limit === undefined || whole.bytes.length < limit) {
      this.noteEnd(name, whole.end);
    }
    return whole;
  }

  noteEnd(name: string, { isWhole, faults }: WholeMember['end']): void {
    if (faults.length > 0) {
      this.#faults.set(name, faults.map(readFaultWords));
    }
    if (!isWhole) {
      this.#damaged.add(name);
    }
  }
}

function textMembers(members: readonly NamedMember[], layout: PackageLayout): NamedMember[] {
  return layout.members.flatMap(({ index, artifact }) => {
    const named = members[index];
    return named && !named.isFolder && isTextArtifact(artifact) ? [named] : [];
  });
}

async function readTexts(
  archive: PackageArchive,
  wanted: readonly NamedMember[],
  signal: AbortSignal,
): Promise<Map<string, WholeMember>> {
  const read = new Map<string, WholeMember>();
  let left = mostTextBytes;
  let begun = 0;
  const waiting = wanted.values();
  const readNext = async (): Promise<void> => {
    for (const { name, member } of waiting) {
      if (begun++ >= mostTexts) {
        read.set(name, unread);
        continue;
      }
      // What the others read meanwhile is not there for this one.
      const isSizeKnown = !member.marks.some(({ kind }) => kind === 'sizeUnknown');
      const limit = Math.min(left, isSizeKnown ? member.entry.size + 1 : mostOfUnknownSize);
      left -= limit;
      const whole = await archive.readWhole(member, { signal, limit });
      left += limit - whole.bytes.length;
      read.set(name, whole);
    }
  };
  await Promise.all(Array.from({ length: readers }, readNext));
  return read;
}
