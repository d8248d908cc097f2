/**
 * What the window of a package and the thread that reads it say to each other. Everything that is shown is text by
 * then; nothing of it is to be trusted, and a receiver checks what it gets.
 */

export type ColumnKind = 'text' | 'number' | 'time' | 'size' | 'flag';

export interface ColumnView {
  id: string;
  title: string;
  kind: ColumnKind;
  /** Whether it is shown before somebody chooses columns. */
  isShown: boolean;
}

/** How it stands with what was collected, of an artifact or of one collection command. */
export type CollectionState =
  | 'data'
  | 'sourceEmpty' // ran, and its source had nothing
  | 'sourceMissing' // ran, and its source was not there
  | 'failed'
  | 'absent' // no file at all
  | 'neverAsked'; // nothing in the collection asks for it

export interface ArtifactView {
  /** Of this package's tables: stable over openings of the same package. */
  id: string;
  title: string;
  /** Artifacts of a kind are listed together under it. */
  group: string;
  /** Undefined while it is not known, which is not the same as none. */
  rowCount?: number;
  state: CollectionState;
  /** Lines that could not be read as rows; they are a table of their own kind below. */
  unparsedLines: number;
  /** What is wrong with its members, in words; empty when nothing is. */
  faults: string[];
}

export interface Fact {
  title: string;
  value: string;
  /** Where it is from, or why it cannot be said. */
  note?: string;
}

export interface VerdictLine {
  what: string;
  state: CollectionState;
  /** In words: what the file says, why it is missing, for whom. */
  why: string;
  /** Id of the artifact that shows it. */
  artifact?: string;
}

export interface Overview {
  /** Such as `Windows investigation package`, or what it is instead. */
  layout: string;
  /** One sentence, for the head of the window. */
  verdict: string;
  isComplete: boolean;
  /** Host, build, zone, boot, users, collection start and end, collection GUID … */
  facts: Fact[];
  /** Proof of the clock, and what it cannot prove. */
  clock: Fact[];
  coverage: Fact[];
  lines: VerdictLine[];
  artifacts: ArtifactView[];
  /** Damaged, repaired, renamed or strange members, in words. */
  remarks: string[];
}

export interface Sorting {
  column: string;
  isDescending: boolean;
}

/** Which rows of an artifact are shown, and in which order. */
export interface RowWish {
  /** Of columns, by id: every word has to be in the cell, in any case of letters; a leading `-` turns a word round. */
  filters: Record<string, string>;
  /** The same for the row as a whole. */
  text: string;
  sorting?: Sorting;
  /** Leaves out rows that the collector itself left on the host. */
  hidesCollector: boolean;
  /** Leaves out what has no tag and no comment. */
  onlyTagged: boolean;
}

export interface RowView {
  /** Its number in the artifact, which stays when rows are filtered and sorted. */
  row: number;
  /** In the order of the columns that were asked for. */
  cells: string[];
  isCollector: boolean;
  isDamaged: boolean;
  tag: string;
  comment: string;
}

export interface DetailField {
  title: string;
  value: string;
  /** As it stands in the package, where that differs. */
  original?: string;
}

export interface Details {
  fields: DetailField[];
  /** Member, line and byte offset, in words. */
  source: string;
  related: { title: string; artifact: string; row: number }[];
}

export interface Hits {
  artifact: string;
  count: number;
}

export type Question =
  | { kind: 'overview' }
  | { kind: 'columns'; artifact: string }
  /**
   * Numbers the rows of a wish: those of `rows` are counted in it. A new one for the same artifact replaces it.
   * The answer tells the place of `row` in it.
   */
  | { kind: 'view'; artifact: string; wish: RowWish; row?: number }
  | { kind: 'rows'; artifact: string; view: number; from: number; count: number; columns: string[] }
  | { kind: 'details'; artifact: string; row: number }
  /** Counts what the wishes of the same three would show. */
  | ({ kind: 'search' } & Pick<RowWish, 'text' | 'hidesCollector' | 'onlyTagged'>);

export interface Answers {
  overview: Overview;
  columns: { columns: ColumnView[]; rowCount: number };
  /** Without a place when the row is left out, or none was asked for. */
  view: { view: number; rowCount: number; place?: number };
  rows: { rows: RowView[] };
  details: Details;
  search: { hits: Hits[]; isWhole: boolean };
}

/** What the window asks of the extension, which answers nothing. */
export type Order =
  | { kind: 'goToSource'; artifact: string; row: number }
  | { kind: 'copy'; text: string }
  | { kind: 'copyHash' }
  | { kind: 'tag'; artifact: string; rows: number[]; tag: string; comment: string }
  | { kind: 'export'; artifact: string; wish: RowWish; columns: string[] };

export type FromWindow = { id: number; question: Question } | { cancel: number } | { order: Order };

export type ToWindow =
  | { id: number; answer: Answers[keyof Answers] }
  | { id: number; fault: string }
  /** The package on the disk is another one by now; an overview of it would say more; or rows have other tags. */
  | { changed: 'package' | 'overview' | 'tags' }
  /** Somebody chose an artifact, or a row of it, elsewhere. */
  | { open: { artifact: string; text?: string; row?: number } };
