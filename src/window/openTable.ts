import type { Answers, ArtifactView, ColumnView, RowWish } from '../packages/reading/messages.ts';
import type { ShownColumn } from './grid/gridColumns.ts';
import { RowPages, type AskRows } from './grid/rowPages.ts';
import type { Cancel, Host } from './host.ts';
import type { KeptState, KeptTable } from './keptState.ts';

type Fail = (fault: string) => void;

const never: Cancel = () => undefined;

/** The rows of one artifact as they are wished now: what the host is asked for them, one question of a kind at a time. */
export class OpenTable {
  artifact: ArtifactView;
  readonly kept: KeptTable;
  columns: readonly ColumnView[] = [];
  /** Without any filter; undefined while it is not known. */
  rowCount: number | undefined;
  /** Of the present wish. */
  shownCount = 0;
  readonly #host: Host;
  readonly #state: KeptState;
  #view = 0;
  #cancel = never;

  constructor(host: Host, state: KeptState, artifact: ArtifactView) {
    this.#host = host;
    this.#state = state;
    this.artifact = artifact;
    this.kept = state.table(artifact.id);
    this.rowCount = artifact.rowCount;
  }

  get wish(): RowWish {
    const { search, hidesCollector, onlyTagged } = this.#state.now;
    const { filters, sorting } = this.kept;
    return { filters, text: search, hidesCollector, onlyTagged, ...(sorting && { sorting }) };
  }

  /** Whether rows may be left out. */
  get isNarrow(): boolean {
    const { filters, text, hidesCollector, onlyTagged } = this.wish;
    return Object.keys(filters).length > 0 || text !== '' || hidesCollector || onlyTagged;
  }

  /** In the order that was chosen, as all that has to do with columns from here on. */
  get orderedColumns(): readonly ColumnView[] {
    return this.#inOrder(this.columns);
  }

  get shownColumns(): readonly ShownColumn[] {
    return this.#inOrder(this.#askedColumns.map((column, cell) => ({ ...column, cell })));
  }

  /** Those that are shown in the table's own order: the cells of rows stay where they are when columns are moved. */
  get #askedColumns(): readonly ColumnView[] {
    const chosen = this.kept.columns;
    return this.columns.filter(({ id, isShown }) => (chosen ? chosen.includes(id) : isShown));
  }

  /** Puts a column in another's place. */
  moveColumn(id: string, target: string): void {
    const ids = this.orderedColumns.map((column) => column.id);
    const place = ids.indexOf(target);
    ids.splice(ids.indexOf(id), 1);
    ids.splice(place, 0, id);
    this.kept.order = ids;
  }

  /** @param ids undefined for those that the table shows at first, in its own order and with their own widths */
  chooseColumns(ids: string[] | undefined): void {
    if (ids) {
      this.kept.columns = ids;
      return;
    }
    delete this.kept.columns;
    delete this.kept.order;
    this.kept.widths = {};
  }

  /** Sorts by a column, then the other way round, then not at all. Of times the newest is wanted first. */
  sortBy(id: string): void {
    const { sorting } = this.kept;
    const isDescendingFirst = this.columns.find((column) => column.id === id)?.kind === 'time';
    if (sorting?.column !== id) {
      this.kept.sorting = { column: id, isDescending: isDescendingFirst };
    } else if (sorting.isDescending === isDescendingFirst) {
      this.kept.sorting = { column: id, isDescending: !isDescendingFirst };
    } else {
      delete this.kept.sorting;
    }
  }

  filterBy(id: string, text: string): void {
    const others = Object.entries(this.kept.filters).filter(([column]) => column !== id);
    const words = text.trim();
    this.kept.filters = Object.fromEntries(words === '' ? others : [...others, [id, words]]);
  }

  askColumns(take: () => void, fail: Fail): void {
    this.#cancel();
    this.#cancel = this.#host.ask(
      { kind: 'columns', artifact: this.artifact.id },
      ({ columns, rowCount }) => {
        this.columns = columns;
        this.rowCount = rowCount;
        take();
      },
      fail,
    );
  }

  /** @param row whose place is wanted */
  askView(row: number | undefined, take: (answer: Answers['view']) => void, fail: Fail): void {
    this.#cancel();
    this.#cancel = this.#host.ask(
      { kind: 'view', artifact: this.artifact.id, wish: this.wish, ...(row !== undefined && { row }) },
      (answer) => {
        this.#view = answer.view;
        this.shownCount = answer.rowCount;
        take(answer);
      },
      fail,
    );
  }

  /** The rows of the present view, with the columns that are shown now. */
  pages(arrived: () => void, fail: Fail): RowPages {
    return new RowPages(this.shownCount, this.rows(this.#askedColumns), arrived, fail);
  }

  /** @param shown whose cells are wanted, in their order */
  rows(shown: readonly ColumnView[] = this.shownColumns): AskRows {
    const view = this.#view;
    const columns = shown.map(({ id }) => id);
    return (from, count, take, fail) =>
      this.#host.ask(
        { kind: 'rows', artifact: this.artifact.id, view, from, count, columns },
        ({ rows }) => take(rows.slice(0, count)),
        fail,
      );
  }

  close(): void {
    this.#cancel();
  }

  /** Columns that the order does not know stand behind the others. */
  #inOrder<C extends ColumnView>(columns: readonly C[]): readonly C[] {
    const { order } = this.kept;
    const places = new Map(order?.map((id, place) => [id, place]));
    const placeOf = ({ id }: C) => places.get(id) ?? places.size;
    return columns.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}
