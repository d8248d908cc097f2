import type { CollectionState } from '../packages/reading/messages.ts';
import { element } from './element.ts';
import type { Grid } from './grid/grid.ts';
import { GridColumns } from './grid/gridColumns.ts';
import { headerPlace } from './grid/gridKeys.ts';
import { RowPages } from './grid/rowPages.ts';
import { rowHeight } from './grid/scrollScale.ts';
import type { OpenTable } from './openTable.ts';
import type { TableFoot } from './tableFoot.ts';
import { textWidth } from './textWidth.ts';
import { say } from './say.ts';

/** Which rows come into view: those that were there, or some row with what is around it. */
export type Aim = 'kept' | { row: number | undefined; isWanted?: boolean };

export interface TableRowsEvents {
  /** Rows have come, or others are shown. */
  arrived: () => void;
  /** A row that is wanted is left out by what the rows are narrowed to. */
  leftOut: () => void;
  save: () => void;
}

/** Rows whose texts decide how wide columns are at first. */
const fittedRows = 40;
const mostKeptRanges = 1000;

/** Brings the rows that a table wishes into the grid, and its counts below it. */
export class TableRows {
  readonly empty = element('p', { class: 'empty' });
  readonly #grid: Grid;
  readonly #foot: TableFoot;
  readonly #events: TableRowsEvents;
  #table: OpenTable | undefined;
  #pages: RowPages | undefined;
  /** Rows that are to take the place of those that are shown. */
  #coming: RowPages | undefined;
  /** Ids of the columns in the grid. */
  #columns = '';

  constructor(grid: Grid, foot: TableFoot, events: TableRowsEvents) {
    this.#grid = grid;
    this.#foot = foot;
    this.#events = events;
    this.empty.hidden = true;
  }

  /** The rows of before are another table's. */
  clear(table: OpenTable): void {
    this.close();
    this.#table = table;
    this.#columns = '';
    this.empty.hidden = true;
    this.#grid.showColumns(new GridColumns([], {}), {}, undefined);
    this.#grid.showRows(noRows(), { place: 0, column: table.kept.column }, { top: 0, left: 0 });
  }

  /** The same rows, with their columns in another order, as wide as they are. */
  rearrange(table: OpenTable): void {
    // Rows that are on their way bring the order along.
    if (this.#grid.element.ariaBusy !== 'true') {
      const widths = Object.fromEntries(this.#grid.columns.all.map(({ id, width }) => [id, width]));
      this.#columns = idsOf(table);
      this.#grid.showColumns(
        new GridColumns(table.shownColumns, widths),
        table.kept.filters,
        table.kept.sorting,
      );
      this.keep();
    }
  }

  /** Widths are to be found anew. */
  refit(): void {
    this.#columns = '';
  }

  /** The rows of before stay until the first new ones have come. */
  ask(table: OpenTable, aim: Aim): void {
    // The host knows one view of an artifact at a time: of the one before, no more can be asked for.
    this.#coming?.close();
    this.#pages?.close();
    this.#foot.work(say('working'));
    this.#grid.element.ariaBusy = 'true';
    table.askView(
      aim === 'kept' ? undefined : aim.row,
      ({ place }) => {
        if (aim !== 'kept' && aim.isWanted && place === undefined && table.isNarrow) {
          this.#events.leftOut();
          this.ask(table, { row: aim.row });
        } else {
          this.#fetch(table, aim, place);
        }
      },
      (fault) => this.fail(fault),
    );
  }

  fail(fault: string): void {
    this.#grid.element.removeAttribute('aria-busy');
    this.#foot.fail(fault);
  }

  /** The same rows may have other texts. */
  renew(): void {
    this.#pages?.renew();
    this.#grid.draw();
  }

  close(): void {
    this.#table = undefined;
    this.#coming?.close();
    this.#pages?.close();
  }

  count(): void {
    if (this.#table) {
      const { artifact, shownCount, rowCount = 0 } = this.#table;
      const selected = this.#grid.selection.count;
      this.#foot.count({ shown: shownCount, all: rowCount, selected, unparsed: artifact.unparsedLines });
      this.empty.hidden = shownCount > 0;
      this.empty.textContent = rowCount > 0 ? say('noRows', rowCount) : emptyWords(artifact.state);
      this.keep();
    }
  }

  /** Where the grid stands, for when the table is shown again. */
  keep(): void {
    if (this.#table) {
      const { active, scroll, selection } = this.#grid;
      Object.assign(this.#table.kept, active, scroll, {
        selection: selection.ranges.slice(0, mostKeptRanges),
      });
      this.#events.save();
    }
  }

  #fetch(table: OpenTable, aim: Aim, found: number | undefined): void {
    const { kept } = table;
    const isBack = aim === 'kept';
    const place = isBack ? kept.place : (found ?? 0);
    const around = Math.max(0, place - Math.floor(this.#grid.size.page / 2)) * rowHeight;
    const top = isBack ? kept.top : found === undefined ? 0 : around;
    let isShown = false;
    const pages = table.pages(
      () => {
        if (!isShown) {
          isShown = true;
          this.#show(table, pages, { place, top, isBack });
        }
        this.#grid.draw();
        this.#events.arrived();
      },
      (fault) => this.fail(fault),
    );
    this.#coming = pages;
    if (pages.count === 0) {
      this.#show(table, pages, { place: 0, top: 0, isBack });
    } else {
      const start = Math.min(pages.count - 1, Math.floor(top / rowHeight));
      pages.need(start, start + 1);
    }
  }

  #show(
    table: OpenTable,
    pages: RowPages,
    { place, top, isBack }: { place: number; top: number; isBack: boolean },
  ): void {
    const { kept } = table;
    this.#pages?.close();
    this.#pages = pages;
    this.#grid.selection.clear(Math.max(0, place));
    if (isBack) {
      this.#grid.selection.restore(kept.selection, pages.count);
    }
    this.#showColumns(table, pages, Math.floor(top / rowHeight));
    const left = isBack ? kept.left : this.#grid.scroll.left;
    const { active } = this.#grid;
    // Whoever sorts by the keyboard stays at the title.
    const cell = isBack ? kept : active.place === headerPlace ? active : { place, column: active.column };
    this.#grid.showRows(pages, cell, { top, left });
    this.#grid.element.removeAttribute('aria-busy');
    this.#foot.done();
    this.count();
    this.#events.arrived();
  }

  /** Columns are as wide as what came first needs, until the columns are others. */
  #showColumns(table: OpenTable, pages: RowPages, first: number): void {
    const { shownColumns, kept } = table;
    const ids = idsOf(table);
    if (ids !== this.#columns) {
      this.#columns = ids;
      const rows = Array.from({ length: fittedRows }, (_, at) => pages.row(first + at)?.cells);
      const columns = new GridColumns(shownColumns, kept.widths);
      columns.fit(
        rows.filter((cells) => cells !== undefined),
        kept.widths,
        textWidth,
        this.#grid.room,
      );
      this.#grid.showColumns(columns, kept.filters, kept.sorting);
    }
  }
}

function idsOf({ shownColumns }: OpenTable): string {
  return JSON.stringify(shownColumns.map(({ id }) => id));
}

function noRows(): RowPages {
  const nothing = () => undefined;
  return new RowPages(0, () => nothing, nothing, nothing);
}

/** No rows are no all-clear: whether anything was looked at stands beside it. */
function emptyWords(state: CollectionState): string {
  return state === 'data' ? say('empty') : say('emptyWhy', say(state), say(`${state}Note`));
}
