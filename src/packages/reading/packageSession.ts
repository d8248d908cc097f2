import { abortable } from '../../defender/abortable.ts';
import { nodeFiles, type Files } from '../../evidence/disk/files.ts';
import { columnIndex, type Table } from '../table/table.ts';
import { shortCellText } from './cellText.ts';
import { exportPortion, planExport, type RowExport } from './exportedRows.ts';
import type { ColumnView, Details, RowView } from './messages.ts';
import { OpenedPackage } from './openedPackage.ts';
import { overviewOf } from './overview.ts';
import { Pace } from './pace.ts';
import type { PackageArtifact } from './packageArtifact.ts';
import { PackageArtifacts } from './packageArtifacts.ts';
import { checkCount, checkText, checkTexts, checkWish, fieldsOf, mostRows } from './questionChecks.ts';
import { asQuestionFault, QuestionFault } from './questionFault.ts';
import { RelatedRows } from './relatedRows.ts';
import { eventOf, eventXml, fieldsOfRow, isOfBytes } from './rowDetails.ts';
import { RowNotesOfPackage } from './rowNotes.ts';
import { isForAll } from './rowTest.ts';
import { rowCountOf, rowState, RowViews, wishedRows } from './rowViews.ts';
import { countHits } from './searchAnswer.ts';
import { bytesAnswer, logBytesOf, memberAnswer, placeOf } from './sourceAnswers.ts';
import type { AnswerTo, NotesOfRows, ThreadAnswers, ThreadQuestion, ThreadStart } from './threadMessages.ts';
import { columnTitle } from './words/columnWords.ts';
import { sourceWords, xmlTitle } from './words/detailWords.ts';
import { pageWords } from './words/encodingWords.ts';
import { faultWords } from './words/faultWords.ts';
import { setTranslations } from './words/translate.ts';

type Fields = Record<string, unknown>;
type Answering = {
  [K in ThreadQuestion['kind']]: (question: Fields, signal: AbortSignal) => Promise<ThreadAnswers[K]>;
};

export interface SessionOptions {
  signal: AbortSignal;
  /** Told when an overview would say more than it did: what takes a moment is read when the first one is given. */
  grown?: () => void;
  files?: Files;
}

/** One package, and the answers to what is asked about it. */
export class PackageSession {
  readonly #opened: OpenedPackage;
  readonly #artifacts: PackageArtifacts;
  readonly #notes: RowNotesOfPackage;
  readonly #end: AbortController;
  readonly #grown: () => void;
  readonly #views = new RowViews();
  #exported: { key: string; plan: RowExport } | undefined;
  #rest: Promise<void> | undefined;
  /** What the last overview was made of; undefined before the first one. */
  #toldExtent: number | undefined;
  readonly #answers: Answering = {
    overview: () => this.#overview(),
    fullOverview: (_, signal) => this.#fullOverview(signal),
    columns: (question, signal) => this.#columns(question, signal),
    view: (question, signal) => this.#view(question, signal),
    rows: (question, signal) => this.#rows(question, signal),
    details: (question, signal) => this.#details(question, signal),
    search: (question, signal) => this.#search(question, signal),
    source: (question, signal) => this.#source(question, signal),
    member: ({ member }, signal) => memberAnswer(this.#opened, this.#artifacts, checkText(member), signal),
    bytes: ({ member }, signal) => bytesAnswer(this.#opened, this.#artifacts, checkText(member), signal),
    export: (question, signal) => this.#export(question, signal),
    fingerprint: async (_, signal) => ({ sha256: await this.#opened.archive.fingerprint({ signal }) }),
  };

  private constructor(
    opened: OpenedPackage,
    artifacts: PackageArtifacts,
    notes: NotesOfRows,
    { end, grown }: { end: AbortController; grown: () => void },
  ) {
    this.#opened = opened;
    this.#artifacts = artifacts;
    this.#notes = new RowNotesOfPackage(notes);
    this.#end = end;
    this.#grown = grown;
  }

  /** @throws QuestionFault when there is no file, or it cannot be read; the signal's reason */
  static async open(
    { path, notes, words }: ThreadStart,
    { signal, grown = () => undefined, files = nodeFiles }: SessionOptions,
  ): Promise<PackageSession> {
    setTranslations(words);
    const end = new AbortController();
    try {
      const opened = await OpenedPackage.open(files, path, signal);
      const artifacts = await PackageArtifacts.of(opened, end.signal);
      return new PackageSession(opened, artifacts, notes, { end, grown });
    } catch (error) {
      signal.throwIfAborted();
      throw asQuestionFault(error);
    }
  }

  /** @throws QuestionFault where there is no answer; the signal's reason */
  async answer<Q extends ThreadQuestion>(question: Q, signal: AbortSignal): Promise<AnswerTo<Q>> {
    try {
      const fields = fieldsOf(question);
      const kind = checkText(fields.kind);
      if (!Object.hasOwn(this.#answers, kind)) {
        throw new QuestionFault(faultWords.badQuestion());
      }
      return await this.#answers[kind as Q['kind']](fields, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw asQuestionFault(error);
    } finally {
      this.#tellGrowth();
    }
  }

  setNotes(notes: NotesOfRows): void {
    this.#notes.set(notes);
  }

  /** Ends what is read in the background, and lets go of the file. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#opened.archive.close();
  }

  async #overview(): Promise<ThreadAnswers['overview']> {
    this.#toldExtent = this.#artifacts.extent;
    const overview = overviewOf(this.#opened, this.#artifacts);
    // What cannot be read says so to whoever asks for it.
    this.#rest ??= new Promise((resolve) => setImmediate(resolve))
      .then(() => this.#artifacts.readRest(() => this.#tellGrowth()))
      .catch(() => undefined);
    return Promise.resolve(overview);
  }

  async #fullOverview(signal: AbortSignal): Promise<ThreadAnswers['overview']> {
    await this.#overview();
    await abortable(this.#rest ?? Promise.resolve(), signal);
    return this.#overview();
  }

  /** Once for all that was read meanwhile. */
  #tellGrowth(): void {
    const { extent } = this.#artifacts;
    if (this.#toldExtent !== undefined && this.#toldExtent !== extent) {
      this.#toldExtent = extent;
      this.#grown();
    }
  }

  async #columns({ artifact }: Fields, signal: AbortSignal): Promise<ThreadAnswers['columns']> {
    const shown = this.#artifact(artifact);
    const table = await shown.tableWith(0, signal);
    const { columns } = table;
    const rowCount = shown.rowCount ?? table.rowCount;
    return {
      columns: columns.map((column): ColumnView => {
        const kind = column.kind === 'localTime' ? 'time' : column.kind;
        return { id: column.id, title: columnTitle(column), kind, isShown: column.isFirst };
      }),
      rowCount,
    };
  }

  async #view(question: Fields, signal: AbortSignal): Promise<ThreadAnswers['view']> {
    const artifact = this.#artifact(question.artifact);
    const { id } = artifact;
    const wish = checkWish(question.wish);
    const isPlain = isForAll(wish) && !wish.sorting;
    // All rows in their own order can be shown before all of them are there.
    const table = isPlain ? await artifact.tableWith(1, signal) : await artifact.table(signal);
    const rows = await wishedRows(table, wish, this.#notes.of(id), new Pace(signal));
    const view = this.#views.set(id, rows);
    const answer = { view, rowCount: rows?.length ?? artifact.rowCount ?? table.rowCount };
    if (question.row === undefined) {
      return answer;
    }
    const row = checkCount(question.row);
    const place = rows ? rows.indexOf(row) : row < answer.rowCount ? row : -1;
    return place < 0 ? answer : { ...answer, place };
  }

  async #rows(question: Fields, signal: AbortSignal): Promise<ThreadAnswers['rows']> {
    const artifact = this.#artifact(question.artifact);
    const { id } = artifact;
    const view = this.#views.get(id, checkCount(question.view));
    const [from, count] = [checkCount(question.from), checkCount(question.count, mostRows)];
    const table = view ? await artifact.table(signal) : await artifact.tableWith(from + count, signal);
    const columns = checkTexts(question.columns).map((column) => columnIndex(table, column));
    const end = Math.min(from + count, rowCountOf(table, view));
    const rows: RowView[] = [];
    for (let at = from; at < end; at++) {
      const row = view ? (view[at] ?? 0) : at;
      rows.push({
        row,
        cells: columns.map((column) => (column < 0 ? '' : shortCellText(table, row, column))),
        ...rowState(table, row, this.#opened.damaged),
        ...this.#notes.noteOf(id, row),
      });
    }
    return { rows };
  }

  async #details(question: Fields, signal: AbortSignal): Promise<Details> {
    const { id, table, row } = await this.#row(question, signal);
    const source = table.source(row);
    const fields = fieldsOfRow(
      table,
      row,
      this.#opened.faultsOf(source.member),
      this.#opened.reading.letters,
    );
    const event = eventOf(table, row);
    const bytes = event && (await logBytesOf(this.#opened, this.#artifacts, source.member, signal));
    const xml = event && bytes && (await eventXml(event, bytes, signal));
    const related = new RelatedRows(this.#opened, this.#artifacts, new Pace(signal));
    return {
      fields: xml === undefined ? fields : [...fields, { title: xmlTitle(), value: xml }],
      source: sourceWords(source, !isOfBytes(table)) + pageWords(this.#opened.reading.texts, source.member),
      related: await related.of(id, table, row),
    };
  }

  async #search(question: Fields, signal: AbortSignal): Promise<ThreadAnswers['search']> {
    const wish = checkWish({ ...question, filters: {} });
    const { hits, isWhole } = await countHits(
      this.#artifacts.list,
      wish,
      (artifact) => this.#notes.of(artifact),
      signal,
    );
    return { hits, isWhole: isWhole && this.#artifacts.isWhole };
  }

  async #source(question: Fields, signal: AbortSignal): Promise<ThreadAnswers['source']> {
    const { table, row } = await this.#row(question, signal);
    return placeOf(table, row);
  }

  async #export(question: Fields, signal: AbortSignal): Promise<ThreadAnswers['export']> {
    const { id, table } = await this.#table(question, signal);
    const wish = checkWish(question.wish);
    const [columns, from] = [checkTexts(question.columns), checkCount(question.from)];
    const pace = new Pace(signal);
    // The portions of one export are of the same rows and columns, whatever is tagged in the meantime.
    const key = JSON.stringify([id, wish, columns]);
    if (from === 0 || this.#exported?.key !== key) {
      const notes = this.#notes.of(id);
      const rows = await wishedRows(table, wish, notes, pace);
      this.#exported = { key, plan: await planExport(table, rows, { columns, notes }, pace) };
    }
    return exportPortion(this.#exported.plan, from, pace);
  }

  #artifact(id: unknown): PackageArtifact {
    const artifact = this.#artifacts.get(checkText(id));
    if (!artifact) {
      throw new QuestionFault(faultWords.noArtifact(checkText(id)));
    }
    return artifact;
  }

  async #table({ artifact }: Fields, signal: AbortSignal): Promise<{ id: string; table: Table }> {
    const { id } = this.#artifact(artifact);
    return { id, table: await this.#artifact(artifact).table(signal) };
  }

  async #row(question: Fields, signal: AbortSignal): Promise<{ id: string; table: Table; row: number }> {
    const found = await this.#table(question, signal);
    const row = checkCount(question.row);
    if (row >= found.table.rowCount) {
      throw new QuestionFault(faultWords.noRow());
    }
    return { ...found, row };
  }
}
