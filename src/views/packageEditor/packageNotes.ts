import { FileSystemError, FileType, l10n, Uri, workspace } from 'vscode';
import type { NotesOfRows } from '../../packages/reading/threadMessages.ts';

const schema = 'package-notes/1';
const mostBytes = 64 * 1024 * 1024;

interface KeptNote {
  artifact: string;
  row: number;
  tag: string;
  comment: string;
  /** Who put it last, and when. */
  by: string;
  atUtc: string;
}

export interface NoteOfRows {
  artifact: string;
  rows: readonly number[];
  tag: string;
  comment: string;
}

/** Tags and comments that people put to rows: kept beside the package as `<name>.notes.json`, never in it. */
export class PackageNotes {
  readonly #user: string;

  /** @param user who puts notes, as the operating system names them */
  constructor(user: string) {
    this.#user = user;
  }

  /** @returns none where there is no file, or none of ours */
  async read(packagePath: string): Promise<NotesOfRows> {
    // A package can be read without them.
    return byRow(await readKept(uriOf(packagePath)).catch(() => []));
  }

  /**
   * Puts a note to rows; an empty one takes theirs away.
   * @throws what the file system throws; an Error where something else has the file's name
   */
  async put(
    packagePath: string,
    { artifact, rows, tag, comment }: NoteOfRows,
    now: Date,
  ): Promise<NotesOfRows> {
    const uri = uriOf(packagePath);
    const others = (await readKept(uri)).filter(
      (kept) => kept.artifact !== artifact || !rows.includes(kept.row),
    );
    const said = { tag, comment, by: this.#user, atUtc: now.toISOString() };
    const notes = tag || comment ? [...others, ...rows.map((row) => ({ artifact, row, ...said }))] : others;
    await workspace.fs.writeFile(uri, Buffer.from(`${JSON.stringify({ schema, notes }, undefined, 2)}\n`));
    return byRow(notes);
  }
}

function byRow(kept: readonly KeptNote[]): NotesOfRows {
  // A file may name an artifact `__proto__`.
  const notes = Object.create(null) as NotesOfRows;
  for (const { artifact, row, tag, comment } of kept) {
    (notes[artifact] ??= {})[row] = { tag, comment };
  }
  return notes;
}

function uriOf(packagePath: string): Uri {
  return Uri.file(`${packagePath.replace(/\.zip$/i, '')}.notes.json`);
}

/** @throws where there is a file that cannot be read, which nothing may be written over */
async function readKept(uri: Uri): Promise<KeptNote[]> {
  let bytes: Uint8Array;
  try {
    const { size, type } = await workspace.fs.stat(uri);
    // What it leads to is none of ours, and nobody's tags are that many.
    if (type !== FileType.File || size > mostBytes) {
      throw new Error(l10n.t('{0} cannot hold the tags of a package', uri.fsPath));
    }
    bytes = await workspace.fs.readFile(uri);
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') {
      return [];
    }
    throw error;
  }
  const { schema: found, notes } = (JSON.parse(Buffer.from(bytes).toString('utf8')) ?? {}) as Record<
    string,
    unknown
  >;
  if (found !== schema || !Array.isArray(notes)) {
    throw new Error(`${uri.fsPath} does not hold notes of ${schema}`);
  }
  return notes.filter(isNote);
}

function isNote(value: unknown): value is KeptNote {
  const { artifact, row, tag, comment } = (value ?? {}) as Partial<Record<keyof KeptNote, unknown>>;
  return (
    typeof artifact === 'string' &&
    Number.isSafeInteger(row) &&
    typeof tag === 'string' &&
    typeof comment === 'string'
  );
}
