import type { RowNotes } from './rowTest.ts';
import type { NotesOfRows } from './threadMessages.ts';

type Note = NotesOfRows[string][number];

const noNote: Note = { tag: '', comment: '' };

/** What a person has put to the rows of a package's tables. */
export class RowNotesOfPackage {
  #notes: ReadonlyMap<string, ReadonlyMap<number, Note>> = new Map();

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

  of(artifact: string): RowNotes {
    return this.#notes.get(artifact) ?? new Map<number, Note>();
  }

  noteOf(artifact: string, row: number): Note {
    const { tag, comment } = this.#notes.get(artifact)?.get(row) ?? noNote;
    return { tag, comment };
  }
}
