const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

/** Bytes that are unpacked at most. */
export interface ArchiveLimits {
  /** Of one member. */
  member: number;
  /** Of a member that is kept in memory as a whole. */
  whole: number;
  /** Of all members; a byte that is read again does not count again. */
  package: number;
}

export const usualLimits: ArchiveLimits = { member: 4 * GiB, whole: 512 * MiB, package: 16 * GiB };

/** How many bytes of an archive may still be unpacked. */
export class PackageBudget {
  #left: number;
  /** How far each member was unpacked, by its index. */
  readonly #reached = new Map<number, number>();

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** @returns how many of these bytes of a member may be given on */
  take(member: number, start: number, length: number): number {
    const reached = this.#reached.get(member) ?? 0;
    const allowed = Math.min(start + length, Math.max(reached, start) + this.#left);
    if (allowed > reached) {
      this.#left -= allowed - Math.max(reached, start);
      this.#reached.set(member, allowed);
    }
    return Math.max(0, allowed - start);
  }
}
