import type { ArchiveFault } from '../../evidence/archive/archiveFault.ts';
import type { ContentKind } from '../../evidence/archive/contentKind.ts';
import { readZipDirectory, type ZipDirectory } from '../../evidence/archive/zipDirectory.ts';
import type { ZipEntry } from '../../evidence/archive/zipEntry.ts';
import { membersInPlace, spansOf, type Span } from '../../evidence/archive/zipSpans.ts';
import type { Files } from '../../evidence/disk/files.ts';
import { MemberList, type ArchiveMember } from './archiveMember.ts';
import { PackageBudget, usualLimits, type ArchiveLimits } from './archiveLimits.ts';
import { Fingerprints, type FingerprintOptions } from './fingerprints.ts';
import type { MemberPlace } from './memberContent.ts';
import { MemberReading, readIntoMemory, type ReadOptions, type WholeMember } from './memberReading.ts';
import { salvage, type ListSource, type Salvaged } from './salvage.ts';
import { WatchedFile } from './watchedFile.ts';

/** What a file was found to be when it was opened. */
export interface ArchiveList {
  path: string;
  /** Bytes. */
  fileSize: number;
  /** What the file's first bytes show it to be. */
  content: ContentKind;
  /** In the order of the directory; an index is a member's place here. */
  members: readonly ArchiveMember[];
  source: ListSource;
  /** Whether there are, or should be, more members than are listed. */
  endsEarly: boolean;
  /** How many members the end record says there are; undefined when there is none. */
  declaredMembers: number | undefined;
  /** What is wrong with the archive as a whole, by its place in the file; the first of them. */
  faults: readonly ArchiveFault[];
  faultCount: number;
}

export interface OpenOptions {
  signal: AbortSignal;
  limits?: Partial<ArchiveLimits>;
  /** Shared by archives, so that a file that is opened again is not hashed again. */
  fingerprints?: Fingerprints;
}

/** A package that is read in its place; nothing of it is ever written to a disk. It is open until `close`. */
export class PackageArchive {
  /** Plain data, which can be sent to another thread. */
  readonly list: ArchiveList;
  readonly #file: WatchedFile;
  readonly #spans: ReadonlyMap<ZipEntry, Span>;
  readonly #limits: ArchiveLimits;
  readonly #budget: PackageBudget;
  readonly #fingerprints: Fingerprints;

  private constructor(
    file: WatchedFile,
    list: ArchiveList,
    spans: readonly Span[],
    { limits, fingerprints }: { limits: ArchiveLimits; fingerprints: Fingerprints },
  ) {
    this.#file = file;
    this.list = list;
    this.#spans = new Map(spans.map((span) => [span.entry, span]));
    this.#limits = limits;
    this.#budget = new PackageBudget(limits.package);
    this.#fingerprints = fingerprints;
  }

  /**
   * Opens a file and lists its members. What the file holds, whatever it is, is no reason to throw.
   * @throws NotAFile, what the file system throws, the signal's reason; nothing is left open then
   */
  static async open(files: Files, path: string, options: OpenOptions): Promise<PackageArchive> {
    const { signal, fingerprints = new Fingerprints(files) } = options;
    const limits = { ...usualLimits, ...options.limits };
    const file = await WatchedFile.open(files, path);
    try {
      const directory = await readZipDirectory(file.handle, { signal });
      const salvaged = await salvage(file.handle, directory, signal);
      const { list, spans } = await listed(path, directory, salvaged, limits.member);
      return new PackageArchive(file, list, spans, { limits, fingerprints });
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Reads a member of this archive. The file is not touched before the first piece is asked for. */
  read(member: ArchiveMember, options: ReadOptions): MemberReading {
    return new MemberReading(this.#place(member), this.#budget, this.#limits, options);
  }

  /**
   * Reads a member into memory, at most `limit` bytes of it; without one, as many as may be kept of any.
   * @throws the signal's reason
   */
  async readWhole(member: ArchiveMember, { signal, limit }: ReadOptions): Promise<WholeMember> {
    const most = Math.min(limit ?? Infinity, this.#limits.whole);
    return readIntoMemory(this.read(member, { signal, limit: most }), this.#place(member), most);
  }

  /** See `Fingerprints`. */
  async fingerprint(options: FingerprintOptions): Promise<string> {
    return this.#fingerprints.of(this.#file, options);
  }

  /** Ends once the reads under way have ended; what is read later ends with a fault. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  /** By its index: the member may have come back from another thread as a copy. */
  #place({ index }: ArchiveMember): MemberPlace {
    const member = this.list.members[index];
    if (!member) {
      throw new RangeError(`There is no member ${index}`);
    }
    return { file: this.#file, member, span: this.#spans.get(member.entry) };
  }
}

async function listed(
  path: string,
  directory: ZipDirectory,
  salvaged: Salvaged | undefined,
  mostOfMember: number,
): Promise<{ list: ArchiveList; spans: Span[] }> {
  const { fileSize, content, declaredEntries } = directory;
  const { entries, start } = salvaged ?? directory;
  const spans = [...spansOf(await membersInPlace({ ...directory, entries, start }), start)];
  const members = new MemberList(entries);
  members.markEach(mostOfMember);
  members.markTwins();
  members.markOverlaps(spans, start);
  if (salvaged?.cut) {
    const { entry, isSizeKnown } = salvaged.cut;
    members.mark(entry, { kind: 'cut' }, ...(isSizeKnown ? [] : [{ kind: 'sizeUnknown' } as const]));
  }
  const faults = salvaged?.faults ?? directory.faults.first();
  const length = spans[0]?.start ?? 0;
  const leading: ArchiveFault[] = length > 0 ? [{ kind: 'leadingBytes', offset: 0, length }] : [];
  const list: ArchiveList = {
    path,
    fileSize,
    content,
    members: members.members,
    source: salvaged?.source ?? 'directory',
    endsEarly: salvaged?.endsEarly ?? isMissingMembers(directory),
    declaredMembers: declaredEntries,
    faults: [...leading, ...faults],
    faultCount: leading.length + (salvaged ? faults.length : directory.faults.count),
  };
  return { list, spans };
}

function isMissingMembers({ entries, declaredEntries, faults }: ZipDirectory): boolean {
  return (
    entries.length < (declaredEntries ?? 0) ||
    faults
      .first()
      .some(
        (fault) =>
          fault.kind === 'tooLarge' ||
          (fault.kind === 'truncated' && declaredEntries === undefined) ||
          (fault.kind === 'directory' && fault.fields.includes('signature')),
      )
  );
}
