import type { ArtifactView, RowView } from '../packages/reading/messages.ts';
import { columnPlace } from './columnPlace.ts';
import { element } from './element.ts';
import { Grid } from './grid/grid.ts';
import type { Host } from './host.ts';
import type { KeptState } from './keptState.ts';
import { OpenTable } from './openTable.ts';
import { RowActions } from './rowActions.ts';
import { typingPause } from './searchBox.ts';
import { TableBar } from './tableBar.ts';
import { TableFoot } from './tableFoot.ts';
import { TableRows, type Aim } from './tableRows.ts';
import type { TagDialog } from './tagDialog.ts';
import { say } from './say.ts';
import { visibleText } from './visibleText.ts';

export interface TableEvents {
  /** Another row is active, or what is known of it has come. */
  active: () => void;
  details: (byKeyboard: boolean) => void;
  toggleDetails: () => void;
  /** A switch that holds for all artifacts was turned, here or to show a row that it hid. */
  switched: () => void;
}

/** One artifact's rows: the grid, what stands above and below it, and what is done with its rows. */
export class TablePage {
  readonly element: HTMLElement;
  readonly #bar: TableBar;
  readonly #grid: Grid;
  readonly #foot = new TableFoot(() => this.#withTable(({ artifact }) => this.show(artifact)));
  readonly #rows: TableRows;
  readonly #actions: RowActions;
  readonly #host: Host;
  readonly #state: KeptState;
  readonly #events: TableEvents;
  #table: OpenTable | undefined;
  #typing = 0;
  /** The row that somebody chose, which stays in view when rows are sorted and filtered. */
  #chosen: number | undefined;

  constructor(host: Host, state: KeptState, dialog: TagDialog, events: TableEvents) {
    this.#host = host;
    this.#state = state;
    this.#events = events;
    this.#grid = new Grid({
      active: () => {
        this.#chosen = this.#grid.activeRow?.row ?? this.#chosen;
        this.#rows.keep();
        events.active();
      },
      open: events.details,
      sort: (column) => this.#sort(column),
      filter: (column, text) => this.#filter(column, text),
      width: (column, width) => this.#keepWidth(column, width),
      move: (column, target) => this.#moveColumn(column, target),
      selected: () => this.#rows.count(),
      scrolled: () => this.#rows.keep(),
      key: (event) => this.#onKey(event),
    });
    this.#rows = new TableRows(this.#grid, this.#foot, {
      arrived: events.active,
      leftOut: () => this.#widen(),
      save: () => state.save(),
    });
    this.#actions = new RowActions(host, this.#grid, this.#foot, dialog);
    this.#bar = new TableBar({
      hideCollector: (isOn) => this.#switch({ hidesCollector: isOn }),
      onlyTagged: (isOn) => this.#switch({ onlyTagged: isOn }),
      showFilters: () => this.showFilters(!state.now.showsFilters),
      clearFilters: () => this.#clearFilters(),
      chooseColumns: (columns) => this.#chooseColumns(columns),
      moveColumn: (column, target) => this.#moveColumn(column, target),
      resetColumns: () => this.#chooseColumns(undefined),
      export: () => this.#withTable((table) => this.#actions.export(table)),
      details: events.toggleDetails,
    });
    const place = element('div', { class: 'grid-place' }, this.#grid.element, this.#rows.empty);
    this.element = element('section', { class: 'table-page' }, this.#bar.element, place, this.#foot.element);
  }

  get activeRow(): RowView | undefined {
    return this.#grid.activeRow;
  }

  get artifact(): string | undefined {
    return this.#table?.artifact.id;
  }

  /** @param row to be led to; else what was in view comes back */
  show(artifact: ArtifactView, row?: number): void {
    this.close();
    const table = new OpenTable(this.#host, this.#state, artifact);
    this.#table = table;
    this.#chosen = row;
    this.#bar.show(artifact.title, artifact.faults);
    this.#grid.element.ariaLabel = visibleText(artifact.title);
    this.#showSwitches();
    this.#rows.clear(table);
    this.#foot.work(say('loading'));
    table.askColumns(
      () => {
        this.#showMenu(table);
        this.#ask(row === undefined ? 'kept' : { row, isWanted: true });
      },
      (fault) => this.#rows.fail(fault),
    );
  }

  /** Takes over what is known of an artifact by now. @returns whether the rows that are shown are still its rows */
  follow(artifact: ArtifactView): boolean {
    const table = this.#table;
    if (table?.artifact.id !== artifact.id || (table.rowCount ?? artifact.rowCount) !== artifact.rowCount) {
      return false;
    }
    table.artifact = artifact;
    this.#bar.show(artifact.title, artifact.faults);
    this.#rows.count();
    return true;
  }

  /** Nothing of it is shown any more. */
  close(): void {
    this.#actions.stop();
    this.#table?.close();
    this.#rows.close();
    clearTimeout(this.#typing);
    this.#table = undefined;
  }

  /** Search or switches are others; the row that was chosen stays in view where it can. */
  narrow(): void {
    this.#showSwitches();
    this.#ask({ row: this.#chosen });
  }

  /** Tags of rows are others. */
  renew(): void {
    if (this.#state.now.onlyTagged) {
      this.narrow();
    } else {
      this.#rows.renew();
    }
  }

  focus(): void {
    this.#grid.focus();
  }

  showFilters(isOn: boolean): void {
    this.#state.now.showsFilters = isOn;
    this.#state.save();
    this.#showSwitches();
    if (isOn) {
      this.#grid.focusFilter();
    }
  }

  showsDetails(isOpen: boolean): void {
    this.#bar.showDetails(isOpen);
  }

  goToSource(): void {
    this.#withTable((table) => this.#actions.goToSource(table));
  }

  tag(): void {
    this.#withTable((table) => this.#actions.tag(table));
  }

  #withTable(act: (table: OpenTable) => void): void {
    if (this.#table) {
      act(this.#table);
    }
  }

  #showMenu({ orderedColumns, shownColumns }: OpenTable): void {
    this.#bar.columnMenu.show(
      orderedColumns,
      shownColumns.map(({ id }) => id),
    );
  }

  #ask(aim: Aim): void {
    clearTimeout(this.#typing);
    this.#withTable((table) => this.#rows.ask(table, aim));
  }

  /** Nothing hides a row any more. */
  #widen(): void {
    this.#withTable(({ kept }) => (kept.filters = {}));
    Object.assign(this.#state.now, { search: '', hidesCollector: false, onlyTagged: false });
    this.#state.save();
    this.#showSwitches();
    this.#grid.showFilters({});
    this.#events.switched();
  }

  #sort(column: string): void {
    this.#withTable((table) => {
      table.sortBy(column);
      this.#grid.showSorting(table.kept.sorting);
      this.narrow();
    });
  }

  #filter(column: string, text: string): void {
    this.#withTable((table) => {
      table.filterBy(column, text);
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.narrow(), typingPause);
    });
  }

  #clearFilters(): void {
    this.#withTable(({ kept }) => {
      kept.filters = {};
      this.#grid.showFilters({});
      this.narrow();
    });
  }

  #switch(switches: Partial<{ hidesCollector: boolean; onlyTagged: boolean }>): void {
    Object.assign(this.#state.now, switches);
    this.#events.switched();
    this.narrow();
  }

  #chooseColumns(columns: string[] | undefined): void {
    this.#withTable((table) => {
      table.chooseColumns(columns);
      if (!columns) {
        this.#rows.refit();
      }
      this.#showMenu(table);
      this.narrow();
    });
  }

  #moveColumn(column: string, target: string): void {
    this.#withTable((table) => {
      table.moveColumn(column, target);
      this.#showMenu(table);
      this.#rows.rearrange(table);
      this.#state.save();
      this.#foot.notice(columnPlace(table, column));
    });
  }

  #showSwitches(): void {
    const { now } = this.#state;
    this.#grid.element.classList.toggle('with-filters', now.showsFilters);
    this.#bar.showSwitches(now);
    this.#bar.showClear(Object.keys(this.#table?.kept.filters ?? {}).length > 0);
    this.#state.save();
  }

  #keepWidth(column: string, width: number): void {
    this.#withTable(({ kept }) => {
      kept.widths[column] = width;
      this.#state.save();
    });
  }

  #onKey(event: KeyboardEvent): void {
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (isCommand && key === 'c') {
      this.#withTable((table) => this.#actions.copy(table));
    } else if (isCommand && key === 'enter') {
      this.goToSource();
    } else if (!isCommand && !event.altKey && key === 't') {
      this.tag();
    } else if (!isCommand && !event.altKey && key === 'f') {
      this.showFilters(true);
    } else {
      return;
    }
    event.preventDefault();
  }
}
