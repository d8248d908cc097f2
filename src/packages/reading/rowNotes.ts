import type { NotesOfRows } from './threadMessages.ts';

type Note = NotesOfRows[string][number];

/** Of one table. */
export type NotesByRow = ReadonlyMap<number, Note>;

const noNote: Note = { tag: '', comment: '' };

/** What a person has put to the rows of a package's tables. */
export class RowNotesOfPackage {
  #notes: ReadonlyMap<string, NotesByRow> = new Map();

  constructor(notes: NotesOfRows) {
    this.set(notes);
  }

  set(notes: NotesOfRows): void {
    this.#notes = new Map(
      Object.entries(notes).map(([artifact, rows]) => [
        artifact,
        new Map(
          Object.entries(rows)
            .filter(([, { tag, comment }]) => tag !== '' || comment !== '')
            .map(([row, note]) => [Number(row), note]),
        ),
      ]),
    );
  }

  /** What is put to rows later is not in it. */
  of(artifact: string): NotesByRow {
    return this.#notes.get(artifact) ?? new Map<number, Note>();
  }

  noteOf(artifact: string, row: number): Note {
    const { tag, comment } = this.#notes.get(artifact)?.get(row) ?? noNote;
    return { tag, comment };
  }
}
