import type { Answers, Question, RowWish } from './messages.ts';

/** What the extension asks of the thread besides what the window asks. */
export type ThreadQuestion =
  | Question
  /** The overview as soon as what takes a moment is read. */
  | { kind: 'fullOverview' }
  /** Where a row comes from. */
  | { kind: 'source'; artifact: string; row: number }
  /** The text of a member, decoded, or its bytes as a hex view where it is none. */
  | { kind: 'member'; member: string }
  /** The bytes of a member that is no text, as far as another editor can be given them. */
  | { kind: 'bytes'; member: string }
  /** All rows of a wish, some thousands at a time. */
  | { kind: 'export'; artifact: string; wish: RowWish; columns: string[]; from: number }
  /** SHA-256 of the package. */
  | { kind: 'fingerprint' };

export interface RowPlace {
  member: string;
  /** Bytes from the beginning of the member. */
  offset: number;
  /** From 0; of a member that is no text it is the line of its hex view. */
  line: number;
}

export interface ThreadAnswers extends Answers {
  fullOverview: Answers['overview'];
  source: RowPlace;
  member: { text: string; isHex: boolean; isWhole: boolean };
  /** Without bytes where `member` says what they would not. */
  bytes: { member: string; bytes?: Uint8Array };
  export: { titles: string[]; rows: string[][]; rowCount: number };
  fingerprint: { sha256: string };
}

export type AnswerTo<Q extends ThreadQuestion> = ThreadAnswers[Q['kind']];

/** What a person has put to rows, by artifact and row. */
export type NotesOfRows = Record<string, Record<number, { tag: string; comment: string }>>;

export interface ThreadStart {
  path: string;
  notes: NotesOfRows;
  /** Translations, as VS Code has them for this extension; none for English. */
  words: Record<string, string> | undefined;
}

export type ToThread = { id: number; question: ThreadQuestion } | { cancel: number } | { notes: NotesOfRows };

export type FromThread =
  | { id: number; answer: ThreadAnswers[keyof ThreadAnswers] }
  | { id: number; fault: string; isCancelled: boolean }
  /** What takes a moment has been read: an overview says more now, and lists more. */
  | { changed: 'overview' };
