import type { RowView, Sorting } from '../../packages/reading/messages.ts';
import { element } from '../element.ts';
import { GridBody } from './gridBody.ts';
import { GridColumns, ownColumns } from './gridColumns.ts';
import { GridHeader } from './gridHeader.ts';
import { listenToGrid } from './gridInput.ts';
import { headerPlace, type Cell, type GridSize } from './gridKeys.ts';
import { RowPages } from './rowPages.ts';
import { RowSelection } from './rowSelection.ts';
import { ScrollScale } from './scrollScale.ts';

export interface GridEvents {
  /** Another row is the one that keys work on. */
  active: () => void;
  /** All of the active row is wanted; by the keyboard the focus follows. */
  open: (byKeyboard: boolean) => void;
  sort: (column: string) => void;
  filter: (column: string, text: string) => void;
  width: (column: string, width: number) => void;
  /** A column is wanted in another's place. */
  move: (column: string, target: string) => void;
  selected: () => void;
  scrolled: () => void;
  /** A key that the grid has no use for. */
  key: (event: KeyboardEvent) => void;
}

/** Milliseconds without scrolling after which the scroll bar goes where it belongs. */
const restAfter = 150;

/** Rows and columns of any number, of which there are elements for those in view. */
export class Grid {
  readonly element = element('div', {
    role: 'grid',
    class: 'grid',
    tabindex: '-1',
    'aria-multiselectable': 'true',
  });
  readonly selection = new RowSelection();
  readonly #content = element('div', { class: 'content', role: 'presentation' });
  readonly #header: GridHeader;
  readonly #body = new GridBody();
  readonly #scale = new ScrollScale();
  readonly #events: GridEvents;
  #columns = new GridColumns([], {});
  #pages = new RowPages(
    0,
    () => () => undefined,
    () => undefined,
    () => undefined,
  );
  #active: Cell = { place: 0, column: 0 };
  #tabStop: HTMLElement | undefined;
  #frame = 0;
  #rest = 0;

  constructor(events: GridEvents) {
    this.#events = events;
    this.#header = new GridHeader({
      sort: events.sort,
      filter: events.filter,
      move: events.move,
      widen: (column, width, isLast) => this.widen(column, width, isLast),
      leave: (column, to) => this.moveTo({ place: to === 'rows' ? 0 : headerPlace, column }),
    });
    this.#content.append(this.#header.element, this.#body.element);
    this.element.append(this.#content);
    this.element.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    listenToGrid(this, events);
    this.element.addEventListener('focusin', ({ target }) => this.#onFocus(target));
    this.element.addEventListener('dblclick', ({ target }) => {
      if (this.#body.placeOf(target)) {
        this.#events.open(false);
      }
    });
    const sizes = new ResizeObserver(() => this.draw());
    sizes.observe(this.element);
    sizes.observe(this.#header.element);
  }

  get columns(): GridColumns {
    return this.#columns;
  }

  get active(): Cell {
    return this.#active;
  }

  get activeRow(): RowView | undefined {
    return this.#pages.row(this.#active.place);
  }

  get scroll(): { top: number; left: number } {
    return { top: this.#scale.top, left: this.element.scrollLeft };
  }

  get size(): GridSize {
    return { rows: this.#pages.count, columns: this.#columns.count, page: this.#scale.rowsInView };
  }

  get room(): number {
    return this.element.clientWidth;
  }

  showColumns(
    columns: GridColumns,
    filters: Readonly<Record<string, string>>,
    sorting: Sorting | undefined,
  ): void {
    const id = this.#columns.all[this.#active.column]?.id;
    const same = id ? columns.all.findIndex((column) => column.id === id) : -1;
    const hadFocus = document.activeElement === this.#header.cell(this.#active.column);
    this.#columns = columns;
    this.element.ariaColCount = String(columns.count);
    this.#header.show(columns, filters, sorting);
    this.#active.column = same < 0 ? Math.min(this.#active.column, columns.count - 1) : same;
    if (hadFocus) {
      this.focus();
    }
    this.draw();
  }

  showSorting(sorting: Sorting | undefined): void {
    this.#header.showSorting(sorting);
  }

  showFilters(filters: Readonly<Record<string, string>>): void {
    this.#header.showFilters(filters);
  }

  focusFilter(): void {
    this.#header.focusBox(this.#active.column);
  }

  /** Shows other rows, from the top unless the active one is among them. */
  showRows(pages: RowPages, active: Cell, { top, left }: { top: number; left: number }): void {
    this.#pages.close();
    this.#pages = pages;
    this.element.ariaRowCount = String(pages.count + 1);
    const place = Math.min(active.place, Math.max(0, pages.count - 1));
    this.#active = { place, column: active.column };
    this.#measure();
    this.#scale.moveTo(top);
    this.#settleBar();
    this.element.scrollLeft = left;
    this.draw();
  }

  /** Widths were changed from outside. */
  resizeColumns(): void {
    this.#header.resize();
    this.draw();
  }

  focus(): void {
    this.#reveal();
    this.#render();
    this.#focusActive();
  }

  moveTo(cell: Cell): void {
    const isOther = cell.place !== this.#active.place;
    this.#active = cell;
    this.focus();
    if (isOther) {
      this.#events.active();
    }
  }

  /** Shows in the next frame what has changed until then. */
  draw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #measure(): void {
    const viewHeight = Math.max(0, this.element.clientHeight - this.#header.element.offsetHeight);
    this.#scale.resize(this.#pages.count, viewHeight);
    const { contentHeight } = this.#scale;
    this.#body.element.style.height = `${Math.min(viewHeight, contentHeight)}px`;
    this.#body.element.style.width = `${this.element.clientWidth}px`;
    this.#body.element.style.top = `${this.#header.element.offsetHeight}px`;
    this.#content.style.height = `${contentHeight + this.#header.element.offsetHeight}px`;
    this.#content.style.width = `${this.#columns.width}px`;
  }

  #render(): void {
    const hasFocus = document.activeElement === this.element || this.#body.placeOf(document.activeElement);
    this.#measure();
    const left = this.element.scrollLeft;
    const part = this.#columns.inView(left, this.element.clientWidth);
    const { start, end } = this.#scale.rows;
    this.#pages.need(start, end);
    this.#body.render(this.#scale, left, this.#columns, part, this.#pages, this.selection);
    this.#moveTabStop();
    if (hasFocus && this.#active.place !== headerPlace) {
      this.#focusActive();
    }
  }

  /** The one cell that Tab leads to. While it is out of view, the grid itself has the focus in its stead. */
  #moveTabStop(): void {
    const cell = this.#cell(this.#active) ?? this.#header.cell(this.#active.column);
    if (cell !== this.#tabStop) {
      this.#tabStop?.setAttribute('tabindex', '-1');
      cell?.setAttribute('tabindex', '0');
      this.#tabStop = cell;
    }
  }

  #cell({ place, column }: Cell): HTMLElement | undefined {
    return place === headerPlace ? this.#header.cell(column) : this.#body.cell(place, column);
  }

  #focusActive(): void {
    const target = this.#cell(this.#active) ?? this.element;
    if (document.activeElement !== target) {
      target.focus({ preventScroll: true });
    }
  }

  #reveal(): void {
    const { place, column } = this.#active;
    this.#measure();
    if (place >= 0) {
      this.#scale.reveal(place);
      this.#settleBar();
    }
    if (column >= ownColumns) {
      const [left, right] = [this.#columns.left(column), this.#columns.left(column + 1)];
      const least = right - this.element.clientWidth;
      const most = left - this.#columns.ownWidth;
      this.element.scrollLeft = Math.min(Math.max(this.element.scrollLeft, least), most);
    }
  }

  #settleBar(): void {
    this.element.scrollTop = this.#scale.bar;
    this.#scale.settle(this.element.scrollTop);
  }

  #onScroll(): void {
    this.#scale.follow(this.element.scrollTop);
    this.draw();
    this.#events.scrolled();
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      // A scroll may have begun that is not told yet: the bar must not go back to where it was.
      this.#scale.follow(this.element.scrollTop);
      this.#settleBar();
    }, restAfter);
  }

  #onFocus(target: EventTarget | null): void {
    const inBody = this.#body.placeOf(target);
    const column = this.#header.columnOf(target);
    const cell = inBody ?? (column < 0 ? undefined : { place: headerPlace, column });
    if (cell && (cell.place !== this.#active.place || cell.column !== this.#active.column)) {
      const isOther = cell.place !== this.#active.place;
      this.#active = cell;
      this.#moveTabStop();
      if (isOther) {
        this.#events.active();
      }
    }
  }

  /** Where in it an element among its rows is. */
  placeOf(target: EventTarget | null): Cell | undefined {
    return this.#body.placeOf(target);
  }

  /** @param isLast whether it stays so, for now */
  widen(column: number, width: number, isLast: boolean): void {
    const kept = this.#columns.setWidth(column, width);
    this.resizeColumns();
    if (isLast) {
      this.#events.width(this.#columns.all[column]?.id ?? '', kept);
    }
  }
}
