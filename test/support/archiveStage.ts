import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveMember } from '../../src/packages/archive/archiveMember.ts';
import type { ReadOptions, WholeMember } from '../../src/packages/archive/memberReading.ts';
import {
  PackageArchive,
  type ArchiveList,
  type OpenOptions,
} from '../../src/packages/archive/packageArchive.ts';
import { TestDisk } from './testDisk.ts';

export const { signal } = new AbortController();

/** A folder with one archive at a time, whose opened files are counted. */
export class ArchiveStage {
  readonly disk = new TestDisk();
  readonly folder: string;
  readonly path: string;
  readonly #archives: PackageArchive[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, 'package.zip');
  }

  static async start(): Promise<ArchiveStage> {
    return new ArchiveStage(await mkdtemp(join(tmpdir(), 'archive-')));
  }

  async open(bytes: Uint8Array, options: Partial<OpenOptions> = {}): Promise<PackageArchive> {
    await writeFile(this.path, bytes);
    return this.reopen(options);
  }

  async reopen(options: Partial<OpenOptions> = {}): Promise<PackageArchive> {
    const archive = await PackageArchive.open(this.disk.files, this.path, { signal, ...options });
    this.#archives.push(archive);
    return archive;
  }

  async list(bytes: Uint8Array): Promise<ArchiveList> {
    const { list } = await this.open(bytes);
    await this.closeAll();
    return list;
  }

  /** Reads the member of this name or index from an archive of these bytes. */
  async read(bytes: Uint8Array, which: string | number, options: Partial<ReadOptions> = {}): Promise<Read> {
    const archive = await this.open(bytes);
    const read = await readMember(archive, which, options);
    await this.closeAll();
    return read;
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#archives.splice(0).map((archive) => archive.close()));
    assert.equal(this.disk.openFiles, 0);
  }

  /** Nothing may be open, and nothing else than the archive on the disk. */
  async end(): Promise<void> {
    await this.closeAll();
    const names = await readdir(this.folder);
    await rm(this.folder, { recursive: true });
    assert.deepEqual(
      names.filter((name) => name !== 'package.zip'),
      [],
    );
  }
}

export interface Read {
  text: string;
  end: WholeMember['end'];
}

export async function readMember(
  archive: PackageArchive,
  which: string | number,
  options: Partial<ReadOptions> = {},
): Promise<Read> {
  const { bytes, end } = await archive.readWhole(memberOf(archive, which), { signal, ...options });
  assert.equal(bytes.length, end.bytes);
  return { text: Buffer.from(bytes).toString('latin1'), end };
}

export function memberOf({ list }: PackageArchive, which: string | number): ArchiveMember {
  const member = list.members.find(({ entry, index }) => entry.name === which || index === which);
  return member ?? assert.fail(`no member ${which}`);
}
