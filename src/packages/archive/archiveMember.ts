import type { EntryField } from '../../evidence/archive/archiveFault.ts';
import type { ZipEntry } from '../../evidence/archive/zipEntry.ts';
import { localHeaderLength } from '../../evidence/archive/zipFields.ts';
import { obstacleOf } from '../../evidence/archive/zipMember.ts';
import type { Span } from '../../evidence/archive/zipSpans.ts';
import { foldedName, nameMarks, type NameMark } from './nameMarks.ts';

/** A member as it is listed: nothing of it was looked at but what the directory says. */
export interface ArchiveMember {
  /** Its place in the list, which is the only thing that names it for certain. */
  index: number;
  entry: ZipEntry;
  marks: readonly MemberMark[];
}

/** Something to be shown with a member; typed data, of which words are made elsewhere. */
export type MemberMark =
  | { kind: NameMark }
  /** Another member has the same name, or one that differs in case, slashes or normal form only. */
  | { kind: 'duplicate' | 'caseTwin'; other: number }
  /** It shares bytes with another member, or with the directory: it is not read. */
  | { kind: 'overlap'; other?: number }
  /** It is not read. */
  | { kind: 'encrypted' }
  /** Compressed by a method that is not read. */
  | { kind: 'method'; method: number }
  /** Its entry leaves open where it is or how large: it is not read, unless that is only `extra`. */
  | { kind: 'entry'; fields: readonly EntryField[] }
  /** It is said to have more bytes than are unpacked of a member. */
  | { kind: 'tooLarge' }
  /** The file ends within it: what is there can be read. */
  | { kind: 'cut' }
  /** It was being written when the file ended: `size` is 0, whatever it is. */
  | { kind: 'sizeUnknown' };

const noMarks: readonly MemberMark[] = [];

/** The members of an archive while their marks are gathered. */
export class MemberList {
  readonly members: ArchiveMember[];
  readonly #indexes: Map<ZipEntry, number>;

  constructor(entries: readonly ZipEntry[]) {
    this.members = entries.map((entry, index) => ({ index, entry, marks: noMarks }));
    this.#indexes = new Map(entries.map((entry, index) => [entry, index]));
  }

  mark(entry: ZipEntry, ...marks: readonly MemberMark[]): void {
    const member = this.members[this.indexOf(entry)];
    if (member) {
      member.marks = [...member.marks, ...marks];
    }
  }

  indexOf(entry: ZipEntry): number {
    return this.#indexes.get(entry) ?? -1;
  }

  /** @param most bytes that are unpacked of a member */
  markEach(most: number): void {
    for (const { entry } of this.members) {
      for (const kind of nameMarks(entry.name)) {
        this.mark(entry, { kind });
      }
      const obstacle = obstacleOf(entry);
      if (obstacle) {
        this.mark(entry, obstacle);
      }
      if (entry.unclear.length > 0) {
        this.mark(entry, { kind: 'entry', fields: entry.unclear });
      }
      if (entry.size > most) {
        this.mark(entry, { kind: 'tooLarge' });
      }
    }
  }

  markTwins(): void {
    const firsts = new Map<string, ZipEntry>();
    const groups = new Map<ZipEntry, ZipEntry[]>();
    for (const { entry } of this.members) {
      const folded = foldedName(entry.name);
      const first = firsts.get(folded);
      if (first) {
        const group = groups.get(first) ?? [first];
        group.push(entry);
        groups.set(first, group);
      } else {
        firsts.set(folded, entry);
      }
    }
    for (const twins of groups.values()) {
      this.#markTwins(twins);
    }
  }

  /** Each is told of the first other one, of the same name if there is one. */
  #markTwins(twins: readonly ZipEntry[]): void {
    const byName = Map.groupBy(twins, ({ name }) => name);
    for (const entry of twins) {
      const [first, second] = byName.get(entry.name) ?? [];
      const same = first === entry ? second : first;
      const other = same ?? (twins[0] === entry ? twins[1] : twins[0]);
      if (other) {
        this.mark(entry, { kind: same ? 'duplicate' : 'caseTwin', other: this.indexOf(other) });
      }
    }
  }

  /**
   * Marks the members that cannot have all of their bytes for themselves.
   * @param spans in the order of the file
   * @param end where the directory begins
   */
  markOverlaps(spans: readonly Span[], end: number): void {
    let before: { entry: ZipEntry; end: number } | undefined;
    const marked = new Set<ZipEntry>();
    const mark = (entry: ZipEntry, other?: ZipEntry) => {
      if (!marked.has(entry)) {
        marked.add(entry);
        this.mark(entry, { kind: 'overlap', ...(other && { other: this.indexOf(other) }) });
      }
    };
    for (const { entry } of spans) {
      const leastEnd = entry.localOffset + localHeaderLength + entry.nameBytes.length + entry.compressedSize;
      if (before && entry.localOffset < before.end) {
        mark(before.entry, entry);
        mark(entry, before.entry);
      }
      if (leastEnd > end) {
        mark(entry);
      }
      if (!before || leastEnd > before.end) {
        before = { entry, end: leastEnd };
      }
    }
  }
}
